import type { Exchange } from '../protocol/exchange.js';
import { sessionOf } from '../protocol/visit-kinds.js';
import type { Target, Visit } from '../protocol/visit.js';

/** How a visit is made for a reader. */
export interface Manner {
  /** The target with this reader's own name and password. */
  readonly target: Target;
  /** True where this visit signs in: answers a sign-in form, or runs the sign-in script. */
  readonly signsIn: boolean;
  /** True where an earlier sign-in showed that the form asks for the name alone. */
  readonly nameAlone: boolean;
  /** True where this reader, signed in, has confirmed something before: some login flows ask each time. */
  readonly confirms: boolean;
}

/** What a visit means for the session of its reader. `none`: it did not get there, or it is not the reader's own. */
export type SessionNews = 'new' | 'used' | 'refused' | 'none';

/**
 * One of the two users, as far as they have come: who is signed in, who was tried, who was refused.
 * `Session` is what a driver holds of them: a cookie jar, or what a browser keeps.
 */
export interface Reader<Session> {
  /** What the login flow left with this reader. */
  readonly session: () => Session;
  /** True with the first sign-in that was not refused, or with a session made elsewhere. */
  readonly isSignedIn: () => boolean;
  /** True where a sign-in was tried, whatever came of it. */
  readonly hasTried: () => boolean;
  /** Why a visit is not made for this reader, in one sentence; undefined where it may be. */
  readonly whyNotMade: (visit: Visit) => string | undefined;
  readonly mannerOf: (visit: Visit) => Manner;
  /** The sign-in was tried: a visit with a session does not try it again. */
  readonly tried: () => void;
  /** Takes note of what a visit showed of this reader. */
  readonly learn: (visit: Visit, exchange: Exchange) => SessionNews;
  /** Replaces what is held. */
  readonly hold: (session: Session) => void;
  /** The same, and the sign-in is finished: every further visit with a session has this one. */
  readonly signedIn: (session: Session) => void;
}

/** What an account is opened with. */
export interface ReaderOptions<Session> {
  readonly target: Target;
  /** True where the driver can run a sign-in script. */
  readonly runsScripts: boolean;
  /** What a reader who has not been there yet holds. */
  readonly empty: () => Session;
}

/** Opens the account of one reader who has not been there yet. */
export function openReader<Session>(options: ReaderOptions<Session>): Reader<Session> {
  const { target, runsScripts } = options;
  const { how } = target.signIn;
  let session = options.empty();
  let settled = false;
  let tried = false;
  let refusedIn: string | undefined;
  let nameAlone = false;
  let confirms = false;

  return {
    session: () => session,
    isSignedIn: () => settled,
    hasTried: () => tried,
    whyNotMade: (visit) => {
      if (refusedIn !== undefined && sessionOf(visit) === 'signing-in') {
        // One attempt is enough to learn that a password is wrong; more could lock the account.
        return `The sign-in was refused in the visit ${refusedIn}, so it was not tried again.`;
      }
      if (visit.kind === 'denial' && !confirms) {
        return 'No page asked for a consent, so none was refused.';
      }
      return visit.postedFrom !== undefined && tried && !settled
        ? 'No sign-in was finished, so its form was not sent from another site.'
        : undefined;
    },
    mannerOf: (visit) => {
      const user = visit.user === 'second' ? target.secondUser : target.user;
      const able = (how === 'form' && user !== undefined) || (how === 'script' && runsScripts);
      const due = sessionOf(visit) === 'live' && !settled && !tried;
      return {
        target: user === undefined ? target : { ...target, user },
        signsIn: able && (sessionOf(visit) === 'signing-in' || due),
        nameAlone,
        confirms: confirms && sessionOf(visit) === 'live',
      };
    },
    tried: () => void (tried = true),
    learn: (visit, exchange) => {
      if (exchange.signIns > 0) nameAlone = exchange.typed === 'name';
      confirms ||= exchange.hops.some(({ submission }) => submission === 'confirmation');
      if (!settled && exchange.stop.code === 'sign-in-refused') {
        refusedIn = visit.name;
        return 'refused';
      }
      const { code } = exchange.stop;
      const entered = code === 'signed-in' || code === 'asked';
      if (exchange.callback === undefined && exchange.signIns === 0 && !entered) return 'none';
      if (!settled && ['signing-in', 'live'].includes(sessionOf(visit))) return 'new';
      return sessionOf(visit) === 'live' ? 'used' : 'none';
    },
    hold: (held) => void (session = held),
    signedIn: (held) => {
      session = held;
      settled = true;
    },
  };
}

/** The first and the second user of one driver. */
export interface Readers<Session> {
  readonly first: Reader<Session>;
  readonly second: Reader<Session>;
  /** Who makes a visit. */
  readonly of: (visit: Visit) => Reader<Session>;
}

/** Opens the accounts of both users. */
export function openReaders<Session>(options: ReaderOptions<Session>): Readers<Session> {
  const [first, second] = [openReader(options), openReader(options)];
  return { first, second, of: ({ user }) => (user === 'second' ? second : first) };
}
