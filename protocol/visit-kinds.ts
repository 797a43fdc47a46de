import type { Session, Visit, VisitKind, VisitOf } from './visit.js';

/**
 * What goes beside a visit. `alone`: nothing, since it begins a run or changes what others find. `reader`: strangers,
 * who share no cookie with the reader who is signed in. `stranger`: that reader. `together`: the others of its kind.
 */
export type Lane = 'alone' | 'reader' | 'stranger' | 'together';

/** What must be there for a visit to be made: a way to sign in, a sign-in form, a way and two users, or a way in and one out. */
export type Need = 'sign-in' | 'form' | 'second-user' | 'sign-out';

/** What follows from the kind of a visit. */
export interface VisitTraits {
  readonly session: Session;
  /** Honest visits are what a reader does. Others are judged as a difference from them. */
  readonly honest: boolean;
  /** The place among the visits of a run, behind those that every run makes; kinds with one number keep their order. */
  readonly order: number;
  readonly lane: Lane;
  readonly needs?: Need;
  /** True where a visit with a return value consists in it: without a return parameter it would show nothing. */
  readonly showsValue?: true;
  /** True for what could lock an account or load the target: made with `--intrusive` only. */
  readonly intrusive?: true;
}

/** The kinds whose visitor has the session of an earlier sign-in. */
export type LiveKind =
  | 'return'
  | 'return-by-link'
  | 'return-in-same-browser'
  | 'return-later'
  | 'odd-return'
  | 'foreign-page'
  | 'return-without-third-party-cookies'
  | 'user-return'
  | 'code-replay';

// Ahead of what is asked oddly, which is judged as a difference from these.
const comesBack = { session: 'live', honest: true, lane: 'reader' } as const;
const asksOddly = { session: 'live', honest: false, lane: 'reader' } as const;
const stranger = { session: 'anonymous', honest: false, lane: 'stranger' } as const;
const earlier = {
  session: 'before-sign-in',
  honest: false,
  lane: 'reader',
  needs: 'form',
} as const;
const signsIn = { session: 'signing-in', honest: false, lane: 'alone', needs: 'sign-in' } as const;
const fillsIn = { ...signsIn, needs: 'form' } as const;
const eachUser = { ...signsIn, needs: 'second-user' } as const;

/** Where the sign-ins stand that take the place of visits with a session, in a flow that keeps none. */
export const sharedSignInOrder = 6;

/**
 * All kinds, in the order of a run. Honest visits come first, since the others are judged as a difference from them;
 * then those that wait for another one. A second user could change what the first one gets, so that one comes behind
 * what is judged of the first one alone. A further sign-in may end the session from before it; the one that does most at
 * a time, in which a strict form may be refused, comes last of the first user's, and a wrong password, which could lock
 * the account, last of all but for what shows what is said of one.
 */
const kinds: {
  readonly [K in VisitKind]: VisitTraits & {
    readonly session: K extends LiveKind ? 'live' : Exclude<Session, 'live'>;
  };
} = {
  'sign-in': { ...signsIn, honest: true, order: 1 },
  return: { ...comesBack, order: 1 },
  'return-by-link': { ...comesBack, order: 1 },
  'return-in-same-browser': { ...comesBack, order: 1, needs: 'sign-in' },
  stranger: { ...stranger, honest: true, order: 1 },
  'odd-return': { ...asksOddly, order: 2, showsValue: true },
  'odd-stranger': { ...stranger, order: 2, showsValue: true },
  'foreign-page': { ...asksOddly, order: 2 },
  'return-without-third-party-cookies': { ...asksOddly, order: 2 },
  'earlier-cookies': { ...earlier, order: 2 },
  'return-later': { ...comesBack, order: 3 },
  'user-sign-in': { ...eachUser, order: 4 },
  'user-return': { ...eachUser, order: 5, session: 'live' },
  'odd-sign-in': { ...signsIn, order: 7, showsValue: true },
  'cross-site-form': { ...fillsIn, order: 8 },
  'two-tabs': { ...fillsIn, order: 9 },
  'two-tabs-in-doubt': { ...fillsIn, order: 10 },
  'sign-in-in-doubt': { ...signsIn, order: 11, showsValue: true },
  'simultaneous-sign-in': { ...eachUser, order: 12, lane: 'together', intrusive: true },
  denial: { ...fillsIn, order: 11.5 },
  // Whoever is given a code twice may take back all that was granted.
  'code-replay': { ...asksOddly, order: 12.5 },
  // Signing out may end every session of the user.
  'signed-out': { ...signsIn, needs: 'sign-out', order: 13 },
  'wrong-password': { ...fillsIn, order: 14, intrusive: true },
  'stranger-afterwards': { ...stranger, order: 15, intrusive: true },
};

/** What follows from the kind of a visit. */
export const traitsOf = ({ kind }: Pick<Visit, 'kind'>): VisitTraits => kinds[kind];

/** Who the visitor is. */
export const sessionOf = (visit: Pick<Visit, 'kind'>): Session => traitsOf(visit).session;

/** True for the visit of a reader who has signed in before. */
export const isLive = (visit: Visit): visit is VisitOf<LiveKind> => sessionOf(visit) === 'live';

/** True for what a reader does. */
export const isHonest = (visit: Pick<Visit, 'kind'>): boolean => traitsOf(visit).honest;

/** True for a visit that is made with `--intrusive` only. */
export const isIntrusive = (visit: Visit): boolean =>
  visit.withIntrusive === true || traitsOf(visit).intrusive === true;

/** True for a visit that tells two users apart. */
export const needsSecondUser = (visit: Visit): boolean => traitsOf(visit).needs === 'second-user';

/** True for a visit that consists in what its return parameter holds: without the parameter it would show nothing. */
export const needsReturnParam = (visit: Visit): boolean =>
  traitsOf(visit).showsValue === true && (visit.rawReturnTo ?? visit.returnTo) !== undefined;

/** The honest visits that a visit is compared with, by their session. */
export function comparedSession(visit: Visit): Session {
  const session = sessionOf(visit);
  return session === 'before-sign-in' ? 'signing-in' : session;
}
