import type { StopCode } from '../../protocol/exchange.js';
import type { Remark } from '../../protocol/report.js';
import { brought, type Reading } from '../../protocol/requirement.js';
import { endBehind, sentenceOf } from '../../protocol/stop.js';
import type { Target } from '../../protocol/visit.js';

/** Ends that say nothing of the reader: nobody went there, or this driver cannot. */
const silent = new Set<StopCode>(['not-made', 'browser-needed']);

/**
 * Why a second user who was given could not be judged, for the top of the report. Nobody gives one without
 * wanting the rows about two users judged.
 *
 * @returns undefined where there is no second user, no visit was made for one, or any
 * driver got them in
 */
export function absentReader(target: Target, readings: readonly Reading[]): Remark | undefined {
  if (target.secondUser === undefined) return undefined;
  const signIns = readings.filter(
    ({ visit, exchange }) =>
      visit.kind === 'user-sign-in' && visit.user === 'second' && !silent.has(exchange.stop.code),
  );
  const [first] = signIns;
  if (first === undefined || signIns.some(brought)) return undefined;
  const { stop } = first.exchange;
  return {
    code: 'second-user-absent',
    text: `The second user did not get in, so two users could not be told apart. ${sentenceOf(stop)}`,
    tells: [sentenceOf(stop), sentenceOf(endBehind(stop))],
  };
}
