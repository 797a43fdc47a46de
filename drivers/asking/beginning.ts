import { isLive } from '../../protocol/visit-kinds.js';
import type { Target, Visit } from '../../protocol/visit.js';
import type { Reader } from '../reader.js';

/** True for a target whose docs pages ask. */
export const asks = (
  target: Target,
): target is Target & { readonly endpoints: NonNullable<Target['endpoints']> } =>
  target.endpoints !== undefined;

/** True where there is a page on which readers sign in: without one, visits begin at the endpoint itself. */
export const hasEntrance = ({ loginUrl, endpoints }: Target): boolean =>
  loginUrl !== endpoints?.session;

/** What of a driver decides how a visit begins in which a page asks. */
type Known = Pick<Reader<unknown>, 'isSignedIn' | 'hasTried'>;

/**
 * How a visit begins:
 * - `enter`: with the login URL, or the page on which readers sign in.
 * - `enter-once`: the same, although nobody types anything: it may bring a session, and is not done again.
 * - `ask`: at once with the page that asks.
 * - `why`: not at all, for this reason, one sentence.
 */
export function beginningOf(
  visit: Visit,
  target: Target,
  signsIn: boolean,
  reader: Known,
): 'enter' | 'enter-once' | 'ask' | { readonly why: string } {
  if (signsIn || !asks(target)) return 'enter';
  if (!isLive(visit) || reader.isSignedIn()) return 'ask';
  const { how } = target.signIn;
  const given = target.cookies.length + target.headers.length > 0;
  if (given && how !== 'none') return 'ask';
  const byItself = how === 'none' || how === 'undeclared';
  if (byItself && hasEntrance(target) && !reader.hasTried()) return 'enter-once';
  if (given) return 'ask';
  return {
    why: hasEntrance(target)
      ? 'No sign-in was finished, so there is no session to ask with.'
      : 'Nobody signs in: give --sign-in-url with --username and --password, or --cookie.',
  };
}
