import type { ArrivalRow } from '../../judge/arrival/arrival-rows.js';
import type { ArrivalRules } from '../../judge/arrival/judgement.js';
import { arrived, exitCodeOf, summarize } from '../../judge/conformance.js';
import type { Judgement } from '../../judge/judge.js';
import type { DriverName } from '../../protocol/exchange.js';
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
const open = 'The browser of the reader did not judge it on what came.';

/** What is said of an outcome in the place of what was seen. */
const saidOf = (outcome: Outcome): string | undefined =>
  outcome === 'pass' ? undefined : tells.has(outcome) ? unseenHere : open;

/** What is known of one requirement. */
type Known = Pick<ArrivalRow, 'outcome' | 'expected' | 'actual'>;

function reportOf(
  { handshake, edition }: Pick<ArrivalRules, 'handshake' | 'edition'>,
  driver: DriverName,
  knownOf: (id: string) => Known | undefined,
): Judged {
  const judgements = handshake.requirements.flatMap((requirement): Judgement[] => {
    const { id, title, why, fix, source } = requirement;
    const known = knownOf(id);
    if (known === undefined) return [];
    const { outcome, expected, actual } = known;
    const level = levelIn(requirement, edition);
    const said = { ...(expected !== undefined && { expected }), ...(actual && { actual }) };
    const words = { title, ...said, why, fix, source };
    const verdict = { id, level, outcome, ...words, visits: [], drivers: { [driver]: outcome } };
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

/**
 * The verdicts of `check` on what stayed in a reader's browser, as that browser told them: ids and outcomes, in the words of
 * the catalogue.
 *
 * @param rows by the ids of requirements
 */
export const toldReport = (
  rules: Pick<ArrivalRules, 'handshake' | 'edition'>,
  rows: Readonly<Record<string, Outcome>>,
): Judged =>
  reportOf(rules, 'browser', (id) => {
    const outcome = Object.hasOwn(rows, id) ? rows[id] : undefined;
    if (outcome === undefined) return undefined;
    const actual = saidOf(outcome);
    return actual === undefined ? { outcome } : { outcome, actual };
  });

/** The verdicts of `check` on what the host saw itself. */
export function seenReport(
  rules: Pick<ArrivalRules, 'handshake' | 'edition'>,
  rows: readonly ArrivalRow[],
): Judged {
  const named = new Map(rows.map((row) => [row.id, row]));
  return reportOf(rules, 'http', (id) => named.get(id));
}
