import type { Configuration } from '../../configuration/configuration.js';
import type { Io } from '../../configuration/io.js';
import type { Report } from '../../protocol/report.js';
import { fallenAgain, sinceBefore } from '../../reports/terminal/again.js';
import type { Standing } from '../../runner/run.js';
import type { Surroundings } from '../../runner/surroundings.js';
import { openProgress } from '../progress.js';
import { deliver, viewOf } from '../reporting.js';
import type { ReportRequest } from '../reporting.js';

/** What one turn works with. */
export interface Turn {
  readonly standing: Standing;
  readonly configuration: Configuration;
  readonly requests: readonly ReportRequest[];
  readonly verbose: boolean;
  readonly io: Io;
  /** Aborts when the turn has become worthless. */
  readonly signal: AbortSignal;
  /** The last whole run; absent for the first. */
  readonly before?: Report;
}

/** How often a turn is made in which a login flow that reloads itself went away. */
const mostTries = 3;

/** The requirements that fell over plain HTTP, which can judge them again soon. */
const fellOverHttp = ({ verdicts }: Report): readonly string[] =>
  verdicts
    .filter(({ drivers: { http } }) => http === 'fail' || http === 'warn' || http === 'error')
    .map(({ id }) => id);

/** True where the login flow answered some visits and others not at all. */
const wentAway = ({ visits }: Report): boolean =>
  visits.some(({ reached }) => reached === 'unreachable') &&
  visits.some(({ hops }) => hops.some(({ status }) => status !== undefined));

function surroundingsOf({ io, signal }: Turn, progress: (line: string) => void): Surroundings {
  return { progress, env: io.env, signal };
}

/** Judges again what fell, over plain HTTP alone, and tells it. */
async function fallenFirst(turn: Turn, before: Report): Promise<void> {
  const { standing, configuration, io } = turn;
  const only = fellOverHttp(before);
  if (only.length === 0 || configuration.driver === 'browser') return;
  const { require: _required, ...rest } = configuration;
  const report = await standing.judge(
    { ...rest, only, driver: 'http' },
    surroundingsOf(turn, () => undefined),
  );
  turn.signal.throwIfAborted();
  io.stdout.write(fallenAgain(report, only, viewOf(io.stdout, io, turn.verbose)));
}

async function wholeRun(turn: Turn): Promise<Report> {
  const { standing, configuration, io, signal } = turn;
  const progress = openProgress(io);
  try {
    for (let tries = 1; ; tries += 1) {
      const report = await standing.judge(configuration, surroundingsOf(turn, progress.line));
      signal.throwIfAborted();
      if (!wentAway(report) || tries === mostTries) return report;
      progress.clear();
      io.stderr.write('· The login flow went away meanwhile: it is judged again.\n');
      if (!(await standing.target.ready(signal))) return report;
    }
  } finally {
    progress.clear();
  }
}

/**
 * Judges once: what fell before over plain HTTP, then everything as it is configured, and writes the reports. The first
 * time the reports are those that were asked for; later on the terminal gets what has changed.
 *
 * @returns the whole run
 * @throws the reason of the signal where that aborts
 */
export async function takeTurn(turn: Turn): Promise<Report> {
  const { before, requests, io, verbose } = turn;
  if (before !== undefined) await fallenFirst(turn, before);
  const report = await wholeRun(turn);
  const files = requests.filter(({ path }) => path !== undefined);
  const isAsked = before === undefined && files.length < requests.length;
  if (!isAsked) io.stdout.write(sinceBefore(before, report, viewOf(io.stdout, io, verbose)));
  deliver(report, isAsked ? requests : files, io, verbose);
  return report;
}
