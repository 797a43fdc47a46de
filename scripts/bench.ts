/**
 * The speed promises, as ratios of medians against a floor that is measured in the same run, turn about.
 * `npm run bench [-- <runs> http oauth browser version targets serve]`; exits 1 where a ratio is above its limit. A floor with an aim
 * stands beside it: the same script, which ends its visits where the suite ends them. `npm run bench -- targets` states
 * what 1, 10 and 100 targets cost instead, `npm run bench -- serve` what the mock docs host does.
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
import { isHonest, sessionOf } from '../protocol/visit-kinds.js';
import { loginUrlFor } from '../protocol/url/login-url.js';
import type { Target, Visit } from '../protocol/visit.js';
import { countIn, readArguments, refuse } from './arguments.js';
import { oauthSides } from './bench-oauth.js';
import { benchServe } from './bench-serve.js';
import { benchTargets } from './bench-targets.js';
import { median } from './figures.js';

const handshake = 'mintlify-authentication';
const docsOrigin = 'http://localhost:4747';
const usage = 'npm run bench [-- <runs> http oauth browser version targets serve]';
const { positionals } = readArguments(usage, { options: {}, allowPositionals: true });
const asked = countIn(usage, positionals);
const runs = Math.max(5, asked ?? 5);
const named = positionals.filter((word) => !/^\d+$/.test(word));
/** Measured where they are named alone. */
const apart = ['targets', 'serve'];
const words = ['http', 'oauth', 'browser', 'version', ...apart];
const stray = named.find((word) => !words.includes(word));
if (stray !== undefined) refuse(usage, `"${stray}" is none of ${words.join(', ')}.`);
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
    goesOn: isHonest(visit),
    ...(visit.after && { after: { visit: visit.after.visit.name, ms: visit.after.ms } }),
  }));
}

/** Another floor: it is measured and printed, and is no limit. */
interface Aim {
  readonly what: string;
  readonly aim: number;
  readonly floor: readonly string[];
}

interface Row {
  readonly what: string;
  readonly limit: number;
  readonly ours: readonly string[];
  readonly floor: readonly string[];
  readonly oursEnv?: NodeJS.ProcessEnv;
  readonly floorEnv?: NodeJS.ProcessEnv;
  readonly beside?: Aim;
}

/** One line of the table. */
const line = (what: string, oursMs: string, floorMs: number, ...rest: readonly string[]): string =>
  [what.padEnd(24), oursMs.padStart(9), `floor ${floorMs.toFixed(0).padStart(6)} ms`, ...rest].join(
    '  ',
  );

/** Measures the sides turn about; one warm-up each. */
async function measured({ beside, ...row }: Row): Promise<boolean> {
  const ours: number[] = [];
  const floor: number[] = [];
  const second: number[] = [];
  for (let run = 0; run <= runs; run += 1) {
    const a = await timed(row.ours, row.oursEnv);
    const b = await timed(row.floor, row.floorEnv);
    const c = beside && (await timed(beside.floor, row.floorEnv));
    if (run === 0) continue;
    ours.push(a);
    floor.push(b);
    if (c !== undefined) second.push(c);
  }
  const oursMs = median(ours);
  const ratio = oursMs / median(floor);
  const good = ratio <= row.limit;
  const limit = `limit ${row.limit.toFixed(2)}`;
  const verdict = good ? 'ok' : 'ABOVE THE LIMIT';
  const asked = [`ratio ${ratio.toFixed(2)}`, limit, verdict];
  console.log(line(row.what, `${oursMs.toFixed(0)} ms`, median(floor), ...asked));
  if (beside !== undefined) {
    const aimed = `ratio ${(oursMs / median(second)).toFixed(2)}`;
    console.log(line(beside.what, '', median(second), aimed, `aim   ${beside.aim.toFixed(2)}`));
  }
  return good;
}

type DriverName = 'http' | 'browser';

/** The command of a check by one driver, with its report and its key in a folder. */
function checkCommand(driver: DriverName, flow: ReferenceFlow, folder: string): readonly string[] {
  const options = {
    driver,
    handshake,
    'docs-origin': docsOrigin,
    key: join(folder, 'key.pem'),
    'sign-in': 'form',
    report: `json=${join(folder, `${driver}.json`)}`,
  };
  const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  return [command, 'check', flow.loginUrl, ...given];
}

/** What a bare script is told of the logins that a run made. */
async function planOf(driver: DriverName, report: Report, flow: ReferenceFlow): Promise<object> {
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
  return {
    docsOrigin,
    visits,
    tokens,
    username: flow.users[0].username,
    algorithm: flow.keys.own.algorithm,
    publicPem: flow.keys.own.publicPem,
    ...(browser && { browser: { executable: browser.executable, env: browser.env } }),
  };
}

/** Makes one run with a JSON report and turns it into the two sides of a driver's row. */
async function driverRow(
  driver: DriverName,
  limit: number,
  flow: ReferenceFlow,
  folder: string,
): Promise<Row> {
  const [user] = flow.users;
  await writeFile(join(folder, 'key.pem'), flow.keys.own.publicPem);
  const ours = checkCommand(driver, flow, folder);
  const oursEnv = {
    DOCS_HANDSHAKE_USERNAME: user.username,
    DOCS_HANDSHAKE_PASSWORD: user.password.reveal(),
  };
  await timed(ours, oursEnv);
  const report = JSON.parse(await readFile(join(folder, `${driver}.json`), 'utf8')) as Report;
  const planFile = join(folder, `${driver}-plan.json`);
  const plan = await planOf(driver, report, flow);
  await writeFile(planFile, JSON.stringify(plan), { mode: 0o600 });
  const floor = [path(`./bench-floors/${driver}.mjs`), planFile];
  return {
    what: `check --driver ${driver}`,
    limit,
    ours,
    oursEnv,
    floor,
    floorEnv: { BENCH_PASSWORD: user.password.reveal() },
    ...(driver === 'browser' && {
      beside: { what: '  stops where it stops', aim: 1.3, floor: [...floor, 'stops'] },
    }),
  };
}

const folder = await mkdtemp(join(tmpdir(), 'docs-handshake-bench-'));
const flow = await openReferenceFlow({ handshake, docsOrigin });
try {
  const results: boolean[] = [];
  if (named.includes('targets')) {
    const bench = { command, folder, handshake, docsOrigin, runs: asked ?? 2 };
    results.push(await benchTargets(bench));
  }
  if (named.includes('serve')) {
    results.push(await benchServe({ command, folder, handshake, runs: asked ?? 7 }));
  }
  if (named.length === 0 || named.some((word) => !apart.includes(word))) {
    console.log(`medians of ${runs} runs, after one to warm up`);
  }
  if (wanted('http')) results.push(await measured(await driverRow('http', 1.5, flow, folder)));
  if (wanted('oauth')) {
    const sides = await oauthSides({
      command,
      floor: path('./bench-floors/oauth.mjs'),
      folder,
      docsOrigin,
      run: timed,
    });
    results.push(await measured({ what: 'check of OAuth, http', limit: 1.5, ...sides }));
    await sides.close();
  }
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
