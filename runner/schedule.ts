import { deepLink, plain, signingIn } from '../handshakes/shared/visits.js';
import type { DriverName } from '../protocol/exchange.js';
import type { Requirement } from '../protocol/requirement.js';
import { isIntrusive, needsReturnParam, traitsOf, type Need } from '../protocol/visit-kinds.js';
import type { Target, Visit } from '../protocol/visit.js';

/** What decides which visits a driver makes. */
export interface Occasion {
  readonly requirements: readonly Requirement[];
  readonly driver: DriverName;
  readonly target: Target;
  readonly intrusive: boolean;
}

/** Visits that other visits are compared with; made whatever rows are chosen, and before all others. */
export const comparison: readonly Visit[] = [signingIn, plain, deepLink];

/** The place of a visit in a run: those that others are compared with come first, the others by their kind. */
export function orderOf(visit: Visit): number {
  const compared = comparison.indexOf(visit);
  return compared < 0 ? traitsOf(visit).order : compared - comparison.length;
}

function isMade(visit: Visit, occasion: Occasion): boolean {
  const { signIn, secondUser, returnParam, endpoints } = occasion.target;
  // A script signs in with a page; plain HTTP has none and works with the cookies that it left.
  const signsIn =
    signIn.how === 'form' || (signIn.how === 'script' && occasion.driver === 'browser');
  const signsOut =
    endpoints?.signOut !== undefined || (signIn.how === 'script' && signIn.signOut !== undefined);
  const given: Readonly<Record<Need, boolean>> = {
    'sign-in': signsIn,
    form: signIn.how === 'form',
    'second-user': signsIn && secondUser !== undefined,
    'sign-out': signsIn && signsOut,
  };
  const { needs } = traitsOf(visit);
  return (
    visit.drivers.includes(occasion.driver) &&
    (needs === undefined || given[needs]) &&
    (!needsReturnParam(visit) || returnParam !== undefined) &&
    (!isIntrusive(visit) || occasion.intrusive)
  );
}

/**
 * The visits that a driver makes, in order: every one that a chosen requirement names and this driver can
 * see, each once. Controls come behind what they are compared with.
 */
export function schedule(occasion: Occasion): readonly Visit[] {
  const seen = occasion.requirements.filter(({ seenBy }) => seenBy.includes(occasion.driver));
  const controls = seen.flatMap((item) => item.controls ?? []);
  const named = [...comparison, ...seen.flatMap(({ visits }) => visits), ...controls];
  const late = new Set(controls.map(({ name }) => name));
  const place = (visit: Visit): number => orderOf(visit) + (late.has(visit.name) ? 0.5 : 0);
  const made = [...new Map(named.map((visit) => [visit.name, visit])).values()].filter((visit) =>
    isMade(visit, occasion),
  );
  return made
    .filter(
      ({ inDoubt }) => inDoubt === undefined || made.some(({ name }) => name === inDoubt.name),
    )
    .sort((a, b) => place(a) - place(b));
}
