import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { main } from '../../../command/main.js';
import type { Report } from '../../../protocol/report.js';
import { packageVersion } from '../../../configuration/package-version.js';
import { argv, collectedIo } from '../harness/collected-io.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const loginUrl = 'http://127.0.0.1:9/docs-login';

test('wrong usage: exit 2 and one sentence on stderr', async () => {
  const rows: readonly (readonly [readonly string[], RegExp])[] = [
    [['chek'], /unknown command 'chek'\. Did you mean check\?/],
    [['check'], /There is no login URL/],
    [
      ['check', loginUrl, '--json'],
      /unknown option '--json': write --report json, with =<path> behind it for a file\./,
    ],
    [['demo', '--html=report.html'], /unknown option '--html': write --report html, /],
    [['check', loginUrl, '--nonsense'], /unknown option '--nonsense'/],
    [
      ['check', loginUrl, '--passwort=hunter22'],
      /unknown option '--passwort'\. Did you mean --password\?/,
    ],
    [
      ['check', loginUrl, '--intrusive=yes'],
      /--intrusive takes no value: write --intrusive alone, or leave it out\./,
    ],
    [
      ['check', loginUrl, '--timeout', '5'],
      /unknown option '--timeout': set the variable DOCS_HANDSHAKE_TIMEOUT instead \(seconds to wait for one response; default 30\)\./,
    ],
    [
      ['check', loginUrl, '--browser=hunter22'],
      /unknown option '--browser': set the variable DOCS_HANDSHAKE_BROWSER/,
    ],
    [
      ['check', '--login-url', loginUrl],
      /unknown option '--login-url': write "docs-handshake check <login-url>"\./,
    ],
    [
      ['check', loginUrl, '--port', '1'],
      /unknown option '--port': it is one of "docs-handshake serve", not of check\./,
    ],
    [
      ['keys', 'new', '--jwk'],
      /unknown option '--jwk': it is one of "docs-handshake keys public", not of keys new\./,
    ],
    [['check', loginUrl, 'more'], /too many arguments/],
    [['check', loginUrl, '--driver'], /'--driver <name>' argument missing/],
    [['check', loginUrl, '--driver', 'firefox'], /--driver must be/],
    [['check', loginUrl, '--report', 'jsn'], /--report must be .*Did you mean json\?/],
    [['check', loginUrl, '--report', 'json', '--report', 'json'], /--report sends two reports/],
    [
      ['check', loginUrl, '--report', 'json=x', '--report', 'terminal=./x'],
      /--report writes two reports to .+x: give each a file of its own/,
    ],
    [['check', loginUrl, '--skip', 'callback-reached,token-alg'], /is never left out/],
    [['check', loginUrl, '--report', 'json='], /--report needs a path/],
    [['check', loginUrl, '--report', 'json=.'], /--report cannot write \.: it is a folder/],
    [['check', loginUrl, '--report', '__proto__'], /--report must be/],
    [['explain', 'token-algo'], /There is no requirement "token-algo"\. Did you mean token-alg/],
    [['explain'], /missing required argument 'id'/],
    [['list', '--handshake', 'x'], /--handshake "x" is not known/],
    [['serve', '--login-url', loginUrl, '--port', '70000'], /--port must be/],
    [['demo', '--driver', 'x'], /--driver must be/],
    [['demo', '--edition', 'x'], /--edition "x" is not one of/],
    [['help', 'nope'], /There is no command "nope"\./],
    [['keys', 'help', 'nw'], /There is no command "nw"\. Did you mean new\?/],
    [['demo', '--key', 'gone.pem'], /--key gone\.pem: there is no such file/],
    [['keys', 'public', 'gone.pem'], /there is no such file/],
  ];
  for (const [words, sentence] of rows) {
    const io = collectedIo();
    expect(await main(argv(...words), io), words.join(' ')).toBe(2);
    // Nothing is started and nothing else is said.
    expect(io.err(), words.join(' ')).toMatch(/^docs-handshake: .+[.?]\n$/);
    expect(io.err(), words.join(' ')).toMatch(sentence);
    expect(io.out()).toBe('');
    expect(io.err()).not.toMatch(/hunter22|\n\s+at /);
  }
});

test('a stack is shown where it was asked for, and nowhere else', async () => {
  for (const [value, shown] of [
    ['1', true],
    ['0', false],
    ['false', false],
    [' ', false],
  ] as const) {
    const io = collectedIo({ env: { DOCS_HANDSHAKE_DEBUG: value } });
    expect(await main(argv('list', '--handshake', 'x'), io)).toBe(2);
    expect(/\n\s+at /.test(io.err()), value).toBe(shown);
  }
});

