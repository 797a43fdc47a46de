import { createHash, createPublicKey } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';

import { expect, test } from '@playwright/test';

import { readLoginChoices } from '../../../api/login-choices.js';
import { main } from '../../../command/main.js';
import { makeFlowKeys } from '../../../fixtures/reference/keys.js';
import { argv, collectedIo } from '../harness/collected-io.js';
import { raw } from '../harness/mock-host-client.js';

/** What a service printed, and what it did while it ran. */
interface Served<T> {
  readonly err: string;
  readonly out: string;
  readonly seen: T;
}

/** Runs `serve` with a key of its own for as long as a visit takes. */
async function serving<T>(
  cwd: string,
  words: readonly string[],
  visit: (port: number, mint: (claims: object) => Promise<string>) => Promise<T>,
): Promise<Served<T>> {
  mkdirSync(cwd, { recursive: true });
  const { own } = makeFlowKeys('EdDSA');
  writeFileSync(`${cwd}/own.pem`, own.privateText.reveal());
  const closing = new AbortController();
  const io = collectedIo({ cwd, signal: closing.signal });
  const all = ['serve', '--login-url', 'https://foo.test/login', '--key', 'own.pem', ...words];
  const done = main(argv(...all), io);
  await expect.poll(() => io.err()).toMatch(/listens on port \d+[\s\S]*Ctrl-C/);
  const port = Number(/listens on port (\d+)/.exec(io.err())?.[1]);
  const { SignJWT } = await import('jose');
  const seen = await visit(port, (claims) =>
    new SignJWT({ ...claims }).setProtectedHeader({ alg: 'EdDSA' }).sign(own.privateKey),
  );
  closing.abort();
  expect(await done).toBe(0);
  return { err: io.err(), out: io.out(), seen };
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const hand = (port: number, fragment: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}/_docs-handshake/verify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ fragment, path: '/login/jwt-callback' }),
  });

const seconds = (): number => Math.floor(Date.now() / 1000);

test('serve leads to an address that it serves', async ({}, info) => {
  const port = await freePort();
  const rows: readonly (readonly [
    words: readonly string[],
    says: readonly (RegExp | string)[],
    request: readonly [host: string, secure: boolean],
  ])[] = [
    [['--port', '0'], [/Open http:\/\/localhost:\d+\/quickstart and log in/], ['localhost', false]],
    [
      ['--docs-origin', `http://localhost:${port}`],
      [`listens on port ${port}.`, `Open http://localhost:${port}/quickstart and log in`],
      ['localhost', false],
    ],
    [
      ['--docs-origin', `http://[::1]:${port}`, '--port', String(port)],
      [`listens on port ${port}.`, `Open http://[::1]:${port}/quickstart and log in`],
      [`[::1]:${port}`, false],
    ],
    [
      ['--docs-origin', `https://docs.localhost:${port}`],
      [
        `listens on port ${port}.`,
        `Open https://docs.localhost:${port}/quickstart and log in`,
        /Its certificate was made at this start: .*\n {2}.*--ignore-certificate-errors-spki-list=\S{44}\n/,
      ],
      [`docs.localhost:${port}`, true],
    ],
    [
      ['--docs-origin', 'https://docs.foo.com', '--port', String(port)],
      [
        `listens on port ${port}.`,
        'It plays https://docs.foo.com, a name that leads to another machine',
        `--host-resolver-rules="MAP docs.foo.com:443 127.0.0.1:${port}"`,
        /--ignore-certificate-errors-spki-list=\S{44}/,
        '"127.0.0.1 docs.foo.com" into /etc/hosts, and start serve with --port 443',
        'Its certificate was made at this start',
        'Open https://docs.foo.com/quickstart in that browser and log in',
      ],
      ['docs.foo.com', true],
    ],
    [
      ['--docs-origin', `http://docs.foo.com:${port}`, '--port', String(port)],
      [`MAP docs.foo.com:${port} 127.0.0.1:${port}`, '"127.0.0.1 docs.foo.com" into /etc/hosts.'],
      [`docs.foo.com:${port}`, false],
    ],
  ];
  for (const [words, says, [host, secure]] of rows) {
    const { err, seen } = await serving(info.outputPath('serve'), words, (at) =>
      raw(at, `GET /public HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`, secure),
    );
    const label = words.join(' ');
    expect.soft(seen.slice(0, 12), label).toBe('HTTP/1.1 200');
    for (const text of says) {
      if (typeof text === 'string') expect.soft(err, label).toContain(text);
      else expect.soft(err, label).toMatch(text);
    }
    if (!secure) expect.soft(err, label).not.toContain('certificate');
  }
});

