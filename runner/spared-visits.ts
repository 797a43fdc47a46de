import { signInsOver } from '../judge/refused-sign-ins.js';
import { wasAnswered, type StopCode, type StopParts } from '../protocol/exchange.js';
import type { HandshakeFacts } from '../protocol/handshake.js';
import { brought, broughtWord, type Reading } from '../protocol/requirement.js';
import { comparedSession, isHonest, sessionOf } from '../protocol/visit-kinds.js';
import type { Visit } from '../protocol/visit.js';

/** Ends after which no other visit can bring more. */
const hopeless = new Set<StopCode>(['unreachable', 'tls', 'timeout', 'garbage']);
/** A target that has just been started may keep its first visitor waiting; two are enough. */
const mostTimeouts = 2;

/** Why the target cannot be reached, as far as the visits show that were made; undefined where it can. */
export function unreachable(seen: Iterable<Reading>): StopParts | undefined {
  const made = [...seen]
    .map(({ exchange }) => exchange)
    .filter(({ stop }) => stop.code !== 'not-made');
  const answered = made.some((one) => !hopeless.has(one.stop.code) || wasAnswered(one));
  const [first] = made;
  if (first === undefined || answered) return undefined;
  const timeouts = made.filter(({ stop }) => stop.code === 'timeout').length;
  return timeouts === made.length && timeouts < mostTimeouts ? undefined : first.stop;
}

/** Why a visit is not worth making after what was seen so far; undefined where it is. */
export function spared(
  visit: Visit,
  seen: ReadonlyMap<string, Reading>,
  facts: HandshakeFacts,
): string | StopParts | undefined {
  const made = [...seen.values()];
  const closed = unreachable(made);
  if (closed !== undefined) return closed;
  const over = sessionOf(visit) === 'anonymous' ? undefined : signInsOver(visit, made);
  if (over !== undefined) return over;
  const stuck = made.find(({ exchange }) => exchange.stop.code === 'no-form');
  const entered = made.some((one) => one.exchange.signIns > 0 || brought(one));
  if (stuck !== undefined && !entered && sessionOf(visit) !== 'anonymous') {
    // What a visitor sees who never got in says nothing about the flow behind.
    const said = 'The sign-in could not be made, so no further visit was made';
    return { seen: said, because: stuck.exchange.stop };
  }
  if (isHonest(visit) || sessionOf(visit) === 'anonymous' || visit.formOnly === true)
    return undefined;
  const brings = made.some(
    (reading) =>
      isHonest(reading.visit) &&
      sessionOf(reading.visit) === comparedSession(visit) &&
      brought(reading),
  );
  return brings ? undefined : `No honest visit of this kind brought a ${broughtWord(facts)}.`;
}
