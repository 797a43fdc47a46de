/** What `serve` costs: its start, its first token, its pages and handshakes against a bare app, its memory when nothing happens. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { Agent } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { median } from './figures.js';
import { freePort, rate, send, type Answer } from './host-client.js';
import { minter } from './token-minter.js';
import { handshakeNamed } from '../handshakes/registry.js';

/** What the bench is told. */
export interface ServeBench {
  /** The built command. */
  readonly command: string;
  /** An empty folder to work in. */
  readonly folder: string;
  /** Its id. */
  readonly handshake: string;
  /** Rounds, of which the medians count. */
  readonly runs: number;
}

/** The mock server that a start is measured against. */
const rival = 'oauth2-mock-server@9.3';
const limits = { start: 1.25, firstTokenMs: 50, page: 0.8, handshake: 0.5, idleMegabytes: 80 };
/** Requests of one round, and the turns in which the sides share it: what else the machine does seldom lasts a whole round. */
const each = { pages: 1_500, handshakes: 600, turns: 6 };

/** From the first answer to the first token, in milliseconds. */
const restMs = 1_000;

/** How the sides of each round compare: what else the machine does meanwhile meets both. */
const ratioOf = (ours: readonly number[], floor: readonly number[]): number =>
  median(ours.map((value, round) => value / (floor[round] ?? Number.NaN)));

/** A server that was started, and how long it took until its first answer, in milliseconds. */
interface Started {
  readonly child: ChildProcess;
  readonly port: number;
  readonly ms: number;
}

