import type { StopParts } from '../protocol/exchange.js';
import { brought, type Reading } from '../protocol/requirement.js';
import { sessionOf } from '../protocol/visit-kinds.js';
import type { Visit } from '../protocol/visit.js';

/** Answers that a login flow gives to a password that it does not take. */
const refusing = new Set([400, 401, 403, 422]);

/** Which user a visit signs in. */
const userOf = ({ user }: Visit): 'first' | 'second' => user ?? 'first';

/** True where the password was sent and not taken. */
export function wasRefused({ exchange }: Reading): boolean {
  const { code } = exchange.stop;
  if (code === 'sign-in-refused') return true;
  return (
    code === 'status' && exchange.signIns > 0 && refusing.has(exchange.hops.at(-1)?.status ?? 0)
  );
}

const wasLimited = ({ exchange }: Reading): boolean =>
  exchange.stop.code === 'status' && exchange.hops.at(-1)?.status === 429;

/** The sign-ins of a user, in the order in which they were made; a wrong password is sent to be refused. */
const signInsOf = (visit: Visit, made: readonly Reading[]): readonly Reading[] =>
  // One sign-in may stand in for several visits.
  [...new Map(made.map((reading) => [reading.exchange, reading])).values()].filter(
    (reading) =>
      userOf(reading.visit) === userOf(visit) &&
      reading.visit.kind !== 'wrong-password' &&
      (wasRefused(reading) || reading.exchange.signIns > 0),
  );

const led = (reading: Reading): boolean =>
  brought(reading) ||
  reading.exchange.callback !== undefined ||
  reading.exchange.stop.code === 'signed-in';

/**
 * Why the sign-ins of a visit's user are over: more of them could lock the account. Before any has worked, one
 * refusal ends them; after one has, two in a row do, or one rate limit, whoever ran into it. A session that lasts is
 * none of that.
 *
 * @param made all visits so far, in the order in which they were made
 * @returns undefined where the visit may be made
 */
export function signInsOver(
  visit: Visit,
  made: readonly Reading[],
): string | StopParts | undefined {
  const attempts = signInsOf(visit, made);
  const worked = attempts.some(led);
  const refused = attempts.filter(wasRefused);
  const [first] = refused;
  if (first !== undefined && !worked) {
    const seen = 'The sign-in was refused, so no further visit was made';
    return { seen, because: first.exchange.stop };
  }
  if (sessionOf(visit) !== 'signing-in') return undefined;
  const limited = made.find(
    (reading) => sessionOf(reading.visit) === 'signing-in' && wasLimited(reading),
  );
  if (limited !== undefined) {
    return `The answer in the visit ${limited.exchange.visit} was 429, so no further sign-in was made: wait, or lift the rate limit for this run.`;
  }
  const last = attempts.slice(-2);
  // The sign-in that tells a limit from a fault is made all the same.
  if (visit.kind === 'sign-in-in-doubt' || last.length < 2 || !last.every(wasRefused))
    return undefined;
  const names = last.map(({ exchange }) => exchange.visit).join(' and ');
  return `The sign-in was refused in the visits ${names}, so no further one was made: more could lock the account.`;
}
