import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';

import { folderOf, readIn } from './written-folder.js';

/** The sentence that a folder is refused with. */
const refusal = (folder: string): Promise<string> =>
  readIn(folder).then(
    () => 'it was read',
    (cause: unknown) => (cause as Error).message,
  );

test('pages, their navigation and what decides who sees them', async ({}, info) => {
  const folder = folderOf(info, 'docs', {
    'docs.json': JSON.stringify({
      name: 'Acme',
      navigation: {
        tabs: [
          {
            tab: 'Guides',
            groups: [
              { group: 'Open', public: true, pages: ['index', 'guides/start', 'team'] },
              { group: 'Nested', pages: [{ group: 'Below', pages: ['/guides/index.mdx'] }] },
            ],
          },
          { tab: 'Empty', pages: ['gone', '../outside', 'C:\\x', 'guides/start'] },
        ],
      },
    }),
    'index.md': '# Hello *you*\n\nText',
    'guides/start.mdx': '---\ntitle: Start\nsidebarTitle: Go\ndescription: D\n---\nText',
    'guides/index.mdx': '---\ntitle: All guides\npublic: true\n---\n',
    'team.md': '---\ngroups: [team]\n---\n',
    'hidden-page.md': 'Text',
    '.secret/page.md': 'never',
    'node_modules/x/readme.md': 'never',
    'picture.png': 'x',
  });
  const { docs, notices } = await readIn(folder);
  expect(docs.name).toBe('Acme');
  expect(docs.navigation).toEqual([
    {
      title: 'Guides',
      entries: [
        { title: 'Open', entries: ['/', '/guides/start', '/team'] },
        { title: 'Nested', entries: [{ title: 'Below', entries: ['/guides'] }] },
      ],
    },
  ]);
  const pages = [...docs.pages.values()].map(({ file: _file, ...page }) => page);
  expect(pages.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
    { path: '/', title: 'Hello *you*', public: true, text: '\nText' },
    { path: '/guides', title: 'All guides', public: true, text: '' },
    {
      path: '/guides/start',
      title: 'Start',
      sidebarTitle: 'Go',
      description: 'D',
      public: true,
      text: 'Text',
    },
    { path: '/hidden-page', title: 'Hidden page', text: 'Text' },
    { path: '/team', title: 'Team', groups: ['team'], public: true, text: '' },
  ]);
  expect(notices).toEqual([
    'docs.json: there is no page "gone".',
    'docs.json: the page "../outside" leads out of the folder.',
    'docs.json: the page "C:\\x" leads out of the folder.',
  ]);
});

test('a page whose head cannot be read is for nobody, and one sentence says why', async ({}, info) => {
  const rows: readonly (readonly [head: string, notice: string])[] = [
    [
      '---\ntitle: a\n',
      'its front matter cannot be read (it has no closing ---), so nobody is shown the page.',
    ],
    [
      '---\nnonsense\n---\n',
      'its front matter cannot be read (line 2 is no "name: value"), so nobody is shown the page.',
    ],
    [
      '---\ngroups: {a: b}\n---\n',
      'groups cannot be read ("{a: b}" needs quotes), so nobody is shown the page.',
    ],
    [
      '---\npublic: *x\n---\n',
      'public cannot be read ("*x" needs quotes), so nobody is shown the page.',
    ],
    [
      '---\ngroups: admin\npublic: true\n---\n',
      'groups is no list of texts, so nobody is shown the page.',
    ],
    ['---\ngroups: [1]\n---\n', 'groups is no list of texts, so nobody is shown the page.'],
    ['---\ngroups: []\n---\n', 'groups is empty, so nobody is shown the page.'],
  ];
  for (const [at, [head, notice]] of rows.entries()) {
    const { docs, notices } = await readIn(folderOf(info, `docs-${at}`, { 'a.md': head }));
    expect.soft(docs.pages.get('/a')?.groups, head).toEqual([]);
    expect.soft(notices, head).toEqual([`a.md: ${notice}`]);
  }
  const { docs, notices } = await readIn(
    folderOf(info, 'docs-public', { 'a.md': '---\npublic: yes\ntitle: a: b\n---\n' }),
  );
  expect(docs.pages.get('/a')).toMatchObject({ title: 'A' });
  expect(docs.pages.get('/a')).not.toHaveProperty('public');
  expect(notices).toEqual([
    'a.md: public is neither true nor false, so the page is not public.',
    'a.md: title is left out: "a: b" needs quotes.',
  ]);
});

test('line ends, byte order marks, accents and blanks of any editor', async ({}, info) => {
  const decomposed = 'cafe\u0301';
  const folder = folderOf(info, 'docs of Zoë', {
    'crlf.md': '\uFEFF---\r\ntitle: Zoë\r\ngroups:\r\n  - a\r\n---\r\nOne\r\nTwo\r\n',
    'utf16.md': Buffer.from('\uFEFF---\ntitle: Wide\n---\n', 'utf16le'),
    [`über uns/${decomposed} 100%.md`]: 'Text',
    'docs.json': '\uFEFF{"navigation":["über uns/café 100%","crlf"]}\r\n',
  });
  const { docs, notices } = await readIn(folder);
  const path = '/%C3%BCber%20uns/caf%C3%A9%20100%25';
  expect(docs.navigation).toEqual([path, '/crlf']);
  expect(docs.pages.get(path)?.title).toBe('Café 100%');
  expect(docs.pages.get('/crlf')).toMatchObject({
    title: 'Zoë',
    groups: ['a'],
    text: 'One\nTwo\n',
  });
  expect(docs.pages.get('/utf16')?.title).toBe('Wide');
  expect(notices).toEqual([]);
});

