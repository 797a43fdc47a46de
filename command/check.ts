import { effectiveSettings } from '../configuration/file/effective.js';
import {
  chooseTargets,
  readConfigurationFile,
  severalTargets,
} from '../configuration/file/load.js';
import type { FileTarget } from '../configuration/file/load.js';
import { readNumber } from '../configuration/numbers.js';
import { isOn, variable, wantedTargets } from '../configuration/settings.js';
import type { Settings } from '../configuration/settings.js';
import { targetNames } from '../configuration/gate/baseline.js';
import { configurationFrom } from '../configuration/configure.js';
import type { Configuration } from '../configuration/configuration.js';
import type { Environment, Io } from '../configuration/io.js';
import { sourceFiles } from '../configuration/joined-settings.js';
import type { OptionsOf } from '../configuration/options.js';
import { the, usage, words } from '../configuration/setting-failure.js';
import type { ExitCode, Report } from '../protocol/report.js';
import { openProgress } from './progress.js';
import { chooseReports, deliver } from './reporting.js';
import type { ReportRequest } from './reporting.js';
import { fellIn, readEarlier } from './results/failed-before.js';
import { recordingPath, writeRecording } from './results/recording-file.js';
import { updateBaseline } from './results/update-baseline.js';
import type { OpenFileWatcher } from '../configuration/live/file-watcher.js';
import type { Prepared } from './watch/watch.js';

/** What `check` is given besides the login URL. */
export type CheckWords = Omit<OptionsOf<'check'>, 'loginUrl'>;

/** What `check` was told, read and checked. */
interface Told extends Prepared {
  /** The settings that were typed. */
  readonly given: Settings;
  /** The target of the configuration file; absent where there is no file. */
  readonly file?: FileTarget;
}

/** The targets of the configuration file that are meant; none where there is no file. @throws Failure `usage` */
async function targetsOf(
  { config, target }: CheckWords,
  { env, cwd }: Io,
): Promise<readonly FileTarget[]> {
  const named = config ?? variable(env, 'DOCS_HANDSHAKE_CONFIG');
  return chooseTargets(await readConfigurationFile(named, cwd), target ?? wantedTargets(env));
}

/**
 * Reads everything that a run of one target is told, by whoever tells it.
 *
 * @throws Failure `usage` or `key`
 */
async function read(
  loginUrl: string | undefined,
  options: CheckWords,
  io: Io,
  [file]: readonly FileTarget[],
): Promise<Told> {
  const { env, cwd } = io;
  const { report, reportLocation, verbose = false, config: _f, target: _t, ...rest } = options;
  const { rerunFailed, record: _r, watch: _w, printConfig: _p, concurrency: _c, ...own } = rest;
  const only =
    rerunFailed === undefined
      ? undefined
      : fellIn(await readEarlier(rerunFailed, own.only, cwd), file?.name);
  const given: Settings = {
    ...own,
    ...(only !== undefined && { only }),
    ...(loginUrl !== undefined && { loginUrl }),
  };
  const from = { env, cwd, ...(file && { file }) };
  // What a login flow is configured by is the place in the repository where its findings belong.
  const location = reportLocation ?? file?.file;
  const typed = report === undefined ? undefined : await chooseReports(report, io, location);
  const configuration = await configurationFrom(given, from);
  const requests = typed ?? (await chooseReports(configuration.reports ?? [], io, location));
  const sources = sourceFiles(given, from);
  return { configuration, requests, verbose, sources, given, ...(file && { file }) };
}

/**
 * `check <login-url>`: judges a login flow, or those of a configuration file, and reports.
 *
 * @param open how files are watched, with `--watch`
 */
