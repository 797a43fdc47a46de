import { spawn } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';

import { expect, test } from '@playwright/test';

import { connectDocsHost, Failure, startDocsHost, type DocsHost } from '../../../../index.js';
import { root } from '../../repository/source-tree.js';

/** `startDocsHost` and `connectDocsHost`: what a test of a login flow does with a docs host. */

const pair = generateKeyPairSync('ed25519');
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token as a login flow signs it. */
function mint(claims: object, lifeSeconds = 10): string {
  const exp = Math.floor(Date.now() / 1000) + lifeSeconds;
  const input = `${encode({ alg: 'EdDSA' })}.${encode({ exp, host: 'localhost', ...claims })}`;
  return `${input}.${sign(null, Buffer.from(input), pair.privateKey).toString('base64url')}`;
}

const start = (): Promise<DocsHost> =>
  startDocsHost({ key: pair.publicKey, loginUrl: 'http://127.0.0.1:9/', port: 0, env: {} });

/** One reader: leaves for the login, and comes back with a token; what the docs host calls the handshake. */
async function visit(host: DocsHost, page: string, claims: object): Promise<number> {
  const query = `?redirect=${encodeURIComponent(page)}`;
  const left = await fetch(`${host.url}/login${query}`, { redirect: 'manual' });
  const cookie = left.headers
    .getSetCookie()
    .map((field) => field.split(';', 1)[0])
    .join('; ');
  const came = await fetch(`${host.url}/_docs-handshake/verify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({ fragment: mint(claims), path: `/login/jwt-callback${query}` }),
  });
  expect(came.headers.get('docs-handshake-id')).toBe(left.headers.get('docs-handshake-id'));
  return Number(came.headers.get('docs-handshake-id'));
}

test('20 tests in parallel on one host each get their own handshake, 100 rounds', async () => {
  test.setTimeout(300_000);
  const host = await start();
  const rounds = 100;
  const readers = 20;
  for (let round = 0; round < rounds; round += 1) {
    const seen = await Promise.all(
      Array.from({ length: readers }, async (_value, reader) => {
        const sub = `reader-${round}-${reader}`;
        // Half of them are told apart by their page, and all ask for pages of one kind.
        const page = reader % 2 === 0 ? '/quickstart' : `/quickstart?test=${sub}`;
        const wish = reader % 2 === 0 ? { sub } : { redirect: page };
        const waiting = host.handshakes.next(wish);
        const id = await visit(host, page, { sub });
        const own = await waiting;
        return own.id === id && own.token?.claims?.['sub'] === sub && own.page === page
          ? own.id
          : undefined;
      }),
    );
    expect(new Set(seen).size, `round ${round}`).toBe(readers);
    expect(seen, `round ${round}`).not.toContain(undefined);
  }
  await host.stop();
});

test('what a test of a login flow orders', async () => {
  const host = await start();
  const { clock, faults, keys, handshakes } = host;
  expect(await host.state()).toMatchObject({
    docsUrl: host.url,
    callbackUrl: host.callbackUrl,
    handshake: 'mintlify-authentication',
    steps: { key: true, visitorSent: false, tokenCame: false, tokenAccepted: false },
  });
  const fault = await faults.order({ kind: 'refuse-token', as: 'replay' });
  const refused = await visit(host, '/a', { sub: 'ann' });
  expect(await handshakes.find(refused)).toMatchObject({ code: 'replay', faults: [fault.id] });
  expect(await faults.list()).toMatchObject([{ id: fault.id, state: 'spent' }]);
  await faults.clear(fault.id);
  await faults.clear();
  expect(await faults.list()).toEqual([]);

  expect((await clock.move(60_000)).offsetMs).toBe(60_000);
  const late = await visit(host, '/a', { sub: 'ben' });
  expect(await handshakes.find(late)).toMatchObject({ code: 'token-exp-future' });
  expect((await clock.move(new Date(Date.now() - 5_000))).offsetMs).toBeLessThan(-4_000);
  expect((await clock.move(0)).offsetMs).toBe(0);
  expect((await clock.read()).now).toMatch(/Z$/);

  const [own] = await keys.list();
  const other = generateKeyPairSync('ed25519');
  const [replaced] = await keys.replace(other.privateKey);
  expect(replaced?.fingerprint).not.toBe(own?.fingerprint);
  const strange = await visit(host, '/a', { sub: 'cat' });
  expect(await handshakes.find(strange)).toMatchObject({ code: 'token-signature' });
  expect(await keys.restore()).toEqual([own]);

  const { handshakes: all, cursor } = await handshakes.list({ state: 'refused' });
  expect(all.map(({ id }) => id)).toEqual([refused, late, strange]);
  const good = await visit(host, '/a', { sub: 'dan' });
  expect((await handshakes.next({ cursor })).id).toBe(good);
  expect((await handshakes.verdicts(good)).exitCode).toBe(0);
  expect((await handshakes.whatIf(good, { laterSeconds: 15 })).exitCode).toBe(1);
  const location = `${host.callbackUrl}?redirect=%2Fa#${mint({})}`;
  expect((await host.judge({ location, sent: '/a' })).exitCode).toBe(0);
  expect((await host.judge({ location, sent: '/b' })).exitCode).toBe(1);
  expect((await host.judge({ location, at: new Date(Date.now() + 60_000) })).exitCode).toBe(1);
  await expect(handshakes.next({ sub: 'nobody' }, { timeoutMs: 50 })).rejects.toThrow(
    'within 50 ms',
  );
  const ended = new AbortController();
  const waiting = handshakes.next({ sub: 'nobody' }, { signal: ended.signal });
  ended.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await host.stop();
  await expect(host.state()).rejects.toMatchObject({ code: 'unreachable' });
});

