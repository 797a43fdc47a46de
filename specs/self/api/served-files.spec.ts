import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';

import { openService, readService, type OpenService } from '../../../api/service.js';
import type { Watch, Watched } from '../../../configuration/live/watch.js';
import { makeFlowKeys } from '../../../fixtures/reference/keys.js';
import { Failure, startDocsHost } from '../../../index.js';
import { cookieOf } from '../harness/mock-host-client.js';

const one = makeFlowKeys('EdDSA').own;
const other = makeFlowKeys('EdDSA').own;

/** A watcher that tells what a test tells it. */
interface ToldWatch {
  readonly watch: Watch;
  /** Says that something changed, to whoever watches a path with this end. */
  readonly tell: (end: string) => void;
  readonly watched: () => readonly Watched[];
}

function toldWatch(): ToldWatch {
  const live = new Set<{ readonly of: readonly Watched[]; readonly changed: () => void }>();
  return {
    watch: (of, changed) => {
      const entry = { of, changed };
      live.add(entry);
      return () => live.delete(entry);
    },
    tell: (end) => {
      // Whoever hears of it may watch other folders at once.
      const now = [...live];
      for (const { of, changed } of now) {
        const paths = of.flatMap(({ folder, names = [''] }) =>
          names.map((name) => join(folder, name)),
        );
        if (paths.some((path) => path.replace(/\/$/, '').endsWith(end))) changed();
      }
    },
    watched: () => [...live].flatMap(({ of }) => of),
  };
}

interface Served extends ToldWatch {
  readonly cwd: string;
  readonly service: OpenService;
  readonly get: (path: string, cookie?: string) => Promise<Response>;
  /** Hands over a token of a key and gives the answer. */
  readonly login: (key?: typeof one) => Promise<Response>;
  /** The sentences about files, once there are so many. */
  readonly said: (count: number) => Promise<readonly string[]>;
}

/** Serves a folder with one page, and what a test writes into it. */
async function serving(cwd: string): Promise<Served> {
  mkdirSync(join(cwd, 'docs'), { recursive: true });
  writeFileSync(join(cwd, 'docs', 'index.md'), '---\ntitle: First\npublic: true\n---\nOne');
  writeFileSync(join(cwd, 'own.pem'), one.publicPem);
  const told = toldWatch();
  const settings = {
    loginUrl: ['https://foo.test/login'],
    key: ['own.pem'],
    port: '0',
    docs: 'docs',
  };
  const service = await openService(await readService(settings, { env: {}, cwd }), told.watch);
  const { host } = service;
  const url = `http://127.0.0.1:${host.port}`;
  let made = 0;
  return {
    ...told,
    cwd,
    service,
    get: (path, cookie = '') => fetch(url + path, { redirect: 'manual', headers: { cookie } }),
    login: async (key = one) => {
      const { SignJWT } = await import('jose');
      const now = Math.floor(Date.now() / 1000);
      const token = await new SignJWT({
        exp: now + 10,
        host: 'localhost',
        jti: String((made += 1)),
      })
        .setProtectedHeader({ alg: 'EdDSA' })
        .sign(key.privateKey);
      return fetch(`${url}/_docs-handshake/verify`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ fragment: token, path: '/login/jwt-callback' }),
      });
    },
    said: async (count) => {
      const sentences = (): readonly string[] =>
        host.events().flatMap(({ kind, sentence }) => (kind === 'files-read' ? [sentence] : []));
      await expect.poll(() => sentences().length).toBe(count);
      return sentences();
    },
  };
}

test('pages follow their files, and sessions stay', async ({}, info) => {
  const served = await serving(info.outputPath('site'));
  const { cwd, get, tell, said, login } = served;
  expect(await said(1)).toEqual(['The docs in docs: 1 page.']);
  const cookie = cookieOf(await login());
  expect(await (await get('/')).text()).toContain('One');
  expect((await get('/new', cookie)).status).toBe(404);

  writeFileSync(join(cwd, 'docs', 'index.md'), '---\ntitle: First\npublic: true\n---\nTwo');
  mkdirSync(join(cwd, 'docs', 'guides'));
  writeFileSync(join(cwd, 'docs', 'guides', 'new.md'), '---\ntitle: New\n---\nText');
  tell('docs');
  expect((await said(2)).at(-1)).toBe('The docs were read again: 2 pages.');
  expect(await (await get('/')).text()).toContain('Two');
  expect((await get('/guides/new', cookie)).status, 'the session is the same').toBe(200);
  expect(served.watched().map(({ folder }) => folder)).toContain(join(cwd, 'docs', 'guides'));

  writeFileSync(join(cwd, 'docs', 'guides', 'new.md'), '---\ngroups: [a\n---\n');
  tell('guides');
  await said(3);
  expect(served.service.host.events().at(-1)?.details).toEqual([
    'guides/new.md: groups cannot be read (a list in brackets has to end on its line), so nobody is shown the page.',
  ]);
  expect((await get('/guides/new', cookie)).status).toBe(404);

  mkdirSync(join(cwd, 'docs', 'api'));
  writeFileSync(join(cwd, 'docs', 'api', 'users.md'), 'Out of reach');
  tell('docs');
  await said(4);
  expect(served.service.host.events().at(-1)?.details?.[0]).toBe(
    'api/users.md: the docs host keeps /api/users for itself.',
  );
  rmSync(join(cwd, 'docs', 'api'), { recursive: true });
  tell('docs');
  await said(5);

  // What breaks as a whole leaves what was there before.
  writeFileSync(join(cwd, 'docs', 'docs.json'), '{"name":');
  tell('docs');
  expect((await said(6)).at(-1)).toBe(
    '--docs docs: docs.json is not valid JSON. The docs stay as they were.',
  );
  expect(await (await get('/')).text()).toContain('Two');
  renameSync(join(cwd, 'docs'), join(cwd, 'away'));
  tell('docs');
  expect((await said(7)).at(-1)).toBe(
    '--docs docs: there is no such folder. The docs stay as they were.',
  );
  writeFileSync(join(cwd, 'away', 'docs.json'), '{"name":"Acme"}');
  renameSync(join(cwd, 'away'), join(cwd, 'docs'));
  tell('docs');
  expect((await said(8)).at(-1)).toBe('The docs were read again: 2 pages.');
  expect(await (await get('/')).text()).toContain('Acme');
  await served.service.host.close();
  expect(served.watched(), 'nothing is watched any more').toEqual([]);
});

