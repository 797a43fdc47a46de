import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { main } from '../../../command/main.js';
import { makeKeyPair } from '../../../fixtures/reference/keys.js';
import { finderOf } from '../../../fixtures/targets/canaries.js';
import { openCanaryFlow } from '../../../fixtures/targets/canary-flow.js';
import { facts } from '../../../handshakes/mintlify-authentication/facts.js';
import { canaryScene } from '../harness/canary-setup.js';
import { argv, collectedIo } from '../harness/collected-io.js';

const { docsOrigin, canaries, key, flow, leaks, credentials } = canaryScene();

test('wrong usage and an unexpected fault do not repeat what was typed', async ({}, info) => {
  const cwd = info.outputPath();
  mkdirSync(cwd, { recursive: true });
  writeFileSync(
    join(cwd, 'throws.mjs'),
    `throw new Error(${JSON.stringify(`no ${canaries.password} ${key.privateText.reveal()}`)});`,
  );
  const url = `${flow().origin}/docs-login/honest`;
  const rows: readonly (readonly string[])[] = [
    ['check', url, ...credentials, `--passwort=${canaries.password}`],
    ['check', url, ...credentials, canaries.password],
    ['check', `http://ann:${encodeURIComponent(canaries.password)}@127.0.0.1/`, ...credentials],
    ['check', url, '--header', canaries.header, '--cookie', canaries.cookie],
    ['check', url, '--header', `X-A: ${canaries.header}\r\nB: c`],
    ['check', url, '--cookie', `a=${canaries.cookie}; Path=/`],
    ['check', url, '--key', key.privateText.reveal()],
    ['check', url, '--key', JSON.stringify(key.privateKey.export({ format: 'jwk' }))],
    ['check', url, '--sign-in', 'throws.mjs', `--password=${canaries.password}`, '--username', 'a'],
    ['check', url, '--sign-in', canaries.password],
    ['check', url, '--password', canaries.password],
    ['check', url, '--username', 'ann', '--password', canaries.password, '--only', 'x'],
    ['keys', 'public', key.privateText.reveal()],
    ['explain', canaries.password],
    [canaries.password],
  ];
  for (const words of rows) {
    const env = { DOCS_HANDSHAKE_DEBUG: '1', DOCS_HANDSHAKE_PASSWORD: canaries.password };
    const io = collectedIo({ cwd, env });
    expect.soft(await main(argv(...words), io), words[0]).toBe(2);
    expect.soft(leaks(io.out() + io.err()), words.join(' ').slice(0, 90)).toEqual([]);
  }
  // Nothing may go wrong with writing; where it does, the fault must not repeat the settings.
  const cookies = `a=1\nb=${canaries.cookie}`;
  const broken = collectedIo({
    cwd,
    env: { DOCS_HANDSHAKE_DEBUG: '1', DOCS_HANDSHAKE_COOKIE: cookies },
  });
  const said: string[] = [];
  const io = {
    ...broken,
    stdout: {
      write: () => {
        throw new Error(
          `cannot write ${canaries.password}\n${canaries.header}\n${canaries.cookie}`,
        );
      },
    },
    stderr: { write: (text: string) => said.push(text) },
  };
  const words = ['check', url, '--sign-in', 'form', '--username', 'a'];
  const passwords = ['--password', canaries.password, '--header', `X-A: ${canaries.header}`];
  expect(await main(argv(...words, ...passwords, '--driver', 'http'), io)).toBe(3);
  expect(said.join('')).toContain('the suite itself broke');
  expect(leaks(said.join(''))).toEqual([]);
});

test('the mock docs host repeats no token: its events, its pages, its answers', async () => {
  const token = await flow().mint('localhost');
  const closing = new AbortController();
  const io = collectedIo({
    signal: closing.signal,
    env: { DOCS_HANDSHAKE_KEY: key.privateText.reveal() },
  });
  const words = ['serve', '--login-url', `${flow().origin}/docs-login/honest`, '--port', '0'];
  const serving = main(argv(...words), io);
  await expect.poll(() => io.err()).toMatch(/listens on port \d+/);
  const port = Number(/listens on port (\d+)/.exec(io.err())?.[1]);
  const stranger = await openCanaryFlow(canaries, makeKeyPair('EdDSA'), docsOrigin, facts);
  const other = await stranger.mint();
  stranger.close();
  const hand = (
    fragment: string,
    path = '/login/jwt-callback',
  ): RequestInit & { path: string } => ({
    path: '/_docs-handshake/verify',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ fragment, path }),
  });
  const requests: readonly (RequestInit & { readonly path: string })[] = [token, other].flatMap(
    (each) => [
      { path: `/login/jwt-callback?token=${each}` },
      { path: `/login/jwt-callback/${each}` },
      { path: `/${each}` },
      { path: `/login?redirect=/x%23${each}` },
      {
        path: '/quickstart',
        headers: { cookie: `jwt=${each}`, referer: `http://a.test/?t=${each}` },
      },
      {
        path: '/login/jwt-callback',
        method: 'POST',
        body: `password=${canaries.password}&t=${each}`,
      },
      hand(each),
      hand(each),
      hand(`jwt=${each}`),
      hand(`"${each}"`),
      hand(each.slice(0, -4)),
      hand(`${each}.${each}`),
      hand(each, `/login/jwt-callback?redirect=%2F%2Fevil.example%2F${each}`),
      hand(each, `/${each}`),
    ],
  );
  const texts: string[] = [];
  for (const { path, ...request } of requests) {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      redirect: 'manual',
      ...request,
    });
    const { location = '' } = Object.fromEntries(answer.headers);
    // A visitor who brought the token in an address takes it along; the host adds it to nothing.
    texts.push(await answer.text(), path.includes(token) || path.includes(other) ? '' : location);
  }
  closing.abort();
  await serving;
  expect(io.out()).toMatch(/token-accepted[\s\S]+token-refused/);
  const find = finderOf([
    ...[token, other].map((each) => ({ name: 'signature', value: each.split('.')[2] ?? '' })),
    { name: 'password', value: canaries.password },
  ]);
  expect(find(io.out() + io.err())).toEqual([]);
  expect(find(texts.join('\n'))).toEqual([]);
});

test('explain --example shows a broken flow without its token', async () => {
  for (const id of ['callback-token-in-fragment', 'token-compact']) {
    const io = collectedIo();
    expect(await main(argv('explain', id, '--example'), io)).toBe(0);
    expect(io.out()).toContain('Actual');
    expect(io.out() + io.err()).not.toMatch(/ey[\w+/-]{20,}(?:\.|%2E)[\w+/%-]{20,}/);
  }
});

test('the search finds what it is looking for', () => {
  const { password, session } = canaries;
  const long = [session.slice(0, 20), session.slice(20)].join('\n      ');
  const outputs = [
    password,
    `?p=${encodeURIComponent(password)}`,
    new URLSearchParams({ password }).toString(),
    JSON.stringify({ password }),
    ...['', 'x', 'xy'].map((lead) => Buffer.from(`${lead}${password}!`).toString('base64')),
    ...['', 'x', 'xy'].map((lead) => Buffer.from(`${lead}${session}`).toString('base64url')),
    session.slice(0, 24),
    long,
  ];
  for (const output of outputs) expect(leaks(`before ${output} after`), output).not.toEqual([]);
  expect(leaks('nothing to be found')).toEqual([]);
});
