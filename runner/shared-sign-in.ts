import { asSignIn, type SharedSignIn } from '../judge/rides.js';
import { riding, type Insight } from '../judge/without-session.js';
import { brought, type Reading } from '../protocol/requirement.js';
import type { Visit } from '../protocol/visit.js';

/** What a shared sign-in needs of the run that it is part of. */
export interface RideOn {
  readonly seen: Map<string, Reading>;
  /** Makes a visit and keeps its reading under its name. */
  readonly record: (visit: Visit) => Promise<Reading>;
  readonly insight: Insight;
}

/** True for a visit that was not made at all, or ran into a rate limit: another one would, too. */
const isOver = ({ exchange }: Reading): boolean =>
  exchange.stop.code === 'not-made' || exchange.hops.at(-1)?.status === 429;

/**
 * Makes the sign-in that several visits share. It is taken apart where it was refused, or where something falls on
 * it: then each of them signs in by itself, so that a row knows which one it was.
 */
export async function takeRide(ride: SharedSignIn, on: RideOn): Promise<void> {
  const { seen } = on;
  const { members } = ride;
  const share = (reading: Reading): void => {
    for (const member of members) seen.set(member.name, riding(reading, member));
  };
  const together = await on.record(ride.visit);
  share(together);
  if (members.length === 1 || isOver(together)) return;
  const falls = (): boolean => members.some((member) => on.insight.falls(member, seen));
  if (brought(together) && !falls()) return;
  for (const [index, member] of members.entries()) {
    const others = members.slice(0, index).map(({ name }) => seen.get(name));
    const isLast = index === members.length - 1;
    // Where all the others get through alone, the last one is what was refused.
    const found = !brought(together) && others.every((one) => one !== undefined && brought(one));
    if (isLast && found) return;
    await on.record(asSignIn(member));
  }
  // What falls only together is still what was seen.
  if (brought(together) && !falls()) share(together);
}
