import { effectiveSettings } from '../configuration/file/effective.js';
import { chooseTarget, readConfigurationFile } from '../configuration/file/load.js';
import type { FileTarget } from '../configuration/file/load.js';
import { variable } from '../configuration/settings.js';
import { targetNames } from '../configuration/gate/baseline.js';
import { configurationFrom } from '../configuration/configure.js';
import type { Configuration } from '../configuration/configuration.js';
import type { Io } from '../configuration/io.js';
import type { OptionsOf } from '../configuration/options.js';
import type { ExitCode, Report } from '../protocol/report.js';
import { the, usage } from '../configuration/setting-failure.js';
import { openProgress } from './progress.js';
import { chooseReports, deliver } from './reporting.js';
import type { ReportRequest } from './reporting.js';
import { readReport } from './results/read-report.js';
import { recordingPath, writeRecording } from './results/recording-file.js';
import { updateBaseline } from './results/update-baseline.js';

/** `check <login-url>`: judges a login flow and reports. */
export async function check(
  loginUrl: string | undefined,
  options: Omit<OptionsOf<'check'>, 'loginUrl'>,
  io: Io,
): Promise<ExitCode> {
  const {
    report,
    reportLocation,
    verbose = false,
    config,
    target,
    printConfig = false,
    ...settings
  } = options;
  const { rerunFailed, record, ...own } = settings;
  const recording = record === undefined ? undefined : recordingPath(record, io.cwd);
  const only = rerunFailed === undefined ? undefined : await fellIn(rerunFailed, own.only, io.cwd);
  const given = {
    ...own,
    ...(only !== undefined && { only }),
    ...(loginUrl !== undefined && { loginUrl }),
  };
  const file = await targetOf(config, target, io);
  const { env, cwd } = io;
  // What a login flow is configured by is the place in the repository where its findings belong.
  const location = reportLocation ?? file?.file;
  const typed = report === undefined ? undefined : await chooseReports(report, io, location);
  const configuration = await configurationFrom(given, { env, cwd, ...(file && { file }) });
  const requests = typed ?? (await chooseReports(configuration.reports ?? [], io, location));
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
