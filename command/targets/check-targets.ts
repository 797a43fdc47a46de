import { availableParallelism } from 'node:os';
import { configurationFrom } from '../../configuration/configure.js';
import type { Configuration } from '../../configuration/configuration.js';
import { effectiveSettings } from '../../configuration/file/effective.js';
import { fileLayer } from '../../configuration/file/layer.js';
import { severalTargets } from '../../configuration/file/load.js';
import type { FileTarget } from '../../configuration/file/load.js';
import type { Io } from '../../configuration/io.js';
import { readNumber } from '../../configuration/numbers.js';
import { the, usage, words } from '../../configuration/setting-failure.js';
import { settingsFromEnvironment } from '../../configuration/settings.js';
import { exitCodeOfAll } from '../../judge/conformance.js';
import { Failure } from '../../protocol/failure.js';
import type { ExitCode, RunReport } from '../../protocol/report.js';
import { nameOf } from '../../reports/parts/targets.js';
import { runTargets } from '../../runner/targets/run-targets.js';
import type { NamedTarget } from '../../runner/targets/run-targets.js';
import type { CheckWords } from '../check.js';
import { chooseReports, deliver, refuseCollisions } from '../reporting.js';
import type { ReportRequest } from '../reporting.js';
import { failedBefore, readEarlier } from '../results/failed-before.js';
import { updateBaseline, updateOf } from '../results/update-baseline.js';
import { openTargetsProgress } from './targets-progress.js';

/** A target with its configuration, and the reports that it asks for itself. */
interface Prepared extends NamedTarget {
  readonly file: FileTarget;
  readonly reports: readonly ReportRequest[];
}

/** What is about the run as a whole. */
interface WholeRun {
  readonly reports: readonly ReportRequest[];
  readonly concurrency: number;
  readonly maxTimeMs?: number;
}

/** How many targets are judged at the same time where nobody says so: each may have a browser of its own. */
const mostAtOnce = 4;

/** Options that are about one target refuse several. */
function refuseForOne(
  targets: readonly FileTarget[],
  loginUrl: string | undefined,
  { record }: CheckWords,
  { env }: Io,
): void {
  if ((loginUrl ?? settingsFromEnvironment(env).loginUrl) !== undefined) {
    throw severalTargets(targets, words`, and the login URL of one is given`);
  }
  if (record !== undefined) throw severalTargets(targets, words`, and ${the('record')} keeps one`);
}

/** What the options, the variables and the file say of the run as a whole. */
async function wholeRun(
  [first]: readonly FileTarget[],
  options: CheckWords,
  location: string | undefined,
  io: Io,
): Promise<WholeRun> {
  const { env, cwd } = io;
  const { report, concurrency, maxTime } = options;
  const { shared: all = {} } = first ?? {};
  const members = {
    concurrency: all['concurrency'],
    maxTime: all['maxTime'],
    report: all['report'],
  };
  const file = first && { ...first, members };
  const shared = file === undefined ? undefined : fileLayer(file, { settings: {}, env, cwd });
  const settings: CheckWords = { ...shared?.settings, ...settingsFromEnvironment(env) };
  const atMost = maxTime ?? settings.maxTime;
  const together = concurrency ?? settings.concurrency;
  return {
    reports: await chooseReports(report ?? shared?.settings.report ?? [], io, location),
    concurrency:
      together === undefined
        ? Math.min(mostAtOnce, availableParallelism())
        : readNumber('concurrency', together),
    ...(atMost !== undefined && { maxTimeMs: readNumber('maxTime', atMost) * 1000 }),
  };
}

/** The reports that a target asks for besides those of the run: files of its own. */
async function ownReports(
  { name = '', members, shared }: FileTarget,
  { reports = [] }: Configuration,
  io: Io,
  location: string | undefined,
): Promise<readonly ReportRequest[]> {
  if (members['report'] === shared['report'] || reports.length === 0) return [];
  const open = reports.find((value) => !value.includes('='));
  if (open !== undefined) {
    throw usage`report of the target "${nameOf({ name })}" is ${open}, without a file: give it =<path>, or put it beside targets.`;
  }
  const quiet = { ...io, env: { ...io.env, GITHUB_ACTIONS: undefined } };
  return chooseReports(reports, quiet, location);
}

