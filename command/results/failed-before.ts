import { the, usage } from '../../configuration/setting-failure.js';
import { isOfSeveral } from '../../protocol/report.js';
import type { Report, RunReport } from '../../protocol/report.js';
import { readReport } from './read-report.js';

/** An earlier report, and the path under which it was named. */
export interface EarlierReport {
  readonly path: string;
  readonly report: Report | RunReport;
}

/**
 * Reads the report of `--rerun-failed`.
 *
 * @throws Failure `usage` where it is none, or `--only` says what to judge
 */
export async function readEarlier(
  path: string,
  only: string | undefined,
  cwd: string,
): Promise<EarlierReport> {
  if (only !== undefined)
    throw usage`${the('rerunFailed')} and ${the('only')} say the same: give one.`;
  return { path, report: await readReport(the('rerunFailed'), path, cwd) };
}

/** The ids of what fell or broke, as `--only` takes them; empty where nothing did. */
const idsIn = ({ verdicts }: Report): string =>
  verdicts
    .filter(({ outcome }) => ['fail', 'warn', 'error'].includes(outcome))
    .map(({ id }) => id)
    .join(',');

/**
 * The requirements that fell or broke in an earlier report, as `--only` takes them.
 *
 * @param target the one that is judged again, in a report of several; undefined where it has no name
 * @throws Failure `usage` where nothing did: a run that judges nothing must not be green
 */
export function fellIn({ path, report }: EarlierReport, target: string | undefined): string {
  const own = isOfSeveral(report)
    ? report.targets.find(({ name }) => name === target)
    : { report, name: undefined };
  if (own === undefined) {
    throw usage`${the('rerunFailed')} ${path}: it is a report of several targets, and this one is not among them.`;
  }
  const fell = own.report === undefined ? '' : idsIn(own.report);
  if (fell !== '') return fell;
  throw usage`${the('rerunFailed')} ${path}: nothing fell in it, so there is nothing to judge again.`;
}

/** What is judged again of several targets. */
export interface Again {
  /** By name, as `--only` takes them; undefined where all of a target is judged again. */
  readonly only: ReadonlyMap<string, string | undefined>;
  /** The targets that are left out, since they passed and nothing fell there. */
  readonly leftOut: readonly string[];
}

/**
 * What to judge again of several targets: what fell or broke, and all of one that could not be judged, whose exit code has
 * another reason, or that is new. A target that is left out must have passed.
 *
 * @throws Failure `usage` where that is nothing, or the report is one of a single target
 */
export function failedBefore({ path, report }: EarlierReport, names: readonly string[]): Again {
  if (!isOfSeveral(report)) {
    throw usage`${the('rerunFailed')} ${path}: it is the report of one target: choose that one with ${the('target', '<name>')}.`;
  }
  const only = new Map<string, string | undefined>();
  for (const name of names) {
    const before = report.targets.find((one) => one.name === name);
    const fell = before?.report === undefined ? '' : idsIn(before.report);
    const isOpen = before === undefined || before.exitCode === 3;
    if (!isOpen && fell !== '') only.set(name, fell);
    else if (isOpen || before.exitCode !== 0) only.set(name, undefined);
  }
  if (only.size === 0) {
    throw usage`${the('rerunFailed')} ${path}: nothing fell in it, so there is nothing to judge again.`;
  }
  return { only, leftOut: names.filter((name) => !only.has(name)) };
}
