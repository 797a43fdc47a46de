import type { ExitCode, JudgedTarget, RemarkCode, Report, Summary } from '../protocol/report.js';
import { levelIn } from '../protocol/requirement.js';
import type { Outcome } from '../protocol/verdict.js';
import type { Judgement } from './judge.js';

/** The ids of the `must` rows of an edition that fell. */
export function failedIn(judgements: readonly Judgement[], edition: string): readonly string[] {
  return judgements
    .filter(({ requirement, fell }) => fell && levelIn(requirement, edition) === 'must')
    .map(({ verdict }) => verdict.id);
}

/** What had to be met before a reader was in, and could not be judged; empty where nothing is missing. */
export const unfinished = (judgements: readonly Judgement[]): readonly Judgement[] =>
  judgements.filter(
    ({ requirement, verdict }) =>
      requirement.completes === true && verdict.outcome === 'not-reached',
  );

/**
 * True where a visitor left the login flow with the credential, and came in with it: the first requirement of the catalogue,
 * which is always judged, was met, and nothing that completes a login was out of reach.
 */
export function arrived(judgements: readonly Judgement[]): boolean {
  const outcome = judgements[0]?.verdict.outcome;
  return (outcome === 'pass' || outcome === 'note') && unfinished(judgements).length === 0;
}

/** An edition is met where a visitor arrived and no `must` of it fell, known or not. */
export const conforms = (judgements: readonly Judgement[], edition: string): boolean =>
  arrived(judgements) && failedIn(judgements, edition).length === 0;

/** The tally of a run under the edition that gates. */
export function summarize(judgements: readonly Judgement[], edition: string): Summary {
  const count = (outcome: Outcome): number =>
    judgements.filter(({ verdict }) => verdict.outcome === outcome).length;
  const known = count('known');
  return {
    conforms: conforms(judgements, edition),
    pass: count('pass'),
    fail: count('fail'),
    warn: count('warn'),
    note: count('note'),
    notReached: count('not-reached'),
    notApplicable: count('not-applicable'),
    error: count('error'),
    ...(known === 0 ? {} : { known }),
  };
}

/** What an exit code follows from. */
export interface Standing {
  readonly summary: Summary;
  readonly failOn: 'must' | 'should';
  /** A visitor left the login flow with the credential. */
  readonly arrived: boolean;
  /** False where a reader who was given, or a requirement that was asked for, could not be judged. */
  readonly complete: boolean;
  /** True where an entry of the baseline no longer holds. */
  readonly staleBaseline: boolean;
}

/**
 * The exit code of a run, the strongest reason first: the order of `exitRows`. Where nobody arrived, or a reader who was
 * given was not judged, there is no verdict, and a `should` that fell on the way there does not make one.
 */
export function exitCodeOf(standing: Standing): ExitCode {
  const { summary, failOn, complete, staleBaseline } = standing;
  if (summary.fail > 0) return 1;
  if (!standing.arrived || !complete) return 3;
  if (staleBaseline || (failOn === 'should' && summary.warn > 0)) return 1;
  return summary.error > 0 ? 3 : 0;
}

/** Remarks of a run that is no whole verdict. */
const unwhole: readonly RemarkCode[] = [
  'time-up',
  'target-ended',
  'second-user-absent',
  'login-unfinished',
  'required-not-judged',
];

/** True where all was judged but for requirements on which the suite itself broke. */
function onlyBroke({ summary, verdicts: [first], remarkCauses = [] }: Report): boolean {
  const got = first?.outcome === 'pass' || first?.outcome === 'note';
  return summary.error > 0 && got && !remarkCauses.some(({ code }) => unwhole.includes(code));
}

/** The place of a target's reason among those of `exitRows`: 0 is the strongest. */
function placeOf({ exitCode, report }: Pick<JudgedTarget, 'exitCode' | 'report'>): number {
  if (exitCode === 2) return 0;
  if (exitCode === 1) return report === undefined || report.summary.fail > 0 ? 1 : 3;
  if (exitCode === 3) return report !== undefined && onlyBroke(report) ? 4 : 2;
  return 5;
}

/** The exit code of a run over several targets: that of the strongest reason any of them has, in the order of `exitRows`. */
export function exitCodeOfAll(
  targets: readonly Pick<JudgedTarget, 'exitCode' | 'report'>[],
): ExitCode {
  return targets.toSorted((a, b) => placeOf(a) - placeOf(b))[0]?.exitCode ?? 3;
}