test('at its start it says what a login flow has to keep to', async ({}, info) => {
  const nowhere = (): Promise<void> => Promise.resolve();
  const { err } = await serving(info.outputPath('serve'), ['--port', '0'], nowhere);
  const port = Number(/listens on port (\d+)/.exec(err)?.[1]);
  const own = readFileSync(`${info.outputPath('serve')}/own.pem`, 'utf8');
  const spki = createPublicKey(own).export({ type: 'spki', format: 'der' });
  const fingerprint = createHash('sha256').update(spki).digest('hex').slice(0, 16);
  for (const line of [
    `  Docs       http://localhost:${port}/`,
    `  Callback   http://localhost:${port}/login/jwt-callback, as #<JWT>`,
    '  host       "localhost", a claim of the token',
    '  Algorithm  EdDSA',
    '  exp        at most now in UTC epoch seconds + 10; more is taken with a remark',
    `  Key        own.pem (SHA-256 fingerprint ${fingerprint}…)`,
  ]) {
    expect(err.split('\n')).toContain(line);
  }
  expect(err).not.toContain('PRIVATE KEY');
  const rows = [
    [['--edition', '2025-02'], '  host       not asked for in this edition'],
    [
      ['--docs-origin', 'https://docs.foo.com'],
      '  host       "docs.foo.com", a claim of the token',
    ],
  ] as const;
  for (const [words, line] of rows) {
    const told = await serving(info.outputPath('serve'), ['--port', '0', ...words], nowhere);
    expect(told.err.split('\n'), words.join(' ')).toContain(line);
  }
});

test('leeway and replay check are settings, and shown', async ({}, info) => {
  const rows = [
    { words: [], late: [403, 403], again: 403, says: ['Clock leeway: 0 s', 'logs in once'] },
    {
      words: ['--leeway', '30', '--no-replay-check'],
      late: [200, 403],
      again: 200,
      says: [
        'Clock leeway: 30 s',
        'as often as it comes',
        'clock leeway 30 s, tokens may come twice',
      ],
    },
  ] as const;
  for (const { words, late, again, says } of rows) {
    const all = ['--port', '0', ...words];
    const { err, out, seen } = await serving(info.outputPath('serve'), all, async (port, mint) => {
      const claims = { host: 'localhost', content: {} };
      const token = await mint({ ...claims, exp: seconds() + 10 });
      const fresh = await hand(port, token);
      const statuses = [fresh.status, (await hand(port, token)).status];
      for (const age of [10, 60]) {
        const answer = await hand(port, await mint({ ...claims, exp: seconds() - age }));
        statuses.push(answer.status);
      }
      const page = await (await fetch(`http://127.0.0.1:${port}/public`)).text();
      return { statuses, page };
    });
    expect(seen.statuses, words.join(' ')).toEqual([200, again, ...late]);
    for (const text of says) expect(err + seen.page, words.join(' ')).toContain(text);
    expect(out).toContain(`The clock leeway is ${words[1] ?? '0'} s.`);
    if (words.length === 0) expect(seen.page).not.toMatch(/leeway|twice/);
  }
});

test('login URLs are named so that a reader can tell them apart', () => {
  const rows: readonly (readonly [urls: readonly string[], names: readonly string[]])[] = [
    [
      ['https://a.test/x', 'https://b.test:8443/x'],
      ['a.test', 'b.test:8443'],
    ],
    [
      ['https://a.test/staff', 'https://a.test/customers', 'https://b.test/'],
      ['a.test/staff', 'a.test/customers', 'b.test'],
    ],
    [
      ['https://a.test/x?tenant=1', 'https://a.test/x?tenant=2'],
      ['a.test/x?tenant=1', 'a.test/x?tenant=2'],
    ],
    [
      ['http://a.test/x', 'https://a.test/x'],
      ['http://a.test/x', 'https://a.test/x'],
    ],
    [['https://xn--bcher-kva.test/x'], ['bücher.test']],
    [
      ['https://a.test/x?client_secret=hunter22', 'https://a.test/x?client_secret=hunter23'],
      ['a.test/x?client_secret=…', 'a.test/x?client_secret=…'],
    ],
  ];
  for (const [urls, names] of rows) {
    const choices = readLoginChoices(urls);
    expect(choices.map(({ url }) => url)).toEqual(urls);
    expect(choices.map(({ name }) => name)).toEqual(names);
  }
});
