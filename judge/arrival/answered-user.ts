import type { JsonObject } from '../../protocol/json.js';
import type { Reading } from '../../protocol/requirement.js';
import { userProblem } from '../../protocol/user/user-schema.js';
import type { ArrivalRow } from './arrival-rows.js';
import { arrivalRow } from './arrival-rows.js';
import { arrivalVisit, bareExchange, contextOf, gates } from './arriving-token.js';
import { checkWithLeeway } from './leeway.js';
import type { ArrivalRules, Refusal } from './judgement.js';
import { misshapen, refusalBy } from './refusals.js';

/** What a docs host goes by where an answer says who reads: nothing is signed, so there are neither keys nor a leeway. */
export type UserRules = Omit<ArrivalRules, 'keys' | 'leewaySeconds'>;

/** The data of a user, judged. */
export interface JudgedUser {
  /** Every requirement that they alone can show, in the order of the catalogue. */
  readonly rows: readonly ArrivalRow[];
  /** Why the docs host does not go by them; absent where it does. */
  readonly refusal?: Refusal;
}

/** Data that came, without the way on which they did. */
const readingOf = (user: JsonObject, nowMs: number): Reading => ({
  exchange: bareExchange(nowMs, 'The answer came'),
  visit: arrivalVisit,
  arrival: { ours: nowMs / 1000 },
  user,
});

/**
 * Judges the data of a user by the same rows as a conformance run, whatever brought them. Never rejects for what they hold.
 *
 * @param nowMs the host's clock, milliseconds since the epoch
 */
export async function judgeUser(
  user: JsonObject,
  nowMs: number,
  given: UserRules,
): Promise<JudgedUser> {
  const rules: ArrivalRules = { ...given, keys: [], leewaySeconds: 0 };
  const { requirements, userSchema } = rules.handshake;
  const reading = readingOf(user, nowMs);
  const context = contextOf(rules);
  const judged = requirements
    .filter(({ stage, onArrival }) => stage === 'user' && onArrival !== undefined)
    .map((item) => ({ item, finding: checkWithLeeway(item, reading, context, 0) }));
  const rows = judged.map(({ item, finding }) => arrivalRow(item, finding, rules.edition));
  for (const { item, finding } of judged) {
    if (!gates(item, rules.edition)) continue;
    if (finding.is === 'unmet') return { rows, refusal: refusalBy(item, finding, rules) };
    if (finding.is === 'broken') {
      return { rows, refusal: refusalBy(item, { actual: finding.reason }, rules) };
    }
  }
  // The schema is a second witness of the shape.
  const problem = await userProblem(user, userSchema);
  return problem === undefined ? { rows } : { rows, refusal: misshapen(rules, problem) };
}
