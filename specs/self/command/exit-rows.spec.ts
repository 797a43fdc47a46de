import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { exitRows } from '../../../command/exit-codes.js';
import { main } from '../../../command/main.js';
import { openReferenceFlow } from '../../../fixtures/reference/flow.js';
import { defaultHandshake } from '../../../handshakes/registry.js';
import { exitCodeOf } from '../../../judge/conformance.js';
import type { Mutant } from '../../../protocol/plan.js';
import { argv, collectedIo } from '../harness/collected-io.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const docsOrigin = 'http://localhost:4747';

const groupsAsText: Mutant = {
  name: 'groups-csv',
  change: (honest) => ({ claims: (request) => ({ ...honest.claims(request), groups: 'a,b' }) }),
};
const framable: Mutant = { name: 'framable', change: () => ({ pageHeaders: () => [] }) };

interface Flow {
  readonly mutant?: Mutant;
  readonly password?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly driver?: string;
}

/** The exit code of `check` on the reference flow, with one thing changed. */
async function judged(words: readonly string[], how: Flow = {}): Promise<number> {
  const { mutant, password, env, driver = 'http' } = how;
  const flow = await openReferenceFlow({
    handshake: defaultHandshake,
    docsOrigin,
    ...(mutant && { mutant }),
  });
  const [user] = flow.users;
  const io = collectedIo({ env: { ...env } });
  const own = ['--username', user.username, '--password', password ?? user.password.reveal()];
  const target = ['check', flow.loginUrl, '--driver', driver, '--sign-in', 'form'];
  try {
    return await main(argv(...target, ...own, ...words), io);
  } finally {
    await flow.close();
  }
}

/** Something that listens and never answers, and what ends it. */
async function silence(): Promise<{
  readonly url: string;
  readonly asked: Promise<unknown>;
  close(): void;
}> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/login`,
    asked: once(server, 'connection'),
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** The exit code of a process that gets a signal in the middle of its run. */
async function signalled(signal: NodeJS.Signals): Promise<number | null> {
  const target = await silence();
  const command = existsSync(`${root}dist/cli.js`)
    ? ['dist/cli.js']
    : ['--import', 'tsx', 'cli.ts'];
  const words = [...command, 'check', target.url, '--driver', 'http'];
  const child = spawn(process.execPath, words, { cwd: root, stdio: 'ignore' });
  await target.asked;
  const ended = once(child, 'close');
  child.kill(signal);
  const [code] = (await ended) as [number | null];
  target.close();
  return code;
}

async function withUnknownEntry(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'docs handshake '));
  const flow = await openReferenceFlow({ handshake: defaultHandshake, docsOrigin });
  const [user] = flow.users;
  const entry = { id: 'user-gruops', target: flow.loginUrl, handshake: defaultHandshake };
  const rest = { reason: 'old', owner: 'ann', expires: new Date().toISOString().slice(0, 10) };
  const file = join(folder, 'known.json');
  writeFileSync(file, JSON.stringify({ entries: [{ ...entry, ...rest }] }));
  const own = ['--username', user.username, '--password', user.password.reveal()];
  const words = ['check', flow.loginUrl, '--driver', 'http', '--sign-in', 'form', ...own];
  try {
    return await main(argv(...words, '--only', 'token-alg', '--baseline', file), collectedIo());
  } finally {
    await flow.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One way into each line of the table. */
const ways: Readonly<Record<string, () => Promise<number | null>>> = {
  interrupted: () => signalled('SIGINT'),
  terminated: () => signalled('SIGTERM'),
  'hung-up': () => signalled('SIGHUP'),
  settings: () => judged(['--edition', '1999-01']),
  fell: () => judged(['--only', 'user-groups'], { mutant: groupsAsText }),
  'no-target': () =>
    main(argv('check', 'http://127.0.0.1:9/login', '--driver', 'http'), collectedIo()),
  'no-start': () =>
    main(argv('check', 'http://127.0.0.1:9/login', '--start', 'exit 0'), collectedIo()),
  'no-sign-in': () => judged(['--only', 'token-alg'], { password: 'not-the-password' }),
  'no-browser': () =>
    judged(['--only', 'token-alg'], {
      driver: 'both',
      // It starts, ends at once, and is no browser.
      env: { DOCS_HANDSHAKE_BROWSER: process.execPath },
    }),
  'not-required': () =>
    judged(['--only', 'token-alg,token-signature', '--require', 'token-signature']),
  'max-time': () => judged(['--max-time', '0.001']),
  baseline: withUnknownEntry,
  should: () => judged(['--only', 'frames-refused', '--fail-on', 'should'], { mutant: framable }),
  broke: () => {
    const summary = {
      pass: 9,
      fail: 0,
      warn: 0,
      note: 0,
      notReached: 0,
      notApplicable: 0,
      error: 1,
    };
    const standing = {
      failOn: 'must',
      arrived: true,
      complete: true,
      staleBaseline: false,
    } as const;
    return Promise.resolve(exitCodeOf({ summary: { conforms: true, ...summary }, ...standing }));
  },
  'nothing-fell': () => judged(['--only', 'token-alg']),
};

for (const { name, code } of exitRows) {
  test(`exit code ${code}: ${name}`, async () => {
    expect(await ways[name]?.()).toBe(code);
  });
}

test('the table has one line a reason, and no way leads past it', async () => {
  expect(Object.keys(ways)).toEqual(exitRows.map(({ name }) => name));
});
