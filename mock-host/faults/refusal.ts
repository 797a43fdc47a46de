import type { ArrivalRules, Refusal } from '../../judge/arrival/judgement.js';
import { refusalBy, refusalFor } from '../../judge/arrival/refusals.js';
import { replayed } from '../arrival/policy.js';
import type { Fault, RefusedAs } from './faults.js';

const called: Readonly<Record<RefusedAs, string>> = {
  expired: 'an expired token',
  'bad-signature': 'a token with a bad signature',
  replay: 'a token that was used before',
};

/** What to do where a fault on demand made it so. */
export const nothingToMend = (fault: string): string =>
  `The login flow has nothing to mend: clear the fault ${fault} where it was ordered.`;

/** A refusal in the words of the real one, which says that nothing is wrong with the token. */
function plainRefusal(rules: ArrivalRules, as: RefusedAs, actual: string): Refusal {
  if (as === 'replay') return { ...replayed(0), actual };
  if (as === 'bad-signature') return refusalFor(rules, 'unverified', actual);
  const row = rules.handshake.requirements.find(({ leeway }) => leeway === 'earlier');
  return row === undefined
    ? refusalFor(rules, 'unverified', actual)
    : refusalBy(row, { actual }, rules);
}

/** The refusal of a token that would have been taken, because the host was told to refuse it. */
export function refusalOnDemand(rules: ArrivalRules, { id, as = 'expired' }: Fault): Refusal {
  const actual = `Fault on demand ${id}: this token is good, and is refused like ${called[as]}.`;
  return { ...plainRefusal(rules, as, actual), advice: nothingToMend(id) };
}

/** The refusal where the callback broke on demand. */
export const brokenOnDemand = ({ id }: Fault): Refusal => ({
  accepted: false,
  code: 'callback-error',
  title: 'The callback answers',
  actual: `Fault on demand ${id}: the callback answers with status 500.`,
  why: 'A docs host that breaks lets nobody in, whatever the token.',
  fix: nothingToMend(id),
});
