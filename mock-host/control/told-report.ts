import type { ArrivalRules } from '../../judge/arrival/judgement.js';
import { arrived, exitCodeOf, summarize } from '../../judge/conformance.js';
import type { Judgement } from '../../judge/judge.js';
import type { Report } from '../../protocol/report.js';
import { levelIn } from '../../protocol/requirement.js';
import type { Outcome } from '../../protocol/verdict.js';
import { unseenHere } from '../arrival/told-verdict.js';

/** What the verdicts on one handshake are shown from. */
export interface Judged extends Pick<Report, 'verdicts' | 'exitCode'> {
  /** The id of the edition that gates. */
  readonly edition: string;
}

/** Outcomes of which there is something to say that the browser keeps. */
const tells: ReadonlySet<Outcome> = new Set(['fail', 'warn', 'note']);
const open = 'The browser that took the token did not judge it on that token.';

/** What is said of an outcome in the place of what was seen. */
const saidOf = (outcome: Outcome): string | undefined =>
  outcome === 'pass' ? undefined : tells.has(outcome) ? unseenHere : open;

/**
 * The verdicts of `check` on a token that stayed in a reader's browser, as that browser told them: ids and outcomes, in the
 * words of the catalogue.
 *
 * @param rows by the ids of requirements
 */
export function toldReport(
  { handshake, edition }: Pick<ArrivalRules, 'handshake' | 'edition'>,
  rows: Readonly<Record<string, Outcome>>,
): Judged {
  const judgements = handshake.requirements.flatMap((requirement): Judgement[] => {
    const { id, title, why, fix, source } = requirement;
    const outcome = Object.hasOwn(rows, id) ? rows[id] : undefined;
    if (outcome === undefined) return [];
    const level = levelIn(requirement, edition);
    const actual = saidOf(outcome);
    const said = actual === undefined ? {} : { actual };
    const words = { title, ...said, why, fix, source };
    const verdict = { id, level, outcome, ...words, visits: [], drivers: { browser: outcome } };
    return [{ requirement, fell: outcome === 'fail' || outcome === 'warn', verdict }];
  });
  const exitCode = exitCodeOf({
    summary: summarize(judgements, edition),
    failOn: 'must',
    arrived: arrived(judgements),
    complete: true,
    staleBaseline: false,
  });
  return { verdicts: judgements.map(({ verdict }) => verdict), exitCode, edition };
}
