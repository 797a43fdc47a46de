import { expect, test } from '@playwright/test';

import { prefilledValue } from '../../../../mock-host/docs/prefill.js';
import { lookUp } from '../../../../mock-host/docs/user-words.js';
import type { DocsPage } from '../../../../protocol/docs/pages.js';
import { callback, cookieOf, get, hand } from '../../harness/mock-host-client.js';
import {
  authentication,
  personalization,
  play,
  type Played,
} from '../../harness/mock-host-setup.js';
import { host, launch, open, outcome, visitor } from '../../harness/mock-host-visitor.js';
import { docsOf, publicPage } from './served-docs.js';

const page = (path: string, more: Partial<DocsPage> = {}): DocsPage => ({
  path,
  title: `Title of ${path}`,
  text: `Text of ${path}`,
  ...more,
});

/** A reader's cookie, from a login with these claims. */
const login = async (played: Played, claims: Record<string, unknown>): Promise<string> =>
  cookieOf(await hand(played, played.mint(claims), callback));

/** An answer without what differs from one moment to the next. */
async function whole(answer: Response): Promise<unknown> {
  const headers = [...answer.headers].filter(([name]) => name !== 'date');
  return { status: answer.status, headers, body: await answer.text() };
}

test('a page of another group, one for nobody and one that does not exist are one and the same answer', async () => {
  const docs = docsOf(
    page('/'),
    page('/admin', { groups: ['admin'] }),
    page('/both', { groups: ['admin'], public: true }),
    page('/nobody', { groups: [] }),
  );
  const played = await play(authentication, { docs });
  const cookie = await login(played, { groups: ['Admin', 'admin '] });
  await get(played, '/', { cookie });
  const missing = await whole(await get(played, '/nothing-here', { cookie }));
  expect(missing).toMatchObject({ status: 404 });
  for (const path of ['/admin', '/both', '/nobody', '/admin/', '/admin?a=1', '/%61dmin']) {
    expect.soft(await whole(await get(played, path, { cookie })), path).toEqual(missing);
  }
  expect(JSON.stringify(missing)).not.toMatch(/Title of \/(?:admin|both|nobody)/);
  const kinds = played.host.events().map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'group-refused')).toHaveLength(6);
  expect(kinds.filter((kind) => kind === 'page-missing')).toHaveLength(1);

  // A stranger is sent to log in for any of them, and learns as little.
  for (const path of ['/admin', '/nobody', '/nothing-here']) {
    const answer = await get(played, path);
    expect
      .soft(answer.headers.get('location'), path)
      .toBe(`/login?redirect=${encodeURIComponent(path)}`);
  }
  const admin = await login(played, { groups: ['admin'] });
  for (const path of ['/admin', '/both']) {
    const answer = await get(played, path, { cookie: admin });
    expect.soft(answer.status, path).toBe(200);
    expect.soft(await answer.text()).toContain(`Text of ${path}`);
  }
  await played.host.close();
});

test('paths are found however they are spelled, and docs without a first page begin with one that the reader may see', async () => {
  const docs = docsOf(
    page('/admin', { groups: ['admin'] }),
    page('/%C3%BCber%20uns/caf%C3%A9'),
    page('/deep/er'),
  );
  const played = await play(authentication, { docs });
  const cookie = await login(played, {});
  const rows: readonly (readonly [path: string, title: string | undefined])[] = [
    ['/', '/%C3%BCber%20uns/caf%C3%A9'],
    ['/%c3%bcber%20uns/caf%C3%A9', '/%C3%BCber%20uns/caf%C3%A9'],
    ['/%C3%BCber%20uns/cafe%CC%81/', '/%C3%BCber%20uns/caf%C3%A9'],
    ['/deep//er', '/deep/er'],
    ['/deep%2Fer', undefined],
    ['/Deep/er', undefined],
    ['/deep', undefined],
  ];
  for (const [path, title] of rows) {
    const answer = await get(played, path, { cookie });
    expect.soft(answer.status, path).toBe(title === undefined ? 404 : 200);
    if (title !== undefined) expect.soft(await answer.text(), path).toContain(`Text of ${title}`);
  }
  await played.host.close();
});

test('values in braces are looked up in the content of the token, and nothing else is', async () => {
  const rows: readonly (readonly [text: string, shown: string])[] = [
    ['Hi {user.firstName}!', 'Hi Zoë &lt;b>!'],
    ['{user.org?.plan} {user?.org.plan} { user.n }', 'pro pro 0'],
    ['a{user.missing}b{user.org.missing.more}c{user.yes}d', 'abcd'],
    ['{user.org} {user.list}', '{user.org} {user.list}'],
    ['{user.constructor}{user.org.constructor.name}{user.toString}{user.list.length}', ''],
    [
      '{user} {userx.firstName} {user.firstName.x} {user["n"]} {user.n + 1}',
      '{user} {userx.firstName}  {user[&quot;n&quot;]} {user.n + 1}',
    ],
    ['`{user.firstName}` {groups}', '<code>{user.firstName}</code> {groups}'],
    ['{user.groups}{user.expiresAt}', ''],
  ];
  const pages = rows.map(([text], at) => page(`/page-${at}`, { text }));
  const played = await play(authentication, { docs: docsOf(...pages) });
  const content = { firstName: 'Zoë <b>', n: 0, yes: true, org: { plan: 'pro' }, list: [1] };
  const cookie = await login(played, { content, groups: ['a'] });
  for (const [at, [text, shown]] of rows.entries()) {
    const html = await (await get(played, `/page-${at}`, { cookie })).text();
    expect.soft(/<div class="prose"><p>([^]*?)<\/p><\/div>/.exec(html)?.[1], text).toBe(shown);
  }
  await played.host.close();
});

