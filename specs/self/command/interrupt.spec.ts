import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { findBrowser } from '../../../drivers/chromium/find.js';
import { makeKeyPair } from '../../../fixtures/reference/keys.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** What was built, as it is shipped; the source where nothing was. */
const command: readonly string[] = existsSync(`${root}dist/cli.js`)
  ? ['dist/cli.js']
  : ['--import', 'tsx', 'cli.ts'];
const key = makeKeyPair('EdDSA').privateText.reveal();
/** From the signal to the end of the process, in milliseconds, on a busy machine. */
const promptMs = 4_000;

interface Running {
  readonly child: ChildProcess;
  readonly said: () => string;
}

function start(words: readonly string[], temporary?: string): Running {
  const { FORCE_COLOR: _colour, ...env } = process.env;
  const child = spawn(process.execPath, [...command, ...words], {
    cwd: root,
    env: { ...env, DOCS_HANDSHAKE_KEY: key, ...(temporary && { TMPDIR: temporary }) },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, as a shell makes it: Ctrl-C reaches the browser, too.
    detached: true,
  });
  let said = '';
  child.stdout?.on('data', (data: Buffer) => (said += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (said += data.toString()));
  return { child, said: () => said };
}

/** The processes that descend from one: Linux only, empty elsewhere. */
function descendants(pid: number): readonly number[] {
  if (!existsSync('/proc/self/stat')) return [];
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const found = new Set([pid]);
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const [child, parent] of parents) if (found.has(parent)) found.add(child);
  }
  found.delete(pid);
  return [...found];
}

/** True while a process runs; one that only waits to be reaped has ended. */
function runs(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}

/** Sends a signal and gives the exit code, how long it took, and what is still there. */
async function interrupted(
  { child }: Running,
  signal: NodeJS.Signals,
): Promise<{ readonly code: number | null; readonly ms: number }> {
  const family = descendants(child.pid ?? 0);
  const closed = once(child, 'close');
  const from = performance.now();
  process.kill(-(child.pid ?? 0), signal);
  const [code] = (await closed) as [number | null];
  const ms = performance.now() - from;
  await expect.poll(() => family.filter(runs)).toEqual([]);
  return { code, ms };
}

/** A login flow that takes requests and never answers: the run is in the middle of one for good. */
async function silentFlow(): Promise<{
  readonly url: string;
  readonly asked: Promise<unknown>;
  readonly close: () => void;
}> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
  });
  const asked = new Promise((resolve) => {
    server.on('connection', (socket) => socket.once('data', resolve));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/docs-login`,
    asked,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

test('Ctrl-C in the middle of a check ends it at once and leaves nothing running', async () => {
  test.slow();
  const browser = (await findBrowser(process.env)) !== undefined;
  const rows = [
    ['http', 'SIGINT', 130],
    ['http', 'SIGTERM', 143],
    ...(browser ? ([['browser', 'SIGINT', 130]] as const) : []),
  ] as const;
  for (const [driver, signal, expected] of rows) {
    const flow = await silentFlow();
    const temporary = mkdtempSync(join(tmpdir(), 'interrupt-'));
    const running = start(['check', flow.url, '--driver', driver], temporary);
    await flow.asked;
    if (driver === 'browser') expect(descendants(running.child.pid ?? 0)).not.toEqual([]);
    const { code, ms } = await interrupted(running, signal);
    flow.close();
    expect.soft(code, driver).toBe(expected);
    expect.soft(ms, driver).toBeLessThan(promptMs);
    expect.soft(readdirSync(temporary), 'files left behind').toEqual([]);
    rmSync(temporary, { recursive: true });
    expect.soft(running.said(), driver).toContain('interrupted');
    expect.soft(running.said(), driver).not.toMatch(/\n\s+at |Exit code|conform/);
  }
});

test('Ctrl-C stops the mock docs host, whoever is still connected', async () => {
  const running = start(['serve', '--login-url', 'http://127.0.0.1:9/', '--port', '0']);
  await expect.poll(running.said, { timeout: 15_000 }).toMatch(/listens on port \d+/);
  const port = Number(/listens on port (\d+)/.exec(running.said())?.[1]);
  const answer = await fetch(`http://127.0.0.1:${port}/quickstart`, { redirect: 'manual' });
  expect(answer.status).toBe(302);
  const { code, ms } = await interrupted(running, 'SIGINT');
  expect(code).toBe(130);
  expect(ms).toBeLessThan(promptMs);
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
});

test('Ctrl-C in the middle of the demo stops its login flow', async () => {
  const running = start(['demo', '--driver', 'http']);
  await expect.poll(running.said, { timeout: 15_000 }).toMatch(/runs at http:\S+/);
  const [, url = ''] = /runs at (http:\S+)/.exec(running.said()) ?? [];
  const { code, ms } = await interrupted(running, 'SIGINT');
  expect(code).toBe(130);
  expect(ms).toBeLessThan(promptMs);
  await expect(fetch(url)).rejects.toThrow();
});

test('a reader that leaves early is no fault', async () => {
  const running = start(['list']);
  running.child.stdout?.destroy();
  const [code] = (await once(running.child, 'close')) as [number | null];
  expect(code).toBe(0);
  expect(running.said()).not.toMatch(/EPIPE|\n\s+at /);
});