test('several hosts in one process, and one client for those elsewhere', async () => {
  const hosts = await Promise.all([start(), start(), start()]);
  expect(new Set(hosts.flatMap((host) => [host.url, host.apiUrl, host.apiToken])).size).toBe(9);
  const [first, second] = hosts;
  await first.faults.order({ kind: 'callback-error' });
  expect(await second.faults.list()).toEqual([]);
  expect(first.inspectorUrl).toBe(
    `${new URL(first.apiUrl).origin}/_docs-handshake/#${first.apiToken}`,
  );
  const client = connectDocsHost({ apiUrl: first.apiUrl, apiToken: first.apiToken });
  expect(await client.faults.list()).toHaveLength(1);
  await visit(second, '/a', {});
  expect((await client.handshakes.list()).handshakes).toEqual([]);
  await client.reset();
  expect(await first.faults.list()).toEqual([]);
  await visit(first, '/a', {});
  await client.reset();
  await expect(first.nextHandshake({ timeoutMs: 20 }), 'a reset is one for all').rejects.toThrow(
    '20 ms',
  );
  const foreign = connectDocsHost({ apiUrl: first.apiUrl, apiToken: second.apiToken });
  const thrown = await foreign.state().catch((cause: unknown) => cause);
  expect(thrown).toBeInstanceOf(Failure);
  expect(thrown).toMatchObject({ code: 'usage', message: expect.stringContaining('apiToken') });
  expect(String(thrown)).not.toContain(second.apiToken);
  await Promise.all(hosts.map((host) => host.stop()));
  const own = 'a-token-of-ones-own';
  const given = await startDocsHost({
    key: pair.publicKey,
    loginUrl: 'http://127.0.0.1:9/',
    port: 0,
    env: {},
    apiToken: own,
  });
  expect(given.apiToken).toBe(own);
  await given.stop();
});

test('a host that is stopped keeps no process running', async () => {
  const program = [
    "import { generateKeyPairSync } from 'node:crypto';",
    `import { startDocsHost } from ${JSON.stringify(`${root}/dist/index.js`)};`,
    "const { publicKey: key } = generateKeyPairSync('ed25519');",
    "const host = await startDocsHost({ key, loginUrl: 'http://127.0.0.1:9/', port: 0, env: {} });",
    'const waiting = host.handshakes.next().catch(() => 0);',
    'await host.state();',
    'const started = performance.now();',
    'await host.stop(); await waiting;',
    'process.stdout.write(String(performance.now() - started < 1000));',
  ].join('\n');
  const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
  let said = '';
  child.stdout.on('data', (chunk) => (said += String(chunk)));
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect([code, said.trim()]).toEqual([0, 'true']);
});
