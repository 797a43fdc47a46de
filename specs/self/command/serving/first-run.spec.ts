import { spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import type { ApiAddress } from '../../../../api/control/call.js';
import { connectDocsHost } from '../../../../api/control/docs-control.js';
import { readLoginChoices } from '../../../../api/login-choices.js';
import { makeFlowKeys } from '../../../../fixtures/reference/keys.js';
import { raw } from '../../harness/mock-host-client.js';
import { cleanEnv, command, startServe, type ServeProcess } from './serve-process.js';

const get = (port: number, path: string): Promise<string> =>
  raw(port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs a token as a login flow does that was told the lines, and hands it over. */
async function logIn({ port }: ServeProcess, pem: string): Promise<number> {
  const exp = Math.floor(Date.now() / 1000) + 10;
  const input = `${encode({ alg: 'EdDSA' })}.${encode({ host: 'localhost', exp, groups: [] })}`;
  const signature = sign(null, Buffer.from(input), createPrivateKey(pem)).toString('base64url');
  const answer = await fetch(`http://127.0.0.1:${port}/_docs-handshake/verify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ fragment: `${input}.${signature}`, path: '/login/jwt-callback' }),
  });
  return answer.status;
}

/** The two lines that a login flow is to be given. */
function linesIn(said: string): { readonly origin: string; readonly pem: string } {
  const origin = /^DOCS_ORIGIN=(.*)$/m.exec(said)?.[1] ?? '';
  const key = /^DOCS_KEY="(.*)"$/m.exec(said)?.[1] ?? '';
  return { origin, pem: key.replaceAll('\\n', '\n') };
}

test('in an empty folder it makes a key, says what to set, and takes what that key signs', async ({}, info) => {
  const folder = info.outputPath('empty folder');
  const served = await startServe(folder);
  const { origin, pem } = linesIn(served.err());
  expect(origin).toBe(`http://localhost:${served.port}`);
  expect(createPublicKey(pem).asymmetricKeyType).toBe('ed25519');
  expect(await logIn(served, pem)).toBe(200);
  // Nobody can log in at a login flow that was not named: terminal and pages say what to give.
  expect(served.err()).toContain('Nobody can log in yet');
  expect(served.err()).toContain('--login-url http://localhost:3000/docs-login');
  const page = await get(served.port, '/login');
  expect(page).toMatch(/^HTTP\/1\.1 404/);
  expect(page).toContain('--login-url');
  for (const path of ['/', '/quickstart', '/login', '/_docs-handshake/groups', '/login/refused']) {
    const answer = await get(served.port, path);
    expect(answer, path).not.toContain('PRIVATE KEY');
    expect(answer, path).not.toContain(pem.split('\n')[1] ?? 'nothing');
  }
  const { code } = await served.end();
  expect(code).toBe(130);
  expect(served.out()).not.toContain('PRIVATE KEY');
  expect(served.out()).toContain('token-accepted');
  expect(readdirSync(folder)).toEqual([]);
});

test('no two starts have the same key', async ({}, info) => {
  const [one, other] = await Promise.all(
    ['a', 'b'].map((name) => startServe(info.outputPath(name))),
  );
  expect(linesIn(one?.err() ?? '').pem).not.toBe(linesIn(other?.err() ?? '').pem);
  await Promise.all([one?.end(), other?.end()]);
});

test('--key-out keeps the key for its owner alone, and a later start goes on with it', async ({}, info) => {
  const folder = info.outputPath('serve');
  const file = join(folder, 'docs-key.pem');
  const first = await startServe(folder, ['--key-out', 'docs-key.pem']);
  const { pem } = linesIn(first.err());
  expect(readFileSync(file, 'utf8')).toBe(pem);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(first.err()).toContain('start with --key docs-key.pem');
  expect(await logIn(first, pem)).toBe(200);
  await first.end();
  const second = await startServe(folder, ['--key', 'docs-key.pem']);
  expect(second.err()).not.toContain('PRIVATE KEY');
  expect(await logIn(second, pem)).toBe(200);
  await second.end();
});

test('--key-out never overwrites, and is for a key that is made here', async ({}, info) => {
  const folder = info.outputPath('serve');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'there.pem'), 'mine');
  writeFileSync(join(folder, 'key.pem'), makeFlowKeys('EdDSA').own.publicPem);
  mkdirSync(join(folder, 'locked'));
  chmodSync(join(folder, 'locked'), 0o500);
  const rows: readonly (readonly [words: readonly string[], says: RegExp])[] = [
    [
      ['--key-out', 'there.pem'],
      /^docs-handshake: --key-out there\.pem: it exists already; start with --key there\.pem to go on with it, or name another file\.\n$/m,
    ],
    [['--key-out', 'key2.pem', '--key', 'key.pem'], /--key-out is for the key that serve makes/],
    [['--key-out', 'none/x.pem'], /--key-out none\/x\.pem: /],
    [['--key-out', ''], /--key-out needs the path of a file/],
  ];
  for (const [words, says] of rows) {
    const served = await startServe(folder, words);
    const { code } = await served.end();
    expect(code, words.join(' ')).toBe(2);
    expect(served.err(), words.join(' ')).toMatch(says);
    expect(served.err()).not.toContain('PRIVATE KEY');
  }
  expect(readFileSync(join(folder, 'there.pem'), 'utf8')).toBe('mine');
});

