import type { JsonObject } from '../../protocol/json.js';
import { levelIn, type Requirement } from '../../protocol/requirement.js';
import type { Outcome } from '../../protocol/verdict.js';
import type { VisitFinding } from '../check-visit.js';
import { outcomeOf } from '../outcome.js';
import { contextOf, readArrival } from './arriving-token.js';
import type { Arrival, ArrivalRules } from './judgement.js';
import { checkWithLeeway } from './leeway.js';

/** One requirement on one arrival. */
export interface ArrivalRow {
  readonly id: string;
  readonly title: string;
  readonly outcome: Outcome;
  readonly expected?: string;
  /** What was seen, or why it was not judged; absent where there is nothing to say. */
  readonly actual?: string;
  /** Present where it fell. */
  readonly fix?: string;
}

/** An arriving token, decoded and judged. */
export interface JudgedToken {
  /** Absent where it cannot be read. */
  readonly header?: JsonObject;
  readonly claims?: JsonObject;
  /** Every requirement that can be judged on a token alone, in the order of the catalogue. */
  readonly rows: readonly ArrivalRow[];
}

/** What a finding is for whoever looks at one arrival. */
export function arrivalRow(item: Requirement, finding: VisitFinding, edition: string): ArrivalRow {
  const { id, title, fix } = item;
  const said = finding as { readonly actual?: string; readonly reason?: string };
  const actual = said.actual ?? said.reason;
  return {
    id,
    title,
    outcome: outcomeOf(finding, levelIn(item, edition)),
    ...(actual !== undefined && { actual }),
    ...(finding.is === 'unmet' && { expected: finding.expected, fix }),
  };
}

/** What every requirement that one token can show says of it. Pure; never rejects for what a token holds. */
export async function judgeRows(arrival: Arrival, rules: ArrivalRules): Promise<JudgedToken> {
  const reading = await readArrival(arrival, rules);
  const context = contextOf(rules);
  const rows = rules.handshake.requirements
    .filter(({ onArrival }) => onArrival !== undefined)
    .map((item) =>
      arrivalRow(item, checkWithLeeway(item, reading, context, rules.leewaySeconds), rules.edition),
    );
  return {
    ...(reading.header !== undefined && { header: reading.header }),
    ...(reading.claims !== undefined && { claims: reading.claims }),
    rows,
  };
}
