/**
 * What one running mock docs host withstands: memory over many logins, and a visitor's wait beside hostile connections.
 * `npm run endurance [-- <logins> --only <text>]`; exits 1 where a figure is above its limit. Linux alone tells the memory
 * of another process as it is read here.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { countAlone, readArguments, refuse } from './arguments.js';
import { startHost, type HostProcess } from './endurance/host-process.js';
import { hostileKinds } from './endurance/hostile-kinds.js';
import { logins } from './endurance/visits.js';
import { send } from './host-client.js';

const usage = 'npm run endurance [-- <logins> --only <text>]';
const { values, positionals } = readArguments(usage, {
  options: { only: { type: 'string', default: '' } },
  allowPositionals: true,
});
const many = countAlone(usage, positionals, 'logins') ?? 100_000;
const few = Math.floor(many / 5);

/** Limits: megabytes between few and many logins, of the whole process under pressure (64 in its stores, the rest is what V8 leaves lying), milliseconds of a wait. */
const mostGrowth = 20;
const mostMemory = 400;
const mostWait = 1_000;
const clients = 200;
const seconds = 6;

let failed = false;

/** Prints a figure beside its limit. */
function tell(what: string, value: number, unit: string, limit?: number): void {
  const over = limit !== undefined && value > limit;
  failed ||= over;
  const bound = limit === undefined ? '' : `  at most ${limit}${over ? '  TOO MUCH' : ''}`;
  process.stdout.write(`${what.padEnd(44)} ${value.toFixed(0).padStart(6)} ${unit}${bound}\n`);
}

/** The least of some readings: what is garbage comes and goes. */
async function settledRss(host: HostProcess): Promise<number> {
  const readings: number[] = [];
  for (let reading = 0; reading < 10; reading += 1) {
    await sleep(300);
    readings.push(host.rss());
  }
  return Math.min(...readings);
}

async function overLogins(): Promise<void> {
  const host = await startHost();
  tell('RSS at the start', host.rss(), 'MB');
  await logins(host, few);
  const before = await settledRss(host);
  tell(`RSS after ${few.toLocaleString('en')} logins`, before, 'MB');
  const begin = performance.now();
  await logins(host, many - few);
  const perSecond = ((many - few) / (performance.now() - begin)) * 1_000;
  const after = await settledRss(host);
  tell(`RSS after ${many.toLocaleString('en')} logins`, after, 'MB');
  // Before the stores are full, memory grows as it should.
  tell('growth', after - before, 'MB', few < 20_000 ? undefined : mostGrowth);
  tell('logins per second, 16 at a time', perSecond, '');
  await host.stop();
}

async function withLargeTokens(): Promise<void> {
  const host = await startHost();
  const count = Math.min(10_000, many);
  await logins(host, count, { content: { text: 'x'.repeat(10_500) } });
  const what = `RSS after ${count.toLocaleString('en')} sessions of 14 KB tokens`;
  tell(what, await settledRss(host), 'MB', mostMemory);
  await host.stop();
}

/** A visitor who asks for a page ten times a second; the longest wait, in milliseconds. */
async function longestWait(host: HostProcess): Promise<number> {
  const waits: Promise<number>[] = [];
  for (let visit = 0; visit < seconds * 10; visit += 1) {
    const begin = performance.now();
    waits.push(send(host.port, '/public').then(() => performance.now() - begin));
    await sleep(100);
  }
  return Math.max(...(await Promise.all(waits)));
}

async function besideHostile(kind: string): Promise<void> {
  const host = await startHost();
  await logins(host, 16);
  const script = fileURLToPath(new URL('./endurance/hostile-clients.ts', import.meta.url));
  const tsx = createRequire(import.meta.url).resolve('tsx/cli');
  const words = [tsx, script, String(host.port), kind, String(clients)];
  const child = spawn(process.execPath, words, { stdio: 'ignore' });
  await sleep(1_500);
  const wait = await longestWait(host);
  const memory = host.rss();
  child.kill();
  tell(`longest wait: ${kind}`, wait, 'ms', mostWait);
  tell('  RSS meanwhile', memory, 'MB', mostMemory);
  await host.stop();
}

const parts: readonly (readonly [name: string, part: () => Promise<void>])[] = [
  ['logins', overLogins],
  ['large tokens', withLargeTokens],
  ...Object.keys(hostileKinds).map((kind) => [kind, () => besideHostile(kind)] as const),
];
const chosen = parts.filter(([name]) => name.includes(values.only));
if (chosen.length === 0) refuse(usage, `Nothing here is named "${values.only}".`);
for (const [, part] of chosen) await part();
process.exitCode = failed ? 1 : 0;
