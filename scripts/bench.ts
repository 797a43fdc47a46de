/**
 * The speed promises, as ratios of medians against a floor that is measured in the same run, turn about.
 * `npm run bench [-- <runs> http browser version]`; exits 1 where a ratio is above its limit.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser } from '../drivers/chromium/find.js';
import { openReferenceFlow } from '../fixtures/reference/flow.js';
import type { ReferenceFlow } from '../fixtures/reference/flow.js';
import { handshakes } from '../handshakes/registry.js';
import type { Report, ReportVisit } from '../protocol/report.js';
import { sessionOf } from '../protocol/visit-kinds.js';
import { loginUrlFor } from '../protocol/visit.js';
import type { Target, Visit } from '../protocol/visit.js';
import { countIn, readArguments, refuse } from './arguments.js';

const handshake = 'mintlify-authentication';
const docsOrigin = 'http://localhost:4747';
const usage = 'npm run bench [-- <runs> http browser version]';
const { positionals } = readArguments(usage, { options: {}, allowPositionals: true });
const runs = Math.max(5, countIn(usage, positionals) ?? 5);
const named = positionals.filter((word) => !/^\d+$/.test(word));
const stray = named.find((word) => !['http', 'browser', 'version'].includes(word));
if (stray !== undefined) refuse(usage, `"${stray}" is none of http, browser, version.`);
const wanted = (name: string): boolean => named.length === 0 || named.includes(name);
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const command = path('../dist/cli.js');

/** Runs one process to its end; milliseconds. Throws where its exit code is none of those expected. */
async function timed(argv: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  const begin = performance.now();
  const child = spawn(process.execPath, argv, {
    env: { ...process.env, FORCE_COLOR: '', NO_COLOR: '1', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${argv[0] ?? ''} ended with ${String(code)}: ${said.trim()}`);
  return performance.now() - begin;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** The visits that the suite made, as a bare script needs them: from its own report and the declarations. */
function bareVisits(
  report: Report,
  declared: ReadonlyMap<string, Visit>,
  loginUrl: string,
): readonly object[] {
  const target = { loginUrl, docsOrigin, docsPath: '', returnParam: 'redirect' } as Target;
  const made = report.visits.flatMap((seen: ReportVisit) => {
    const visit = declared.get(seen.name);
    return visit === undefined ? [] : [{ seen, visit }];
  });
  // A bare script waits once, at the end, when most of the wait is over.
  return [
    ...made.filter(({ visit }) => !visit.after),
    ...made.filter(({ visit }) => visit.after),
  ].map(({ seen, visit }) => ({
    name: seen.name,
    session: sessionOf(visit),
    method: visit.method ?? 'GET',
    url: loginUrlFor(target, visit),
    headers: Object.fromEntries(visit.headers ?? []),
    // A stranger's POST is empty.
    signsIn: sessionOf(visit) !== 'anonymous' && seen.hops.some((hop) => hop.method === 'POST'),
    arrives: seen.reached === 'callback',
    ...(visit.after && { after: { visit: visit.after.visit.name, ms: visit.after.ms } }),
  }));
}

interface Row {
  readonly what: string;
  readonly limit: number;
  readonly ours: readonly string[];
  readonly floor: readonly string[];
  readonly oursEnv?: NodeJS.ProcessEnv;
  readonly floorEnv?: NodeJS.ProcessEnv;
}

/** Measures both sides turn about; one warm-up each. */
async function measured(row: Row): Promise<boolean> {
  const ours: number[] = [];
  const floor: number[] = [];
  for (let run = 0; run <= runs; run += 1) {
    const a = await timed(row.ours, row.oursEnv);
    const b = await timed(row.floor, row.floorEnv);
    if (run === 0) continue;
    ours.push(a);
    floor.push(b);
  }
  const ratio = median(ours) / median(floor);
  const good = ratio <= row.limit;
  console.log(
    [
      row.what.padEnd(24),
      `${median(ours).toFixed(0).padStart(6)} ms`,
      `floor ${median(floor).toFixed(0).padStart(6)} ms`,
      `ratio ${ratio.toFixed(2)}`,
      `limit ${row.limit.toFixed(2)}`,
      good ? 'ok' : 'ABOVE THE LIMIT',
    ].join('  '),
  );
  return good;
}

/** Makes one run with a JSON report and turns it into the two sides of a driver's row. */
async function driverRow(
  driver: 'http' | 'browser',
  limit: number,
  flow: ReferenceFlow,
  folder: string,
): Promise<Row> {
  const [user] = flow.users;
  const keyFile = join(folder, 'key.pem');
  const reportFile = join(folder, `${driver}.json`);
  const planFile = join(folder, `${driver}-plan.json`);
  await writeFile(keyFile, flow.keys.own.publicPem);
  const ours = [
    command,
    'check',
    flow.loginUrl,
    '--driver',
    driver,
    '--handshake',
    handshake,
    '--docs-origin',
    docsOrigin,
    '--key',
    keyFile,
    '--sign-in',
    'form',
    '--report',
    `json=${reportFile}`,
  ];
  const oursEnv = {
    DOCS_HANDSHAKE_USERNAME: user.username,
    DOCS_HANDSHAKE_PASSWORD: user.password.reveal(),
  };
  await timed(ours, oursEnv);
  const report = JSON.parse(await readFile(reportFile, 'utf8')) as Report;
  const known = (await handshakes()).find(({ facts }) => facts.id === handshake);
  const declared = new Map(
    known?.requirements
      .flatMap(({ visits, controls = [] }) => [...visits, ...controls])
      .map((visit) => [visit.name, visit] as const),
  );
  const visits = bareVisits(report, declared, flow.loginUrl);
  const tokens = report.visits.filter((visit) => visit.reached === 'callback').length;
  const browser = driver === 'browser' ? await findBrowser(process.env) : undefined;
  console.log(`${driver}: ${visits.length} visits, ${tokens} tokens, ${report.signIns} sign-ins`);
  const plan = {
    docsOrigin,
    visits,
    tokens,
    username: user.username,
    algorithm: flow.keys.own.algorithm,
    publicPem: flow.keys.own.publicPem,
    ...(browser && { browser: { executable: browser.executable, env: browser.env } }),
  };
  await writeFile(planFile, JSON.stringify(plan), { mode: 0o600 });
  return {
    what: `check --driver ${driver}`,
    limit,
    ours,
    oursEnv,
    floor: [path(`./bench-floor-${driver}.mjs`), planFile],
    floorEnv: { BENCH_PASSWORD: user.password.reveal() },
  };
}

const folder = await mkdtemp(join(tmpdir(), 'docs-handshake-bench-'));
const flow = await openReferenceFlow({ handshake, docsOrigin });
try {
  console.log(`medians of ${runs} runs, after one to warm up`);
  const results: boolean[] = [];
  if (wanted('http')) results.push(await measured(await driverRow('http', 1.5, flow, folder)));
  if (wanted('browser'))
    results.push(await measured(await driverRow('browser', 1.3, flow, folder)));
  if (wanted('version')) {
    const ours = [command, '--version'];
    results.push(await measured({ what: '--version', limit: 2, ours, floor: ['-e', '0'] }));
  }
  if (results.includes(false)) process.exitCode = 1;
} finally {
  await flow.close();
  await rm(folder, { recursive: true, force: true });
}
