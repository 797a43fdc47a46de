import { effectiveSettings } from '../configuration/file/effective.js';
import {
  chooseTargets,
  readConfigurationFile,
  severalTargets,
} from '../configuration/file/load.js';
import type { FileTarget } from '../configuration/file/load.js';
import { readNumber } from '../configuration/numbers.js';
import { variable, wantedTargets } from '../configuration/settings.js';
import type { Settings } from '../configuration/settings.js';
import { configurationFrom } from '../configuration/configure.js';
import type { Io } from '../configuration/io.js';
import { sourceFiles } from '../configuration/joined-settings.js';
import type { OptionsOf } from '../configuration/options.js';
import { the, words } from '../configuration/setting-failure.js';
import type { ExitCode } from '../protocol/report.js';
import { judged } from './judged.js';
import { chooseReports } from './reporting.js';
import { fellIn, readEarlier } from './results/failed-before.js';
import { recordingPath } from './results/recording-file.js';
import { updateBaseline, updateOf } from './results/update-baseline.js';
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
    const { checkOnChange } = await import('./watch/check-on-change.js');
    const prepare = async (): Promise<Prepared> =>
      read(loginUrl, options, io, await watchedTarget(options, io));
    return checkOnChange(watch, options, prepare, io, open);
  }
  const targets = await targetsOf(options, io);
  if (targets.length > 1) {
    const { checkTargets } = await import('./targets/check-targets.js');
    return checkTargets(targets, loginUrl, options, io);
  }
  const recording = record === undefined ? undefined : recordingPath(record, cwd);
  const told = await read(loginUrl, options, io, targets);
  const { configuration, given, file } = told;
  if (printConfig) {
    const effective = effectiveSettings({ ...given, ...(report && { report }) }, env, cwd, file);
    io.stdout.write(`${JSON.stringify(effective, null, 2)}\n`);
    return 0;
  }
  const wanted = { ...told, ...(recording !== undefined && { recording }) };
  const done = await judged(configuration, wanted, io);
  const update = updateOf(configuration, file?.name, cwd);
  if (update === undefined) return done.exitCode;
  const { exitCode, says } = await updateBaseline(done, update);
  for (const sentence of says) io.stderr.write(`docs-handshake: ${sentence}\n`);
  return exitCode;
}

/** The one target that is watched. @throws Failure `usage` where several are meant */
async function watchedTarget(options: CheckWords, io: Io): Promise<readonly FileTarget[]> {
  const targets = await targetsOf(options, io);
  if (targets.length > 1) throw severalTargets(targets, words`, and ${the('watch')} watches one`);
  return targets;
}