test('demo judges the reference flow of each handshake and reports', async ({}, info) => {
  for (const handshake of ['mintlify-authentication', 'mintlify-personalization']) {
    const cwd = info.outputPath(handshake);
    mkdirSync(cwd, { recursive: true });
    const io = collectedIo({ cwd });
    const words = ['demo', '--driver', 'http', '--handshake', handshake];
    expect(await main(argv(...words, '--report', 'json', '--report', 'terminal=r.txt'), io)).toBe(
      0,
    );
    const report = JSON.parse(io.out()) as Report;
    expect(report).toMatchObject({ exitCode: 0, target: { handshake, driver: 'http' } });
    // Whoever only looks ahead is right to get a page; nothing is to be changed about it.
    const ahead = report.visits.filter(({ name }) => name === 'head' || name === 'prefetch');
    expect(ahead.map(({ stopped }) => stopped.endsWith('that leads nowhere.'))).toEqual([
      true,
      true,
    ]);
    expect(readFileSync(join(cwd, 'r.txt'), 'utf8')).toContain('The login flow conforms to');
    expect(io.err()).toContain('zoë@example.com');
    expect(io.err()).not.toContain('\x1b');
  }
});

test('a key of one’s own signs the demo, a public one cannot', async ({}, info) => {
  const cwd = info.outputPath();
  mkdirSync(cwd, { recursive: true });
  expect(await main(argv('keys', 'new', '--out', 'own.pem'), collectedIo({ cwd }))).toBe(0);
  const publicHalf = collectedIo({ cwd });
  await main(argv('keys', 'public', 'own.pem'), publicHalf);
  writeFileSync(join(cwd, 'public.pem'), publicHalf.out());
  const good = collectedIo({ cwd });
  expect(await main(argv('demo', '--driver', 'http', '--key', 'own.pem'), good)).toBe(0);
  const bad = collectedIo({ cwd });
  expect(await main(argv('demo', '--driver', 'http', '--key', 'public.pem'), bad)).toBe(2);
  expect(bad.err()).toContain(
    'public.pem is a public key: the flow signs, so give the private one.',
  );
});

test('a target that cannot be reached is exit 3, with the reason and not a list', async () => {
  const words = ['check', loginUrl, '--driver', 'http', '--report', 'json', '--report', 'terminal'];
  const io = collectedIo();
  expect(await main(argv(...words), io)).toBe(3);
  const report = JSON.parse(io.out()) as Report;
  expect(report).toMatchObject({ exitCode: 3, summary: { conforms: false } });
  const made = report.visits.filter(({ reached }) => reached !== 'not-made').length;
  expect(report.visits.length).toBeGreaterThan(50);
  const said = io.err().replace(/\s+/g, ' ');
  expect(said).toContain(`· http: up to ${report.visits.length} visits `);
  expect(made).toBe(1);
  expect(said).toContain('plain HTTP; 1 visit, 0 sign-ins');
  const all = report.verdicts.length;
  expect(said).toContain(`Not judged: ${all} requirements, for the cause at the end.`);
  expect(said).toMatch(
    /no verdict on it\. Cause 127\.0\.0\.1:9 refuses connections; .* Next the same command with --verbose/,
  );
  expect(said.match(/refuses connections/g)).toHaveLength(1);
  expect(said).not.toContain('callback-path');
  // What was not asked does not arise, whether or not somebody answers.
  const moot = report.verdicts.filter(({ outcome }) => outcome === 'not-applicable');
  expect(moot.map(({ id }) => id)).toEqual([
    'token-signature',
    'users-kept-apart',
    'user-expected',
  ]);
  const verbose = collectedIo();
  expect(await main(argv(...words, '--verbose'), verbose)).toBe(3);
  expect(verbose.err()).toContain('callback-path');
});