test('changes that come while files are read are followed by one more reading', async ({}, info) => {
  const served = await serving(info.outputPath('site'));
  const { cwd, tell, said } = served;
  for (let at = 0; at < 50; at += 1) {
    writeFileSync(join(cwd, 'docs', 'index.md'), `---\npublic: true\n---\nText ${at}`);
    tell('docs');
  }
  await expect.poll(async () => (await served.get('/')).text()).toContain('Text 49');
  expect((await said(2)).at(-1)).toBe('The docs were read again: 1 page.');
  await served.service.host.close();
});

test('what an editor writes beside the pages is no news, and a failure is said once', async ({}, info) => {
  const served = await serving(info.outputPath('site'));
  const { cwd, tell, said } = served;
  const file = (name: string, text: string): void => {
    writeFileSync(join(cwd, 'docs', name), text);
    tell('docs');
  };
  file('.index.md.swp', 'x');
  file('notes.txt', 'x');
  file('docs.json', '{');
  await said(2);
  file('other.txt', 'x');
  file('docs.json', '{{');
  file('docs.json', '{}');
  expect(await said(3)).toEqual([
    'The docs in docs: 1 page.',
    '--docs docs: docs.json is not valid JSON. The docs stay as they were.',
    'The docs were read again: 1 page.',
  ]);
  rmSync(join(cwd, 'docs', 'docs.json'));
  tell('docs');
  await said(4);
  await served.service.host.close();
});

test('keys follow their files: the new one logs in, the old one does not, a broken one changes nothing', async ({}, info) => {
  const served = await serving(info.outputPath('site'));
  const { cwd, tell, said, login } = served;
  const cookie = cookieOf(await login());
  expect((await login(other)).status).toBe(403);
  writeFileSync(join(cwd, 'own.pem'), 'no key');
  tell('own.pem');
  expect((await said(2)).at(-1)).toMatch(/^--key own\.pem .*\. The keys stay as they were\.$/);
  expect((await login()).status).toBe(200);
  writeFileSync(join(cwd, 'own.pem'), other.publicPem);
  tell('own.pem');
  expect((await said(3)).at(-1)).toBe('The keys were read again: own.pem.');
  expect((await login(other)).status).toBe(200);
  expect((await login()).status).toBe(403);
  writeFileSync(join(cwd, 'docs', 'index.md'), 'Behind the login');
  tell('docs');
  await said(4);
  expect((await served.get('/', cookie)).status, 'the first session is still there').toBe(200);
  await served.service.host.close();
});

test('the file system tells of pages that change, and startDocsHost serves a folder', async ({}, info) => {
  const cwd = info.outputPath('a site');
  mkdirSync(join(cwd, 'docs'), { recursive: true });
  const page = join(cwd, 'docs', 'page.md');
  writeFileSync(page, '---\npublic: true\n---\nBefore');
  const options = { loginUrl: 'http://127.0.0.1:9/', key: one.publicPem, port: 0, env: {}, cwd };
  const host = await startDocsHost({ ...options, docs: 'docs' });
  const text = async (path: string): Promise<string> =>
    (await fetch(host.url + path, { redirect: 'manual' })).text();
  expect(await text('/page')).toContain('Before');
  // As editors write: into another file, which takes the place of this one.
  writeFileSync(`${page}.tmp`, '---\npublic: true\n---\nAfter');
  renameSync(`${page}.tmp`, page);
  await expect.poll(() => text('/page')).toContain('After');
  mkdirSync(join(cwd, 'docs', 'deep'));
  writeFileSync(join(cwd, 'docs', 'deep', 'er.md'), '---\npublic: true\n---\nBelow');
  await expect.poll(() => text('/deep/er')).toContain('Below');
  writeFileSync(join(cwd, 'docs', 'deep', 'er.md'), '---\npublic: true\n---\nChanged');
  await expect.poll(() => text('/deep/er')).toContain('Changed');
  rmSync(join(cwd, 'docs'), { recursive: true });
  await host.stop();

  const refused = await startDocsHost({ ...options, docs: 'docs' }).catch(
    (cause: unknown) => cause,
  );
  expect(refused).toBeInstanceOf(Failure);
  expect((refused as Failure).message).toBe('docs docs: there is no such folder.');
});
