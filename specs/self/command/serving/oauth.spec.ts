import { expect, test } from '@playwright/test';

import { startDocsHost } from '../../../../api/docs-host.js';
import { main } from '../../../../command/main.js';
import { argv, collectedIo } from '../../harness/collected-io.js';
import { canary, openToldServer, traveller } from '../../harness/docs-host/oauth-host.js';
import { started } from './started.js';

/** `serve` and `startDocsHost` for handshakes in which a code is handed over. */

const authentication = ['serve', '--handshake', 'mintlify-oauth-authentication', '--port', '0'];
const personalization = ['serve', '--handshake', 'mintlify-oauth-personalization', '--port', '0'];
const login = ['--login-url', 'http://localhost:3000/authorize'];
const client = ['--client-id', 'acme-docs', '--token-url', 'http://localhost:3000/token'];
const info = ['--info-url', 'http://localhost:3000/me'];
const secret = { DOCS_HANDSHAKE_CLIENT_SECRET: canary.clientSecret };

test('it says what to register, whom it asks, and never the secret', async ({}, testInfo) => {
  const words = [...authentication, ...login, ...client, ...info, '--scope', 'openid'];
  const { err, out } = await started(testInfo.outputPath('cwd'), [...words, '--json'], secret);
  const port = /listens on port (\d+)/.exec(err)?.[1] ?? '';
  for (const line of [
    `  Register       client acme-docs with the redirect URI http://localhost:${port}/login/callback/oauth`,
    '                 and the scopes openid',
    '  Token          http://localhost:3000/token, asked by this host: client_secret_basic, then client_secret_post',
    '  Info API       http://localhost:3000/me, asked by this host: a bearer token',
  ]) {
    expect(err.split('\n')).toContain(line);
  }
  expect(err).not.toMatch(/Nobody can log in|token logs in|Callback/);
  expect(JSON.parse(out.split('\n', 1)[0] ?? '')).toMatchObject({
    kind: 'ready',
    callbackUrl: `http://localhost:${port}/login/callback/oauth`,
    clientId: 'acme-docs',
    tokenUrl: 'http://localhost:3000/token',
    infoUrl: 'http://localhost:3000/me',
  });
  expect(err + out).not.toContain(canary.clientSecret);
});

test('where the page asks it says which fields both endpoints set', async ({}, testInfo) => {
  const docs = ['--docs-origin', 'https://foo.com/docs'];
  const words = [...personalization, ...docs, ...login, ...client, ...info];
  const { err } = await started(testInfo.outputPath('cwd'), words);
  expect(err).toContain('redirect URI https://foo.com/docs/mintlify-oauth-callback');
  expect(err).toContain('  Both set       Access-Control-Allow-Origin: https://foo.com\n');
  expect(err).toContain('Access-Control-Allow-Headers: authorization');
});

test('what is missing or has no meaning is refused in one sentence', async ({}, testInfo) => {
  const whole = [...authentication, ...login, ...client];
  const rows: readonly (readonly [readonly string[], RegExp, Record<string, string>?])[] = [
    [authentication, /login URL is missing: give the authorization URL/i, secret],
    [[...authentication, ...login], /--client-id is missing/, secret],
    [[...authentication, ...login, '--client-id', 'a'], /--token-url is missing/, secret],
    [whole, /--client-secret is missing.*DOCS_HANDSHAKE_CLIENT_SECRET/],
    [[...personalization, ...login, ...client], /--info-url is missing/],
    [[...whole, '--login-url', 'http://localhost:3000/b'], /is given once/, secret],
    [[...whole, '--key', 'own.pem'], /--key is about tokens/, secret],
    [['serve', '--port', '0', ...login, ...client], /--client-id is for an authorization server/],
  ];
  for (const [words, says, env = {}] of rows) {
    const io = collectedIo({ cwd: testInfo.outputPath(), env });
    expect.soft(await main(argv(...words), io), words.join(' ')).toBe(2);
    expect.soft(io.err(), words.join(' ')).toMatch(says);
    expect.soft(io.err().trim().split('\n'), words.join(' ')).toHaveLength(1);
  }
});

test('a program is given each login, and who it let in', async () => {
  const server = await openToldServer();
  const host = await startDocsHost({
    handshake: 'mintlify-oauth-authentication',
    loginUrl: server.loginUrl,
    clientId: 'acme-docs',
    clientSecret: canary.clientSecret,
    tokenUrl: server.tokenUrl,
    infoUrl: server.infoUrl,
    scope: ['openid', 'docs:read'],
    authorizationParam: 'prompt=login',
    port: 0,
    env: {},
  });
  expect(host.callbackUrl).toBe(`${host.url}/login/callback/oauth`);
  const { way } = await traveller().open(`${host.url}/quickstart`);
  const asked = new URL(way.find((url) => url.includes('/authorize')) ?? '').searchParams;
  expect([asked.get('prompt'), asked.get('scope')]).toEqual(['login', 'openid docs:read']);
  expect(await host.nextHandshake()).toMatchObject({
    accepted: true,
    path: '/quickstart',
    user: { groups: ['admin'] },
  });
  server.authorize = () => `${host.callbackUrl}?error=access_denied`;
  await traveller().open(`${host.url}/quickstart`);
  expect(await host.nextHandshake()).toMatchObject({
    accepted: false,
    code: 'oauth-callback-reached',
  });
  await Promise.all([host.stop(), server.close()]);
});
