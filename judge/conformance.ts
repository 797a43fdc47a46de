import type { ExitCode, Summary } from '../protocol/report.js';
import { levelIn } from '../protocol/requirement.js';
import type { Outcome } from '../protocol/verdict.js';
import type { Judgement } from './judge.js';

/** The ids of the `must` rows of an edition that fell. */
export function failedIn(judgements: readonly Judgement[], edition: string): readonly string[] {
  return judgements
    .filter(({ requirement, fell }) => fell && levelIn(requirement, edition) === 'must')
    .map(({ verdict }) => verdict.id);
}

/** An edition is met where the callback was reached and no `must` of it fell. */
export function conforms(judgements: readonly Judgement[], edition: string): boolean {
  const reached = judgements.find(({ verdict }) => verdict.id === 'callback-reached');
  const passed = reached?.verdict.outcome === 'pass' || reached?.verdict.outcome === 'note';
  return passed && failedIn(judgements, edition).length === 0;
}

/** The tally of a run under the edition that gates. */
export function summarize(judgements: readonly Judgement[], edition: string): Summary {
  const count = (outcome: Outcome): number =>
    judgements.filter(({ verdict }) => verdict.outcome === outcome).length;
  return {
    conforms: conforms(judgements, edition),
    pass: count('pass'),
    fail: count('fail'),
    warn: count('warn'),
    note: count('note'),
    notReached: count('not-reached'),
    notApplicable: count('not-applicable'),
    error: count('error'),
  };
}

/**
 * The exit code of a run. A fallen `must` beats all. Where the callback was not judged, or a reader who was
 * given, there is no verdict, and a `should` that fell on the way there does not make one.
 *
 * @param complete false where a reader who was given, or a row that was required, could not be judged
 */
export function exitCodeOf(
  summary: Summary,
  failOn: 'must' | 'should',
  complete: boolean,
): ExitCode {
  if (summary.fail > 0) return 1;
  if (!summary.conforms || !complete) return 3;
  if (failOn === 'should' && summary.warn > 0) return 1;
  return summary.error > 0 ? 3 : 0;
}