test('check takes every variable; what is typed wins', async ({}, info) => {
  const cwd = info.outputPath();
  mkdirSync(cwd, { recursive: true });
  await main(argv('keys', 'new', '--out', 'other.pem'), collectedIo({ cwd }));
  const { openReferenceFlow } = await import('../../../fixtures/reference/flow.js');
  const flow = await openReferenceFlow({
    handshake: 'mintlify-authentication',
    docsOrigin: 'http://localhost:4747',
  });
  const [{ username, password }] = flow.users;
  writeFileSync(join(cwd, 'own.pem'), flow.keys.own.publicPem);
  const env = {
    DOCS_HANDSHAKE_LOGIN_URL: flow.loginUrl,
    DOCS_HANDSHAKE_KEY_FILE: 'other.pem',
    DOCS_HANDSHAKE_DRIVER: 'http',
    DOCS_HANDSHAKE_SIGN_IN: 'form',
    DOCS_HANDSHAKE_USERNAME: username,
    DOCS_HANDSHAKE_PASSWORD: password.reveal(),
    DOCS_HANDSHAKE_ONLY: 'token-signature',
  };
  const rows: readonly (readonly [readonly string[], code: number, says: string])[] = [
    [[], 1, '✗ token-signature'],
    [['--key', 'own.pem'], 0, '2 passed'],
    [['--key', 'own.pem', '--only', 'token-alg,token-compact'], 0, '3 passed'],
    [['http://127.0.0.1:9/'], 3, '127.0.0.1:9 refuses connections'],
  ];
  for (const [words, code, says] of rows) {
    const io = collectedIo({ cwd, env });
    expect.soft(await main(argv('check', ...words), io), words.join(' ')).toBe(code);
    expect.soft(io.out(), words.join(' ')).toContain(says);
  }
  await flow.close();
});

test('a dumb terminal gets lines, any other one a line that changes', async () => {
  const rows: readonly (readonly [env: Readonly<Record<string, string>>, changing: boolean])[] = [
    [{ TERM: 'dumb' }, false],
    [{ TERM: 'xterm' }, true],
    [{ NO_COLOR: '1' }, true],
  ];
  for (const [env, changing] of rows) {
    const io = collectedIo({ terminal: true, env });
    expect(await main(argv('check', loginUrl, '--driver', 'http'), io)).toBe(3);
    expect(io.err().includes('\x1b[2K'), JSON.stringify(env)).toBe(changing);
    expect(/^· http: up to \d+ visits\n$/.test(io.err()), JSON.stringify(env)).toBe(!changing);
  }
});

test('serve says when its port is in use', async ({}, info) => {
  const cwd = info.outputPath();
  mkdirSync(cwd, { recursive: true });
  await main(argv('keys', 'new', '--out', 'own.pem'), collectedIo({ cwd }));
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const io = collectedIo({ cwd });
  const words = ['serve', '--login-url', loginUrl, '--key', 'own.pem', '--port', String(port)];
  expect(await main(argv(...words), io)).toBe(2);
  expect(io.err()).toContain('--port');
  other.close();
});

test('serve runs until it is interrupted', async ({}, info) => {
  const cwd = info.outputPath();
  mkdirSync(cwd, { recursive: true });
  await main(argv('keys', 'new', '--out', 'own.pem'), collectedIo({ cwd }));
  const interruption = new AbortController();
  const io = collectedIo({ cwd, signal: interruption.signal });
  const words = ['serve', '--login-url', loginUrl, '--key', 'own.pem', '--port', '0'];
  const done = main(argv(...words), io);
  await expect.poll(() => io.err()).toMatch(/Open http:\/\/localhost:\d+\/quickstart/);
  const [origin = ''] = /http:\/\/localhost:\d+/.exec(io.err()) ?? [];
  const answer = await fetch(`${origin.replace('localhost', '127.0.0.1')}/quickstart`, {
    redirect: 'manual',
  });
  expect(answer.status).toBeGreaterThanOrEqual(200);
  interruption.abort();
  await done;
  await expect(fetch(origin.replace('localhost', '127.0.0.1'))).rejects.toThrow();
});

/** Starts the command itself, from source. */
function start(words: readonly string[], cwd: string): ReturnType<typeof spawn> {
  const { FORCE_COLOR: _forced, ...env } = process.env;
  const dist = join(root, 'dist', 'cli.js');
  const script = existsSync(dist) ? [dist] : ['--import', 'tsx', join(root, 'cli.ts')];
  return spawn(process.execPath, [...script, ...words], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

test('as a process: version, usage error, Ctrl-C', async () => {
  for (const [words, code, pattern] of [
    [['--version'], 0, new RegExp(`^${packageVersion().version}\n$`)],
    [['chek'], 2, /^docs-handshake: unknown command/],
  ] as const) {
    const child = start(words, root);
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    expect(await once(child, 'close')).toEqual([code, null]);
    expect(text).toMatch(pattern);
  }
  const child = start(['demo', '--driver', 'http'], root);
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await expect.poll(() => said, { timeout: 20_000 }).toContain('The reference login flow runs');
  child.kill('SIGINT');
  const closed: unknown[] = await once(child, 'close');
  expect(closed).toEqual([130, null]);
  expect(said).toContain('interrupted');
});