test('machines are shown no private key, and told how to get one', async ({}, info) => {
  const folder = info.outputPath('serve');
  const alone = await startServe(folder, ['--json']);
  await alone.end();
  expect(alone.err()).toContain('--key-out <file>');
  const kept = await startServe(folder, ['--json', '--key-out', 'k.pem']);
  expect(await logIn(kept, readFileSync(join(folder, 'k.pem'), 'utf8'))).toBe(200);
  await kept.end();
  for (const { out, err } of [alone, kept]) {
    expect(out() + err()).not.toContain('PRIVATE KEY');
    expect(JSON.parse(out().split('\n')[0] ?? '')).toMatchObject({ kind: 'ready', loginUrls: [] });
  }
});

test('the line that judges the whole flow can be pasted into a shell', async ({}, info) => {
  const folder = info.outputPath('serve');
  const first = await startServe(folder, ['--key-out', 'k e y.pem']);
  await first.end();
  writeFileSync(join(folder, 'key.pem'), readFileSync(join(folder, 'k e y.pem')));
  const login = 'http://127.0.0.1:1/docs-login?tenant=a&lang=en';
  const served = await startServe(folder, ['--json', '--key', 'key.pem', '--login-url', login]);
  const { apiUrl, apiToken } = JSON.parse(served.out().split('\n')[0] ?? '') as ApiAddress;
  const { command: line } = await connectDocsHost({ apiUrl, apiToken }).state();
  await served.end();
  expect(line).toContain(`npx docs-handshake check '${login}'`);
  const ours = command.map((word) => `'${word}'`).join(' ');
  const run = spawnSync('bash', ['-c', line.replace('npx docs-handshake', ours)], {
    cwd: folder,
    env: cleanEnv({ DOCS_HANDSHAKE_DRIVER: 'http' }),
    encoding: 'utf8',
  });
  // Nothing answers there, and that is all that there is to say of it.
  expect(run.status, run.stderr).toBe(3);
  expect(run.stdout).toContain('127.0.0.1:1 refuses connections');
});

test('the API tells how far the first run has come, and with what to write a login flow', async ({}, info) => {
  const served = await startServe(info.outputPath('serve'), ['--json', '--key-out', 'k.pem']);
  const pem = readFileSync(info.outputPath('serve/k.pem'), 'utf8');
  const { apiUrl, apiToken } = JSON.parse(served.out().split('\n')[0] ?? '') as ApiAddress;
  const { state, reset } = connectDocsHost({ apiUrl, apiToken });
  const none = { key: true, visitorSent: false, tokenCame: false, tokenAccepted: false };
  expect(await state()).toMatchObject({
    steps: none,
    loginSetup: {
      callbackUrl: `http://localhost:${served.port}/login/jwt-callback`,
      hostClaim: 'localhost',
      loginPath: '/docs-login',
    },
  });
  // A visitor who comes back with nothing brings no token.
  await fetch(`http://127.0.0.1:${served.port}/_docs-handshake/verify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ fragment: '', path: '/login/jwt-callback' }),
  });
  expect((await state()).steps).toEqual(none);
  expect(await logIn(served, makeFlowKeys('EdDSA').own.privateText.reveal())).toBe(403);
  expect((await state()).steps).toEqual({ ...none, tokenCame: true });
  expect(await logIn(served, pem)).toBe(200);
  expect((await state()).steps).toEqual({ ...none, tokenCame: true, tokenAccepted: true });
  expect(JSON.stringify(await state())).not.toContain('PRIVATE KEY');
  await reset();
  expect((await state()).steps).toEqual(none);
  await served.end();
});

test('a login URL has a name where it is given one', () => {
  const rows: readonly (readonly [given: string, name: string, url: string])[] = [
    ['Staff=https://a.test/login', 'Staff', 'https://a.test/login'],
    [' Büro & Labor = https://a.test/x?y=1 ', 'Büro & Labor', 'https://a.test/x?y=1'],
    ['https://a.test/x?next=https://b.test/', 'a.test', 'https://a.test/x?next=https://b.test/'],
    ['HTTPS://a.test/x?y=http://b/', 'a.test', 'https://a.test/x?y=http://b/'],
  ];
  for (const [given, name, url] of rows) {
    expect(readLoginChoices([given.trimEnd()]), given).toEqual([{ name, url }]);
  }
  const wrong: readonly (readonly [given: readonly string[], says: RegExp])[] = [
    [['=https://a.test/'], /a name has 1 to 60 characters/],
    [[`${'x'.repeat(61)}=https://a.test/`], /a name has 1 to 60/],
    [['A\u202eB=https://a.test/'], /a name has 1 to 60/],
    [['A=https://a.test/', 'A=https://b.test/'], /two are called "A"/],
    [['A=https://a.test/', 'B=https://a.test/'], /was given twice/],
    [['Staff=a.test/login'], /must be an absolute http or https URL/],
  ];
  for (const [given, says] of wrong) {
    expect(() => readLoginChoices(given), given.join(' ')).toThrow(says);
  }
  expect(readLoginChoices([])).toEqual([]);
});
