import type { DriverName, Exchange } from './exchange.js';
import type { Sealed } from './sealed.js';
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

/** One contract, two witnesses. A driver never throws for what a login flow does: that is a `Stop`. */
export interface Driver {
  readonly name: DriverName;
  /** Makes one visit and returns all that was observed. Visits with the same jar are made one after the other by the caller. */
  visit(visit: Visit): Promise<Exchange>;
  /** The cookies of the signed-in visitor. */
  cookies(): Promise<readonly HandedCookie[]>;
  /** Takes over the cookies of a sign-in that was made elsewhere. */
  adopt(cookies: readonly HandedCookie[]): Promise<void>;
  /** Frees everything; safe to call twice. */
  close(): Promise<void>;
}
