import type { Context, Reading, Requirement } from '../../protocol/requirement.js';
import { unmet } from '../../protocol/verdict.js';
import { checkVisit, type VisitFinding } from '../check-visit.js';

/** Which way the clock is moved to the token's favour, by row. */
const direction: Readonly<Record<string, -1 | 1>> = {
  'token-exp-future': -1,
  'token-not-early': 1,
};

/**
 * One row on an arrival, `exp` and `nbf` judged with a leeway. Where the token falls all the same, the words are
 * those of the moment of arrival, and name the leeway.
 *
 * @param leewaySeconds how far the clocks may differ
 */
export function checkWithLeeway(
  item: Requirement,
  reading: Reading,
  context: Context,
  leewaySeconds: number,
): VisitFinding {
  const plain = checkVisit(item, reading, context);
  const way = direction[item.id];
  const { arrival } = reading;
  if (way === undefined || plain.is !== 'unmet' || arrival === undefined) return plain;
  const moved = { ...arrival, ours: arrival.ours + way * leewaySeconds };
  const lenient = checkVisit(item, { ...reading, arrival: moved }, context);
  return lenient.is === 'unmet'
    ? unmet(plain.expected, `${plain.actual} The clock leeway is ${leewaySeconds} s.`)
    : lenient;
}
