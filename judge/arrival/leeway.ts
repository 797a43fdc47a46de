import type { Context, Reading, Requirement } from '../../protocol/requirement.js';
import { unmet } from '../../protocol/verdict.js';
import { checkVisit, type VisitFinding } from '../check-visit.js';

/** The sign by which the leeway is added to the host's clock. */
const sign = { earlier: -1, later: 1 } as const;

/**
 * One row on an arrival, `exp` and `nbf` judged with a leeway. Where the token falls all the same, the words are
 * those of the moment of arrival, and name the leeway.
 *
 * @param leewaySeconds how far the clocks may differ
 * @param plain what it says without a leeway
 */
export function checkWithLeeway(
  item: Requirement,
  reading: Reading,
  context: Context,
  leewaySeconds: number,
  plain: VisitFinding = checkVisit(item, reading, context),
): VisitFinding {
  const { arrival } = reading;
  if (item.leeway === undefined || plain.is !== 'unmet' || arrival === undefined) return plain;
  const moved = { ...arrival, ours: arrival.ours + sign[item.leeway] * leewaySeconds };
  const lenient = checkVisit(item, { ...reading, arrival: moved }, context);
  return lenient.is === 'unmet'
    ? unmet(plain.expected, `${plain.actual} The clock leeway is ${leewaySeconds} s.`)
    : lenient;
}