/** Does something about one target; what is wrong with its settings is said of it. */
async function about<T>({ name = '' }: FileTarget, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    throw new Failure(cause.code, `Target "${nameOf({ name })}": ${cause.message}`, { cause });
  }
}

/** The targets that are judged, and what is judged again of each. */
async function chosen(
  targets: readonly FileTarget[],
  { rerunFailed, only }: CheckWords,
  io: Io,
): Promise<readonly { readonly file: FileTarget; readonly only?: string }[]> {
  if (rerunFailed === undefined) return targets.map((file) => ({ file }));
  const names = targets.map(({ name = '' }) => name);
  const again = failedBefore(await readEarlier(rerunFailed, only, io.cwd), names);
  if (again.leftOut.length > 0) {
    const left = again.leftOut.map((name) => nameOf({ name })).join(', ');
    io.stderr.write(`docs-handshake: Nothing fell before in ${left}: not judged again.\n`);
  }
  return targets.flatMap((file) => {
    const { name = '' } = file;
    if (!again.only.has(name)) return [];
    const ids = again.only.get(name);
    return [{ file, ...(ids !== undefined && { only: ids }) }];
  });
}

/** Writes the baselines of all targets anew, one after the other. */
async function updateBaselines(
  { targets }: RunReport,
  prepared: readonly Prepared[],
  io: Io,
): Promise<ExitCode> {
  const codes: { readonly exitCode: ExitCode }[] = [];
  for (const { name, exitCode: before, report } of targets) {
    const own = prepared.find((one) => one.name === name);
    const update = own && updateOf(own.configuration, name, io.cwd);
    if (update === undefined || report === undefined) {
      codes.push({ exitCode: before });
      continue;
    }
    const { exitCode, says } = await updateBaseline(report, update);
    codes.push({ exitCode });
    for (const said of says) io.stderr.write(`docs-handshake: ${nameOf({ name })}: ${said}\n`);
  }
  return exitCodeOfAll(codes);
}

/** `check` over several targets of a configuration file: one run, one report, one exit code. */
export async function checkTargets(
  targets: readonly FileTarget[],
  loginUrl: string | undefined,
  options: CheckWords,
  io: Io,
): Promise<ExitCode> {
  const { env, cwd } = io;
  refuseForOne(targets, loginUrl, options, io);
  const { report, reportLocation, verbose = false, printConfig = false, ...settings } = options;
  const { rerunFailed: _rerun, config: _config, target: _target, ...rest } = settings;
  const { concurrency: _concurrency, record: _record, ...own } = rest;
  const location = reportLocation ?? targets[0]?.file;
  const whole = await wholeRun(targets, options, location, io);
  const prepared: Prepared[] = [];
  for (const { file, only } of await chosen(targets, options, io)) {
    const given = { ...own, ...(only !== undefined && { only }) };
    const one = await about(file, async () => {
      const configuration = await configurationFrom(given, { env, cwd, file });
      const reports = await ownReports(file, configuration, io, location);
      return { name: file.name ?? '', file, configuration, reports };
    });
    prepared.push(one);
  }
  refuseCollisions([...whole.reports, ...prepared.flatMap(({ reports }) => reports)]);
  if (printConfig) {
    const typed = { ...own, ...(report && { report }) };
    const all = prepared.map(({ file }) => effectiveSettings(typed, env, cwd, file));
    io.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
    return 0;
  }
  const done = await judged(prepared, whole, io);
  deliver(done, whole.reports, io, verbose);
  for (const { name, reports } of prepared) {
    const target = done.targets.find((one) => one.name === name)?.report;
    if (target !== undefined) deliver(target, reports, io, verbose);
  }
  return updateBaselines(done, prepared, io);
}

async function judged(
  prepared: readonly Prepared[],
  { concurrency, maxTimeMs }: WholeRun,
  io: Io,
): Promise<RunReport> {
  const { env, signal } = io;
  const progress = openTargetsProgress(io, prepared.length);
  try {
    return await runTargets(prepared, {
      concurrency,
      ...(maxTimeMs !== undefined && { maxTimeMs }),
      ...(signal && { signal }),
      of: (name) => ({ env, ...progress.of(name) }),
      judged: progress.judged,
    });
  } finally {
    progress.clear();
  }
}
