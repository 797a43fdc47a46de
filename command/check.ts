import { effectiveSettings } from '../configuration/file/effective.js';
import { chooseTarget, readConfigurationFile } from '../configuration/file/load.js';
import type { FileTarget } from '../configuration/file/load.js';
import { isOn, variable } from '../configuration/settings.js';
import type { Settings } from '../configuration/settings.js';
import { targetNames } from '../configuration/gate/baseline.js';
import { configurationFrom } from '../configuration/configure.js';
import type { Configuration } from '../configuration/configuration.js';
import type { Environment, Io } from '../configuration/io.js';
import { sourceFiles } from '../configuration/joined-settings.js';
import type { OptionsOf } from '../configuration/options.js';
import type { ExitCode, Report } from '../protocol/report.js';
import { the, usage } from '../configuration/setting-failure.js';
import { openProgress } from './progress.js';
import { chooseReports, deliver } from './reporting.js';
import type { ReportRequest } from './reporting.js';
import { readReport } from './results/read-report.js';
import { recordingPath, writeRecording } from './results/recording-file.js';
import { updateBaseline } from './results/update-baseline.js';
import type { OpenFileWatcher } from './watch/file-watcher.js';
import type { Prepared } from './watch/watch.js';

type Options = Omit<OptionsOf<'check'>, 'loginUrl'>;

/** What `check` was told, read and checked. */
interface Told extends Prepared {
  /** The settings that were typed. */
  readonly given: Settings;
  /** The target of the configuration file; absent where there is no file. */
  readonly file?: FileTarget;
}

/** Reads everything that a run is told, by whoever tells it. @throws Failure `usage` or `key` */
async function read(loginUrl: string | undefined, options: Options, io: Io): Promise<Told> {
  const { env, cwd } = io;
  const { report, reportLocation, verbose = false, config, target, ...rest } = options;
  const { rerunFailed, record: _r, watch: _w, printConfig: _p, ...own } = rest;
  const only = rerunFailed === undefined ? undefined : await fellIn(rerunFailed, own.only, cwd);
  const given: Settings = {
    ...own,
    ...(only !== undefined && { only }),
    ...(loginUrl !== undefined && { loginUrl }),
  };
  const file = await targetOf(config, target, io);
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
 * `check <login-url>`: judges a login flow and reports.
 *
 * @param open how files are watched, with `--watch`
 */
export async function check(
  loginUrl: string | undefined,
  options: Options,
  io: Io,
  open?: OpenFileWatcher,
): Promise<ExitCode> {
  const { record, report, printConfig = false, watch } = options;
  const { env, cwd } = io;
  if (watch !== undefined && !printConfig) {
    refuseBesideWatch(options, env);
    return watched(watch, () => read(loginUrl, options, io), io, open);
  }
  const recording = record === undefined ? undefined : recordingPath(record, cwd);
  const { configuration, requests, verbose, given, file } = await read(loginUrl, options, io);
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
function refuseBesideWatch({ record, updateBaseline: update }: Options, env: Environment): void {
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
  const { openFileWatcher } = await import('./watch/file-watcher.js');
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

/** The target of the configuration file that is meant; undefined where there is no file. */
async function targetOf(
  config: string | undefined,
  target: string | undefined,
  { env, cwd }: Io,
): Promise<FileTarget | undefined> {
  const targets = await readConfigurationFile(
    config ?? variable(env, 'DOCS_HANDSHAKE_CONFIG'),
    cwd,
  );
  return chooseTarget(targets, target ?? variable(env, 'DOCS_HANDSHAKE_TARGET'));
}

/**
 * The requirements that fell or broke in an earlier report, as `--only` takes them.
 *
 * @throws Failure `usage` where nothing did: a run that judges nothing must not be green
 */
async function fellIn(path: string, only: string | undefined, cwd: string): Promise<string> {
  if (only !== undefined)
    throw usage`${the('rerunFailed')} and ${the('only')} say the same: give one.`;
  const { verdicts } = await readReport(the('rerunFailed'), path, cwd);
  const fell = verdicts.filter(({ outcome }) => ['fail', 'warn', 'error'].includes(outcome));
  if (fell.length > 0) return fell.map(({ id }) => id).join(',');
  throw usage`${the('rerunFailed')} ${path}: nothing fell in it, so there is nothing to judge again.`;
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
