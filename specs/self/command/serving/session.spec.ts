import { expect, test } from '@playwright/test';

import { main } from '../../../../command/main.js';
import { startDocsHost } from '../../../../api/docs-host.js';
import { argv, collectedIo } from '../../harness/collected-io.js';
import { started } from './started.js';

/** `serve` for a handshake in which pages ask a session API. */

const shared = ['serve', '--handshake', 'mintlify-shared-session', '--port', '0'];

test('it says whom it asks, and the very fields to set', async ({}, info) => {
  const url = 'http://localhost:3000/api/session?key=1&token=secret-word';
  const login = 'http://localhost:3000/sign-in';
  const folder = info.outputPath('cwd');
  const { err } = await started(folder, [...shared, '--session-url', url, '--login-url', login]);
  const port = /listens on port (\d+)/.exec(err)?.[1] ?? '';
  for (const line of [
    `  Docs         http://localhost:${port}/`,
    `  It sets      Access-Control-Allow-Origin: http://localhost:${port}`,
    '               Access-Control-Allow-Credentials: true',
    '               Cache-Control: private, no-store',
    `  Log in       ${login}`,
    `Open http://localhost:${port}/quickstart. Ctrl-C stops it.`,
  ]) {
    expect(err.split('\n')).toContain(line);
  }
  expect(err).toContain('  Session API  http://localhost:3000/api/session?key=1&token=');
  expect(err).not.toContain('secret-word');
  expect(err).not.toMatch(/Warning|token logs in|DOCS_KEY|Nobody can log in/);
});

test('it warns of two sites, and knows one origin', async ({}, info) => {
  const folder = info.outputPath('cwd');
  const far = await started(folder, [...shared, '--session-url', 'http://127.0.0.1:3000/api']);
  expect(far.err).toMatch(
    /Warning: Docs and session API are on different sites.*SameSite=None; Secure/,
  );
  const docs = ['--docs-origin', 'https://foo.com/docs'];
  const own = await started(folder, [
    ...shared,
    ...docs,
    '--session-url',
    'https://foo.com/api/session',
  ]);
  expect(own.err).not.toMatch(/Access-Control|Warning: Docs/);
  expect(own.err).toContain('  It sets      Cache-Control: private, no-store');
});

test('machines are told the session API, and the variable names it', async ({}, info) => {
  const env = { DOCS_HANDSHAKE_SESSION_URL: 'http://localhost:3000/api/session' };
  const { out } = await started(info.outputPath('cwd'), [...shared, '--json'], env);
  const ready = JSON.parse(out.split('\n', 1)[0] ?? '') as Record<string, unknown>;
  expect(ready).toMatchObject({
    kind: 'ready',
    sessionUrl: env.DOCS_HANDSHAKE_SESSION_URL,
    keys: [],
  });
  expect(ready).not.toHaveProperty('algorithm');
});

test('what is missing or has no meaning is refused in one sentence', async ({}, info) => {
  const url = ['--session-url', 'http://localhost:3000/api'];
  const rows: readonly (readonly [readonly string[], string | RegExp])[] = [
    [[], /There is no session API: give its URL with --session-url, such as http:\/\//],
    [['--session-url', 'localhost:3000/api'], /--session-url needs its scheme: write http:\/\//],
    [['--session-url', 'http://localhost:3000/api#x'], /--session-url has a fragment/],
    [
      [...url, '--key', 'own.pem'],
      /--key is about tokens, and in mintlify-shared-session none travels/,
    ],
    [[...url, '--key-out', 'own.pem'], /--key-out is about tokens/],
    [[...url, '--leeway', '5'], /--leeway is about tokens/],
    [[...url, '--return-param', 'next'], /--return-param is about tokens/],
    [[...url, '--no-replay-check'], /--no-replay-check is about tokens/],
    [
      ['--handshake', 'mintlify-authentication', ...url],
      /--session-url is for a handshake in which pages ask a session API/,
    ],
  ];
  for (const [words, says] of rows) {
    const io = collectedIo({ cwd: info.outputPath(), env: {} });
    expect.soft(await main(argv(...shared, ...words), io), words.join(' ')).toBe(2);
    expect.soft(io.err(), words.join(' ')).toMatch(says);
    expect.soft(io.err().trim().split('\n'), words.join(' ')).toHaveLength(1);
  }
});

test('a program is told of its members', async () => {
  const rows: readonly (readonly [object, string])[] = [
    [{ handshake: 'mintlify-shared-session' }, 'sessionUrl'],
    [
      { handshake: 'mintlify-shared-session', sessionUrl: 'http://localhost:1/', key: 'own.pem' },
      'key',
    ],
    [
      { sessionUrl: 'http://localhost:1/', loginUrl: 'http://localhost:1/', key: 'own.pem' },
      'sessionUrl',
    ],
    [{}, 'loginUrl'],
  ];
  for (const [options, member] of rows) {
    const thrown = await startDocsHost({ ...options, port: 0, env: {} }).then(
      () => 'nothing',
      (error: unknown) => (error as Error).message,
    );
    expect(thrown, JSON.stringify(options)).toContain(member);
    expect(thrown).not.toContain('--');
  }
});