const endpoint: DocsPage['endpoint'] = {
  method: 'GET',
  path: '/users/{id}',
  fields: [
    { name: 'region', place: 'server', prefilled: true, usual: 'eu' },
    { name: 'Authorization', place: 'header', prefilled: true },
    { name: 'authorization', place: 'query', prefilled: true },
    { name: 'X-Trace', place: 'header', prefilled: false },
    { name: 'id', place: 'path', prefilled: false },
  ],
};
const filling = {
  server: { region: 'us' },
  header: { Authorization: 'Bearer "<b>', 'X-Trace': 'never' },
  query: { Authorization: 'never' },
  path: { id: 'never' },
};

test('an API page is filled from the token where the security scheme names the field, by exact name', async () => {
  const played = await play(authentication, { docs: docsOf(page('/call', { endpoint })) });
  const valuesFor = async (claims: Record<string, unknown>): Promise<readonly unknown[]> => {
    const cookie = await login(played, claims);
    const html = await (await get(played, '/call', { cookie })).text();
    return [...html.matchAll(/<input[^>]* value="([^"]*)"|<input(?![^>]* value=)/g)].map(
      (match) => match[1] ?? '',
    );
  };
  expect(await valuesFor({ apiPlaygroundInputs: filling })).toEqual([
    'us',
    'Bearer &quot;&lt;b>',
    '',
    '',
    '',
  ]);
  await played.host.close();
});

test('inputs of any other form fill nothing, and names are names', () => {
  const field = { name: '__proto__', place: 'header', prefilled: true } as const;
  const odd: readonly unknown[] = [
    undefined,
    null,
    [],
    'x',
    { header: null },
    { header: [] },
    { header: { other: 'x' } },
    JSON.parse('{"header":{"__proto__":{}}}'),
    { header: Object.create({ ['__proto__']: 'x' }) as unknown },
  ];
  for (const inputs of odd) {
    expect.soft(prefilledValue({ apiPlaygroundInputs: inputs }, field)).toBeUndefined();
  }
  const own: unknown = JSON.parse('{"header":{"__proto__":7}}');
  expect(prefilledValue({ apiPlaygroundInputs: own }, field)).toBe('7');
  expect(
    prefilledValue({ apiPlaygroundInputs: own }, { ...field, prefilled: false }),
  ).toBeUndefined();
  expect(lookUp({ a: { b: 1 } }, ['a', '__proto__'])).toBeUndefined();
  expect(lookUp({ a: { b: 1 } }, ['a', 'b'])).toBe(1);
});

test('personalization: the browser fills pages, hides what is for a group, and forgets it all', async () => {
  const browser = await launch();
  expect(browser, 'no browser was found').toBeDefined();
  const docs = docsOf(
    page('/', { text: 'Hi {user.firstName}! {user.org} {user.constructor}' }),
    page('/admin', { groups: ['admin'] }),
    page('/call', { endpoint }),
  );
  const played = await play(personalization, { docs });
  const { page: tab, faults } = await visitor(browser);
  const origin = host(played);
  await open(tab, `${origin}/admin`);
  await expect(tab.getByText('Text of /admin')).toBeHidden();
  await expect(tab.getByText('The rest of this page is for readers of admin.')).toBeVisible();
  await expect(tab.getByRole('link', { name: 'Title of /admin' })).toBeHidden();
  expect((await get(played, '/nothing-here')).status).toBe(404);

  const claims = {
    groups: ['admin'],
    content: { firstName: '<b>Zoë', org: {} },
    apiPlaygroundInputs: filling,
  };
  await open(tab, `${origin}/admin#${played.mint(claims)}`);
  expect(await outcome(tab)).toBe('accepted');
  await expect(tab.getByText('Text of /admin')).toBeVisible();
  await expect(tab.getByText('The rest of this page')).toBeHidden();
  await expect(tab.getByRole('link', { name: 'Title of /admin' })).toBeVisible();
  await open(tab, `${origin}/`);
  await expect(tab.locator('.prose p')).toHaveText('Hi <b>Zoë! {user.org}');
  await open(tab, `${origin}/call`);
  const values = (): Promise<readonly string[]> =>
    tab
      .locator('.request input')
      .evaluateAll((all) => all.map((input) => (input as HTMLInputElement).value));
  expect(await values()).toEqual(['us', 'Bearer "<b>', '', '', '']);
  await expect(tab.getByText('from your token')).toHaveCount(3);
  await expect(tab.getByText('from your token').first()).toBeVisible();

  await tab.getByRole('link', { name: 'Log out' }).click();
  await open(tab, `${origin}/call`);
  expect(await values()).toEqual(['eu', '', '', '', '']);
  await open(tab, `${origin}/`);
  await expect(tab.locator('.prose p')).toHaveText('Hi !');
  expect(faults).toEqual([]);
  await tab.context().close();
  await browser?.close();
  await played.host.close();
});

test('a navigation of thousands of pages is answered in time, and names what a stranger may know', async () => {
  const many = Array.from({ length: 3_000 }, (_none, at) =>
    page(`/page-${at}`, at % 2 === 0 ? { groups: ['even'] } : {}),
  );
  const played = await play(authentication, { docs: docsOf(publicPage('Hello'), ...many) });
  await get(played, '/page');
  const startMs = performance.now();
  const html = await (await get(played, '/page')).text();
  expect(performance.now() - startMs).toBeLessThan(1_000);
  expect(html).toContain('Title of /page-2999');
  expect(html).not.toContain('Title of /page-2998');
  await played.host.close();
});
