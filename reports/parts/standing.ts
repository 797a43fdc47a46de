import type { Report } from '../../protocol/report.js';
import type { Outcome, Verdict } from '../../protocol/verdict.js';

/** How a verdict stands in formats that know fewer words than we do. */
export type Standing = 'passed' | 'failed' | 'broke' | 'warned' | 'known' | 'skipped';

/** A new outcome has to be placed here before it compiles, and then stands right in every one of those formats. */
const standings: Readonly<Record<Outcome, Standing>> = {
  pass: 'passed',
  note: 'passed',
  warn: 'warned',
  fail: 'failed',
  error: 'broke',
  known: 'known',
  'not-reached': 'skipped',
  'not-applicable': 'skipped',
};

/** The standing of a verdict; a warning that gates, as with `--fail-on should`, is a failure. */
export function standingOf({ outcome }: Verdict, { failOn }: Pick<Report, 'failOn'>): Standing {
  const standing = standings[outcome];
  return standing === 'warned' && failOn === 'should' ? 'failed' : standing;
}

/** An outcome as words of a sentence. */
export const outcomeWords = (outcome: Outcome): string => outcome.replaceAll('-', ' ');

/** The verdicts of a report that stand so, in the order of the catalogue. */
export const standing = (report: Report, ...wanted: readonly Standing[]): readonly Verdict[] =>
  report.verdicts.filter((verdict) => wanted.includes(standingOf(verdict, report)));
