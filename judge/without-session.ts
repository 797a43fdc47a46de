import { bringsSession } from '../handshakes/shared/http/session-cookies.js';
import { deepLink, plain, signingIn } from '../handshakes/shared/visits.js';
import type { DriverName } from '../protocol/exchange.js';
import {
  brought,
  levelIn,
  type Handshake,
  type Reading,
  type Requirement,
} from '../protocol/requirement.js';
import { isLive, type LiveKind } from '../protocol/visit-kinds.js';
import type { Visit, VisitOf } from '../protocol/visit.js';
import { asSignIn, isReturning, ridesOf, type Returning, type SharedSignIn } from './rides.js';

/**
 * Login flows that keep no session of their own: every visit is shown the form, and a right password is answered by
 * the hand-over. What others show to a reader who comes back is then judged on sign-ins.
 */

/** Visits of a reader who comes back, by which a flow shows whether it keeps a session. */
const returning: readonly VisitOf<'return'>[] = [plain, deepLink];

/**
 * True where every reader who came back was shown the form, although the sign-in had worked, and the password brought
 * no cookie that counts as a session. One that counts and is not honoured is a fault of `live-session-returns`.
 */
export function keepsNoSession(seen: ReadonlyMap<string, Reading>): boolean {
  const first = seen.get(signingIn.name);
  if (first === undefined || !brought(first) || first.exchange.signIns === 0) return false;
  const back = returning.flatMap(({ name }) => seen.get(name) ?? []);
  return (
    back.length > 0 &&
    back.every(({ exchange }) => exchange.stop.code === 'sign-in-page') &&
    !bringsSession(first.exchange)
  );
}

/** The name under which the visit of a reader who came back in vain is kept: the name itself is that of a sign-in then. */
const inVain = (visit: VisitOf<'return'>): VisitOf<'return'> => ({
  ...visit,
  name: `${visit.name}-without-session`,
  comes: 'after-sign-in',
});

/** The readings with what a sign-in stands in for: it went to the page of the deep link, too. */
export function renamed(seen: ReadonlyMap<string, Reading>): ReadonlyMap<string, Reading> {
  const kept = new Map(seen);
  for (const each of returning) {
    const reading = kept.get(each.name);
    if (reading === undefined) continue;
    const visit = inVain(each);
    kept.delete(each.name);
    kept.set(visit.name, {
      ...reading,
      visit,
      exchange: { ...reading.exchange, visit: visit.name },
    });
  }
  const first = seen.get(signingIn.name);
  if (first !== undefined) kept.set(deepLink.name, riding(first, deepLink));
  return kept;
}

/** True where the readings are those of a flow that keeps no session. */
export const isWithoutSession = (seen: ReadonlyMap<string, Reading>): boolean =>
  returning.some((visit) => seen.has(inVain(visit).name));

/** What a sign-in shows of a visit that it stands in for. */
export const riding = (reading: Reading, member: Returning): Reading => ({
  ...reading,
  visit: asSignIn(member),
});

/** What is still to be made, where readers have no session. */
export interface SignInPlan {
  /** Made as they are: those without a session, those that sign in anyway, and some for which the form is enough. */
  readonly asTheyAre: readonly Visit[];
  readonly shared: readonly SharedSignIn[];
}

/** Who asks for what. */
export interface Asked {
  readonly handshake: Handshake;
  readonly requirements: readonly Requirement[];
  readonly driver: DriverName;
  readonly intrusive: boolean;
}

/** What a tour may ask of the judge while it is under way: some visits are made only where others left a doubt. */
export interface Insight {
  readonly asked: Omit<Asked, 'driver'>;
  /** True where some requirement falls on a visit. */
  readonly falls: (visit: Visit, seen: ReadonlyMap<string, Reading>) => boolean;
  /** True where a visit was refused, or left a question that another one settles. */
  readonly leavesDoubt: (visit: Visit, seen: ReadonlyMap<string, Reading>) => boolean;
}

/** True for a visit with a session that may be shown a sign-in form in its place. */
const showsForm = (
  visit: VisitOf<LiveKind>,
): visit is VisitOf<
  Exclude<LiveKind, 'foreign-page' | 'return-without-third-party-cookies' | 'code-replay'>
> =>
  visit.kind !== 'foreign-page' &&
  visit.kind !== 'return-without-third-party-cookies' &&
  visit.kind !== 'code-replay';

/**
 * Sorts what is left to be made: sign-ins are few, so visits ride together, and those that no ride takes are made with
 * `--intrusive` only, or for what the form shows.
 *
 * @param rest the visits behind those by which a flow shows whether it keeps a session, in the order of the schedule
 */
export function signInPlan(rest: readonly Visit[], asked: Asked): SignInPlan {
  const rows = asked.requirements.filter(({ seenBy }) => seenBy.includes(asked.driver));
  const judging = (visit: Visit): readonly Requirement[] =>
    rows.filter(({ visits }) => visits.some(({ name }) => name === visit.name));
  const isMust = (visit: Visit): boolean =>
    judging(visit).some((row) =>
      asked.handshake.facts.editions.some(({ id }) => levelIn(row, id) === 'must'),
    );
  const live = [plain, ...rest.filter(isLive)];
  const shared = ridesOf(live.filter(isReturning), isMust);
  const taken = new Set(shared.flatMap(({ members }) => members.map(({ name }) => name)));
  const alone = live.filter(({ name }) => !taken.has(name));
  // A second visit of one session has no meaning here, and a hundred hostile values would take a hundred sign-ins.
  const own = asked.intrusive
    ? alone.filter(
        (visit): visit is Returning =>
          isReturning(visit) &&
          visit.withIntrusive !== true &&
          judging(visit).some(({ needsSession }) => needsSession !== true),
      )
    : [];
  const owned = new Set<Visit>(own);
  const formOnly = alone
    .filter((visit) => !owned.has(visit) && judging(visit).some(({ judgesForm }) => judgesForm))
    .filter(showsForm)
    .map((visit): Visit => ({ ...visit, formOnly: true }));
  return {
    asTheyAre: [...rest.filter((visit) => !isLive(visit)), ...formOnly],
    shared: [
      ...shared,
      ...own.map((visit) => ({
        visit: asSignIn(visit),
        members: [visit],
      })),
    ],
  };
}
