import type { JudgedTarget, Report } from '../../protocol/report.js';
import { outside } from './clean-text.js';
import { standing } from './standing.js';
import { causesOf } from './causes.js';
import { meaning } from './meaning.js';

/** What a run comes to, beyond its requirements. */
export interface WholeRun {
  /** Stands where a requirement's id would. */
  readonly id: 'run';
  readonly title: string;
  /** One sentence. */
  readonly message: string;
  /** Why, a sentence each; may be empty. */
  readonly reasons: readonly string[];
}

const named = { id: 'run', title: 'The run comes to a verdict' } as const;

/** The same of a target of a run over several, which may have no report at all. */
export function wholeTarget({
  report,
  failure = '',
  exitCode,
}: JudgedTarget): WholeRun | undefined {
  if (report !== undefined) return wholeRun(report);
  return { ...named, message: outside(`${failure} Exit code ${exitCode}.`), reasons: [] };
}

/**
 * What has to be said where no requirement says it: a run without a verdict, whose requirements are skipped, looks like a
 * success wherever skipped ones do not count, and an entry of the baseline that no longer holds is no requirement's fall.
 * Undefined for a run that conforms, or that a fallen requirement explains.
 */
export function wholeRun(report: Report): WholeRun | undefined {
  const { exitCode, remarks } = report;
  const stale = (report.baseline?.entries ?? []).filter(({ gates }) => gates);
  if (exitCode === 0) return undefined;
  const explained = exitCode !== 3 && standing(report, 'failed').length > 0;
  if (explained && stale.length === 0) return undefined;
  const [verdict, why] = meaning(report);
  const said = stale.flatMap(({ says }) => (says === undefined ? [] : [says]));
  const reasons = [...new Set([...said, ...causesOf(report).atEnd, ...remarks])];
  return {
    ...named,
    message: outside(`${verdict} Exit code ${exitCode}: ${why}`),
    reasons: reasons.map((reason) => outside(reason)),
  };
}