export async function check(
  loginUrl: string | undefined,
  options: CheckWords,
  io: Io,
  open?: OpenFileWatcher,
): Promise<ExitCode> {
  const { record, report, printConfig = false, watch, concurrency } = options;
  const { env, cwd } = io;
  if (concurrency !== undefined) readNumber('concurrency', concurrency);
  if (watch !== undefined && !printConfig) {
    refuseBesideWatch(options, env);
    return watched(
      watch,
      async () => read(loginUrl, options, io, await watchedTarget(options, io)),
      io,
      open,
    );
  }
  const targets = await targetsOf(options, io);
  if (targets.length > 1) {
    const { checkTargets } = await import('./targets/check-targets.js');
    return checkTargets(targets, loginUrl, options, io);
  }
  const recording = record === undefined ? undefined : recordingPath(record, cwd);
  const { configuration, requests, verbose, given, file } = await read(
    loginUrl,
    options,
    io,
    targets,
  );
  if (printConfig) {
    const effective = effectiveSettings({ ...given, ...(report && { report }) }, env, cwd, file);
    io.stdout.write(`${JSON.stringify(effective, null, 2)}\n`);
    return 0;
  }
  const done = await reported(configuration, requests, verbose, io, recording);
  if (configuration.newBaseline === undefined) return done.exitCode;
  const { exitCode, says } = await updateBaseline(done, {
    file: configuration.newBaseline,
    cwd,
    failOn: configuration.failOn,
    names: targetNames(configuration.target.loginUrl, file?.name),
    nowMs: Date.now(),
  });
  for (const sentence of says) io.stderr.write(`docs-handshake: ${sentence}\n`);
  return exitCode;
}

/** Refuses what is made of one run, and a run that nobody would end. @throws Failure `usage` */
function refuseBesideWatch({ record, updateBaseline: update }: CheckWords, env: Environment): void {
  for (const [setting, given] of [
    ['record', record],
    ['updateBaseline', update],
  ] as const) {
    if (given === undefined) continue;
    throw usage`${the(setting)} is for one run, and ${the('watch')} makes many: leave one of them out.`;
  }
  if (isOn(env, 'CI')) {
    throw usage`${the('watch')} runs until somebody ends it, and CI is set: leave it out in a pipeline.`;
  }
}

/** `check --watch`. @throws Failure `usage` besides for a report that programs read, on standard output */
async function watched(
  paths: readonly string[],
  prepare: () => Promise<Prepared>,
  io: Io,
  open?: OpenFileWatcher,
): Promise<ExitCode> {
  const { watchAndJudge } = await import('./watch/watch.js');
  const { openFileWatcher } = await import('../configuration/live/file-watcher.js');
  const refusing = async (): Promise<Prepared> => {
    const prepared = await prepare();
    const formal = prepared.requests.find(
      ({ format, path }) => path === undefined && format.shares !== true,
    );
    if (formal === undefined) return prepared;
    const { name } = formal.format;
    throw usage`${the('watch')} writes to standard output after each change: write ${the('report', `${name}=<path>`)}.`;
  };
  return watchAndJudge({ paths, prepare: refusing, open: open ?? openFileWatcher }, io);
}

/** The one target that is watched. @throws Failure `usage` where several are meant */
async function watchedTarget(options: CheckWords, io: Io): Promise<readonly FileTarget[]> {
  const targets = await targetsOf(options, io);
  if (targets.length > 1) throw severalTargets(targets, words`, and ${the('watch')} watches one`);
  return targets;
}

/** Runs a configuration with progress on stderr, then writes the reports. */
export async function judge(
  configuration: Configuration,
  requests: readonly ReportRequest[],
  verbose: boolean,
  io: Io,
): Promise<ExitCode> {
  return (await reported(configuration, requests, verbose, io)).exitCode;
}

async function reported(
  configuration: Configuration,
  requests: readonly ReportRequest[],
  verbose: boolean,
  io: Io,
  recording?: string,
): Promise<Report> {
  const { run } = await import('../runner/run.js');
  const progress = openProgress(io);
  try {
    const report = await run(configuration, {
      progress: progress.line,
      env: io.env,
      targetLine: (line) => {
        progress.clear();
        io.stderr.write(`${line}\n`);
      },
      ...(io.signal && { signal: io.signal }),
      ...(recording !== undefined && {
        recorded: (made) => writeRecording(made, recording),
      }),
    });
    progress.clear();
    deliver(report, requests, io, verbose);
    if (recording !== undefined) {
      io.stderr.write(
        `docs-handshake: Recorded in ${recording}. Tokens are whole in it; passwords, cookies and keys are not.\n`,
      );
    }
    return report;
  } finally {
    progress.clear();
  }
}