async function start(
  cwd: string,
  words: (port: number) => readonly string[],
  path: string,
): Promise<Started> {
  const port = await freePort();
  const begin = performance.now();
  const child = spawn(process.execPath, words(port), { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  for (;;) {
    const answer = await send(port, path).catch(() => undefined);
    if (answer !== undefined) return { child, port, ms: performance.now() - begin };
    if (child.exitCode !== null) throw new Error(`A server of the bench ended: ${said.trim()}`);
    await pause(2);
  }
}

async function stop({ child }: Started): Promise<void> {
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

/** Hands a token over as the callback page does. */
const handOver = (port: number, token: string, agent?: Agent): Promise<Answer> =>
  send(port, '/_docs-handshake/verify', {
    ...(agent && { agent }),
    body: JSON.stringify({ fragment: token, path: '/login/jwt-callback' }),
  });

/** Prints a row; false where it is beyond its limit. */
function judged(what: string, figures: string, good: boolean, limit: string): boolean {
  const verdict = good ? 'ok' : 'BEYOND THE LIMIT';
  console.log([what.padEnd(24), figures.padEnd(46), `limit ${limit}`, verdict].join('  '));
  return good;
}

/** Installs the rival into a folder of its own; the path of its command. */
async function installRival(folder: string): Promise<string> {
  const home = join(folder, 'rival');
  await mkdir(home);
  await writeFile(join(home, 'package.json'), '{"private":true}');
  const words = ['install', '--no-audit', '--no-fund', '--ignore-scripts', rival];
  const { status, stderr } = spawnSync('npm', words, {
    cwd: home,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`${rival} cannot be installed: ${stderr.trim()}`);
  const own = join(home, 'node_modules', 'oauth2-mock-server');
  const manifest = JSON.parse(await readFile(join(own, 'package.json'), 'utf8')) as {
    readonly bin: Readonly<Record<string, string>> | string;
  };
  const bin =
    typeof manifest.bin === 'string' ? manifest.bin : (Object.values(manifest.bin)[0] ?? '');
  return join(own, bin);
}

const megabytes = async ({ child }: Started): Promise<number> => {
  const status = await readFile(`/proc/${child.pid ?? 0}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1000;
};

/** Starts turn about, and on the way the first two tokens of each start of ours, and its memory at rest. */
async function benchStarts(
  { runs }: ServeBench,
  ours: () => Promise<Started>,
  theirs: () => Promise<Started>,
  mint: () => string,
): Promise<boolean[]> {
  const own: number[] = [];
  const other: number[] = [];
  const later: number[] = [];
  const held: number[] = [];
  for (let run = 0; run <= runs; run += 1) {
    const host = await ours();
    // Nobody logs in sooner than that; what a host does by itself meanwhile is its own.
    await pause(restMs);
    const rss = await megabytes(host);
    const tokens = [mint(), mint()];
    const times: number[] = [];
    for (const token of tokens) {
      const begin = performance.now();
      const { status, text } = await handOver(host.port, token);
      times.push(performance.now() - begin);
      if (status !== 200) throw new Error(`A token of the bench got ${status}: ${text}`);
    }
    await stop(host);
    const foreign = await theirs();
    await stop(foreign);
    // The first turn warms the disk.
    if (run === 0) continue;
    own.push(host.ms);
    other.push(foreign.ms);
    later.push((times[0] ?? 0) - (times[1] ?? 0));
    held.push(rss);
  }
  const ratio = ratioOf(own, other);
  const startWords = `${median(own).toFixed(0)} ms, ${rival} ${median(other).toFixed(0)} ms, ratio ${ratio.toFixed(2)}`;
  const slower = median(later);
  const rss = median(held);
  return [
    judged('start to first answer', startWords, ratio <= limits.start, limits.start.toFixed(2)),
    judged(
      'first token',
      `${slower.toFixed(1)} ms slower than the second`,
      slower <= limits.firstTokenMs,
      `${limits.firstTokenMs} ms`,
    ),
    // Where the system does not tell, nothing is judged.
    Number.isNaN(rss)
      ? judged('memory at rest', 'this system does not tell', true, `${limits.idleMegabytes} MB`)
      : judged(
          'memory at rest',
          `${rss.toFixed(0)} MB`,
          rss <= limits.idleMegabytes,
          `${limits.idleMegabytes} MB`,
        ),
  ];
}

/** Logs in once and gives the cookie of the session. */
async function sessionOf(port: number, mint: () => string): Promise<string> {
  const { headers } = await handOver(port, mint());
  return (headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ');
}

/** What each of two sides does in a second, turn about. */
async function ratesOf(
  count: number,
  act: (side: 0 | 1, count: number) => Promise<number>,
): Promise<readonly [number, number]> {
  const seconds = [0, 0] as [number, number];
  const part = count / each.turns;
  for (let turn = 0; turn < each.turns; turn += 1) {
    for (const side of [0, 1] as const) seconds[side] += part / (await act(side, part));
  }
  return [count / seconds[0], count / seconds[1]];
}

/** Pages and handshakes of a host and of the bare app, turn about. */
async function benchRates(
  { runs }: ServeBench,
  host: Started,
  floor: Started,
  mint: () => string,
): Promise<boolean[]> {
  const sides = [host, floor] as const;
  const cookies = [await sessionOf(host.port, mint), await sessionOf(floor.port, mint)] as const;
  const pages: [number[], number[]] = [[], []];
  const handshakes: [number[], number[]] = [[], []];
  for (let run = 0; run <= runs; run += 1) {
    const page = await ratesOf(each.pages, (side, count) =>
      rate(count, (agent) =>
        send(sides[side].port, '/quickstart', { agent, cookie: cookies[side] }),
      ),
    );
    const handshake = await ratesOf(each.handshakes, (side, count) => {
      const tokens = Array.from({ length: count }, mint);
      return rate(count, (agent) => handOver(sides[side].port, tokens.pop() ?? '', agent));
    });
    if (run === 0) continue;
    for (const side of [0, 1] as const) {
      pages[side].push(page[side]);
      handshakes[side].push(handshake[side]);
    }
  }
  return (
    [
      ['a page', pages, limits.page],
      ['verified handshakes', handshakes, limits.handshake],
    ] as const
  ).map(([what, [own, bare], limit]) => {
    const ratio = ratioOf(own, bare);
    const figures = `${median(own).toFixed(0)}/s, bare app ${median(bare).toFixed(0)}/s, ratio ${ratio.toFixed(2)}`;
    return judged(what, figures, ratio >= limit, `at least ${limit.toFixed(2)}`);
  });
}

/** Measures and prints; false where something is beyond its limit. */
export async function benchServe(bench: ServeBench): Promise<boolean> {
  const { command, folder } = bench;
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  await writeFile(join(folder, 'key.pem'), publicPem);
  const token = minter(privateKey);
  const mint = (): string => {
    const expiresAt = Math.floor(Date.now() / 1000) + 3600;
    return token({ groups: ['admin'], content: { firstName: 'Ann' }, expiresAt });
  };
  const rivalCommand = await installRival(folder);
  const login = 'http://127.0.0.1:9/docs-login';
  const serve = (port: number): readonly string[] => [
    command,
    'serve',
    '--port',
    String(port),
    '--key',
    'key.pem',
    '--login-url',
    login,
  ];
  const ours = (): Promise<Started> => start(folder, serve, '/quickstart');
  const theirs = (): Promise<Started> =>
    start(folder, (port) => [rivalCommand, '-a', '127.0.0.1', '-p', String(port)], '/jwks');
  console.log(`serve, medians of ${bench.runs} rounds, after one to warm up`);
  const results = await benchStarts(bench, ours, theirs, mint);
  const host = await ours();
  const cookie = await sessionOf(host.port, mint);
  const { text } = await send(host.port, '/quickstart', { cookie });
  const { userSchema: schema } = await handshakeNamed(bench.handshake);
  const plan = join(folder, 'serve-plan.json');
  await writeFile(
    plan,
    JSON.stringify({ publicPem, schema, page: text.replaceAll('Ann', '{{name}}') }),
  );
  const bare = fileURLToPath(new URL('./bench-floors/serve.mjs', import.meta.url));
  const floor = await start(folder, (port) => [bare, plan, String(port)], '/quickstart');
  try {
    results.push(...(await benchRates(bench, host, floor, mint)));
  } finally {
    await Promise.all([stop(host), stop(floor)]);
  }
  return !results.includes(false);
}
