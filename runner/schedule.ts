import { deepLink, plain, signingIn } from '../handshakes/shared/visits.js';
import type { DriverName } from '../protocol/exchange.js';
import type { Requirement } from '../protocol/requirement.js';
import { needsReturnParam, needsForm, type Target, type Visit } from '../protocol/visit.js';

/** What decides which visits a driver makes. */
export interface Occasion {
  readonly requirements: readonly Requirement[];
  readonly driver: DriverName;
  readonly target: Target;
  readonly intrusive: boolean;
}

/** Visits that other visits are compared with; made whatever rows are chosen, and before all others. */
export const comparison: readonly Visit[] = [signingIn, plain, deepLink];

/** Where the sign-ins stand that take the place of visits with a session, in a flow that keeps none. */
export const sharedRank = 33;

/**
 * Honest visits first, since the others are judged as a difference from them; then those that wait for another
 * one. A second user could change what the first one gets, so that one comes behind what is judged of the first
 * one alone. A further sign-in may end the session from before it; the one that does most at a time, in which a strict
 * form may be refused, comes last of the first user's, and a wrong password, which could lock the account, last of all.
 */
export function rank(visit: Visit): number {
  const compared = comparison.indexOf(visit);
  if (compared >= 0) return compared;
  if (visit.wrongFirst === true) return 60;
  if (visit.queryFromSeen !== undefined && visit.intrusive === true) return 61;
  if (visit.inDoubt !== undefined) return visit.tellsLimit === true ? 48 : 47;
  if (visit.secondTab !== undefined) return 45;
  if (visit.postedFrom !== undefined) return 44;
  if (visit.together !== undefined) return 50;
  if (visit.user !== undefined) return visit.session === 'signing-in' ? 31 : 32;
  if (visit.after !== undefined && visit.session !== 'signing-in') return 30;
  if (visit.honest) return 10;
  return visit.session === 'signing-in' ? 35 : 20;
}

function isMade(visit: Visit, occasion: Occasion): boolean {
  const { how } = occasion.target.signIn;
  // A script signs in with a page; plain HTTP has none and works with the cookies that it left.
  const canSignIn = how === 'form' || (how === 'script' && occasion.driver === 'browser');
  return (
    visit.drivers.includes(occasion.driver) &&
    (visit.session !== 'signing-in' || canSignIn) &&
    (!needsForm(visit) || how === 'form') &&
    (visit.sameBrowser !== true || canSignIn) &&
    (!needsReturnParam(visit) || occasion.target.returnParam !== undefined) &&
    (visit.user === undefined || (canSignIn && occasion.target.secondUser !== undefined)) &&
    (visit.intrusive !== true || occasion.intrusive)
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
  const place = (visit: Visit): number => rank(visit) + (late.has(visit.name) ? 0.5 : 0);
  const made = [...new Map(named.map((visit) => [visit.name, visit])).values()].filter((visit) =>
    isMade(visit, occasion),
  );
  return made
    .filter(
      ({ inDoubt }) => inDoubt === undefined || made.some(({ name }) => name === inDoubt.name),
    )
    .sort((a, b) => place(a) - place(b));
}
