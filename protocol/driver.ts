import type { DriverName, Exchange } from './exchange.js';
import type { Sealed } from './secrecy/sealed.js';
import type { Visit } from './visit.js';

/** A cookie handed from one driver to the other. Attributes as in RFC 6265 §5.3. */
export interface HandedCookie {
  readonly name: string;
  readonly value: Sealed;
  /** Without a leading dot. */
  readonly domain: string;
  /** True where no `Domain` attribute was given: the cookie goes back to this very host only. */
  readonly hostOnly: boolean;
  readonly path: string;
  /** Seconds since the epoch; absent for a session cookie. */
  readonly expires?: number;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite?: 'Strict' | 'Lax' | 'None';
}

/** A signed-in visitor, as one driver hands them to the other. */
export interface HandedSession {
  readonly cookies: readonly HandedCookie[];
  /** The `User-Agent` that signed in: some login flows bind a session to it. */
  readonly userAgent: string;
}

/**
 * Waits until a visit may sign in, and gives what has to be told, when it has, how many passwords it sent: all that it may
 * have sent where nothing is said. Rejects where the run is ended before.
 */
export type SignInTurn = (visit: Visit) => Promise<(signIns?: number) => void>;

/** One contract, two witnesses. A driver never throws for what a login flow does: that is a `Stop`. */
export interface Driver {
  readonly name: DriverName;
  /** Makes one visit and returns all that was observed. Visits with the same jar are made one after the other by the caller. */
  visit(visit: Visit): Promise<Exchange>;
  /** The signed-in visitor. */
  session(): Promise<HandedSession>;
  /** Takes over a sign-in that was made elsewhere. */
  adopt(session: HandedSession): Promise<void>;
  /** Frees everything; safe to call twice. */
  close(): Promise<void>;
}