test('what leads out of the folder is not read, and a folder that cannot be read is one sentence', async ({}, info) => {
  const outside = folderOf(info, 'outside', { 'secret.md': 'SECRET' });
  const folder = folderOf(info, 'docs', {
    'a.md': 'A',
    'deep/b.md': 'B',
    'big.md': 'x'.repeat(1_000_001),
  });
  symlinkSync(join(outside, 'secret.md'), join(folder, 'link.md'));
  symlinkSync(outside, join(folder, 'linked'));
  symlinkSync(folder, join(folder, 'deep', 'loop'));
  symlinkSync(join(folder, 'a.md'), join(folder, 'same.md'));
  symlinkSync(join(folder, 'nowhere.md'), join(folder, 'broken.md'));
  const { docs, notices } = await readIn(folder);
  expect([...docs.pages.keys()].toSorted()).toEqual(['/a', '/deep/b', '/same']);
  expect(JSON.stringify([...docs.pages])).not.toContain('SECRET');
  expect(notices.toSorted()).toEqual([
    'big.md: it is larger than 1 MB, so it is left out.',
    'broken.md: there is no such file.',
    'deep/loop: it leads out of the folder, so it is left out.',
    'link.md: it leads out of the folder, so it is left out.',
    'linked: it leads out of the folder, so it is left out.',
  ]);

  const rows: readonly (readonly [folder: string, sentence: string])[] = [
    ['', '--docs needs the path of a folder.'],
    [join(folder, 'nowhere'), 'there is no such folder.'],
    [join(folder, 'a.md'), 'it is a file, not a folder.'],
    [folderOf(info, 'empty', { 'x.txt': '' }), 'it has no page (.md or .mdx).'],
    [folderOf(info, 'broken', { 'a.md': '', 'docs.json': '{' }), 'docs.json is not valid JSON.'],
    [folderOf(info, 'list', { 'a.md': '', 'docs.json': '[]' }), 'docs.json is no JSON object.'],
  ];
  for (const [path, sentence] of rows) {
    const said = await refusal(path);
    expect.soft(said).toContain(sentence);
    expect.soft(said.split('\n'), path).toHaveLength(1);
  }
  // root reads everything.
  if (process.getuid?.() === 0) return;
  const closed = folderOf(info, 'closed', { 'a.md': '' });
  chmodSync(closed, 0o000);
  expect(await refusal(closed)).toContain('it may not be read');
  chmodSync(closed, 0o700);
});

test('of two files with one address the first stays, and the other is named', async ({}, info) => {
  const folder = folderOf(info, 'docs', {
    'a.md': 'One',
    'a.mdx': 'Two',
    'b/index.md': 'B',
    'b.md': 'b',
  });
  const { docs, notices } = await readIn(folder);
  expect([...docs.pages.values()].map(({ path, file }) => `${path} ${file}`)).toEqual([
    '/a a.md',
    '/b b.md',
  ]);
  expect(notices).toEqual([
    'a.mdx: a.md has the same address, so it is left out.',
    'b/index.md: b.md has the same address, so it is left out.',
  ]);
});

test('odd settings are no fault of the pages', async ({}, info) => {
  const oddities: readonly unknown[] = [
    {},
    { navigation: null, name: 7 },
    { navigation: { groups: [{ pages: ['a'] }, null, 'a', { group: 5, pages: { a: 1 } }] } },
    { navigation: { pages: ['a', 'a', { group: 'G', pages: ['a'] }, 5, null] } },
    { navigation: [], api: { openapi: 5, mdx: [] } },
    {
      navigation: { pages: ['//evil.example', 'javascript:alert(1)', 'a\0b', 'a\ud800', '%', ''] },
    },
    JSON.parse(
      `{"navigation":{"__proto__":{"pages":["a"]},"pages":[${'{"group":"g","pages":['.repeat(200)}"a"${']}'.repeat(200)}]}}`,
    ),
  ];
  for (const [at, settings] of oddities.entries()) {
    const folder = folderOf(info, `odd-${at}`, {
      'docs.json': JSON.stringify(settings),
      'a.md': 'A',
    });
    const { docs, notices } = await readIn(folder);
    expect.soft(JSON.stringify(docs.navigation), String(at)).toContain('"/a"');
    for (const notice of notices) expect.soft(notice).toMatch(/^docs\.json: .*\.$/s);
  }
});

test('thousands of pages are read, and make a navigation of their folders', async ({}, info) => {
  test.slow();
  const folder = info.outputPath('many');
  for (let at = 0; at < 3_000; at += 1) {
    const below = join(folder, `part ${at % 30}`);
    mkdirSync(below, { recursive: true });
    writeFileSync(join(below, `page-${at}.md`), `---\ntitle: Page ${at}\n---\nText`);
  }
  writeFileSync(join(folder, 'index.md'), 'Hello');
  const { docs, notices, watched } = await readIn(folder);
  expect(docs.pages.size).toBe(3_001);
  expect(docs.navigation).toHaveLength(31);
  expect(docs.navigation[0]).toBe('/');
  expect(docs.navigation[3]).toMatchObject({ title: 'Part 2' });
  expect(watched, 'a watcher for each folder, not for each file').toHaveLength(32);
  expect(notices).toEqual([]);
  rmSync(folder, { recursive: true });
});
