import type { Call } from './http/call.js';
import type { DroppedCookie } from './http/dropped-cookie.js';
import type { BodyNote, HeaderField } from './http/message.js';
import type { Sealed } from './secrecy/sealed.js';

/** The two witnesses of a visit. */
export type DriverName = 'http' | 'browser';

/** What made a request: the visit itself, a redirect status, a form, or a page (script, `Refresh`, meta). */
export type Cause = 'start' | 'redirect' | 'form' | 'page';

/** One request and its response. Times are our own clock in milliseconds since the epoch. */
export interface Hop {
  readonly method: string;
  /** Absolute request URL. A fragment is kept where the driver knows it. */
  readonly url: Sealed;
  readonly cause: Cause;
  /** True on the request that carried the user's password. */
  readonly credentials: boolean;
  /**
   * Set on the request of a form that the visitor sent: the last one of a sign-in, with a password or without, or a
   * confirmation after it.
   */
  readonly submission?: 'sign-in' | 'confirmation';
  /**
   * Whether the page's password field came with a value, on pages shown before anything was typed; absent where none
   * is seen. `unsure`: it did, but a script may take it away (HTTP driver only).
   */
  readonly passwordField?: 'empty' | 'prefilled' | 'unsure';
  /** Absent where no response came. */
  readonly status?: number;
  readonly headers: readonly HeaderField[];
  /** HTTP driver only: the response head (status line and header section) as raw latin1 bytes. */
  readonly rawHead?: Sealed;
  readonly sentAtMs: number;
  readonly receivedAtMs: number;
  readonly cookiesSent: readonly string[];
  readonly cookiesSet: readonly string[];
  /** Cookies of the answer that browsers do not keep. */
  readonly cookiesDropped?: readonly DroppedCookie[];
  readonly body?: BodyNote;
  /** Browser only: the browser's own reason for not following this hop's redirect (a CSP, for one). */
  readonly blocked?: string;
}

/** Every URL that the visit was sent to, in order, whether or not it was followed. */
export interface Navigation {
  /** Absolute URL with its fragment, resolved as a browser resolves it; the raw value where it cannot be resolved. */
  readonly url: Sealed;
  /** Index into `hops` of the response that sent the visitor there; -1 for the start. */
  readonly from: number;
  readonly cause: Cause;
  readonly atMs: number;
}

/**
 * The hand-over: the first navigation to the docs origin after the login URL was asked for; failing that,
 * the first navigation away from the login flow that carries a compact JWS.
 */
export interface CallbackSeen {
  /** Absolute URL with its fragment as the login flow sent it (never one inherited from an earlier page). */
  readonly url: Sealed;
  /** The raw bytes of the `Location` field as latin1, where a redirect status carried it. */
  readonly location?: Sealed;
  /** Index into `hops` of the response that handed over. */
  readonly hop: number;
  /** Our clock when that response had arrived, in milliseconds since the epoch. */
  readonly arrivedAtMs: number;
  /** That response's `Date` field in milliseconds since the epoch (RFC 9110 §6.6.1); absent where it has none or the hand-over was by script. */
  readonly dateMs?: number;
  /** The browser's reason for refusing the hand-over, which still counts as reached. */
  readonly blocked?: string;
  /** True where a form was sent there whose body holds a token. Browser driver only. */
  readonly posted?: true;
}

/** Why a visit ended. `callback` and `left` are the only ends that carry a hand-over; `signed-in` and `asked` are those of a visit in which a page asks and nothing is handed over. */
export type StopCode =
  | 'callback' // the docs origin was navigated to
  | 'left' // the visitor left the login flow with a token, but not for the docs origin
  | 'signed-in' // the sign-in is over, and led to a page that asks for nothing
  | 'asked' // no navigation: a page of the docs asked, and something came back
  | 'left-without-token' // a foreign origin that is never contacted, without a token
  | 'status' // an answer of 4xx or 5xx
  | 'page' // a page that leads nowhere
  | 'sign-in-page' // a sign-in page, in a visit that does not sign in or has no credentials
  | 'sign-in-refused' // the form was shown again, or gone, after it was submitted
  | 'no-form' // a sign-in was due, but the page has no usable form
  | 'browser-needed' // a page that goes on by script or meta refresh (HTTP driver only)
  | 'loop' // more than 20 redirects
  | 'bad-location' // a redirect without a Location, or with one that no browser can resolve
  | 'unreachable' // DNS, connection refused or reset
  | 'tls' // the TLS handshake or the certificate failed
  | 'timeout' // no answer in time
  | 'garbage' // an answer that is not HTTP
  | 'not-made'; // the visit was not made; what is known of it says why

/** What to change so that a visit does not end where it did: clauses in the imperative, without a full stop. */
export type Advice =
  /** The name and the password of a user. */
  | { readonly on: 'credentials'; readonly user: 'first' | 'second' }
  /** The driver: a browser gets further. */
  | { readonly on: 'driver' }
  /** A cookie of the sign-in that went lost, why, and what to set: without it no password is right. */
  | { readonly on: 'cookie'; readonly words: string }
  /** A page that leads nowhere: concerns the visits of readers alone. */
  | { readonly on: 'page'; readonly words: string }
  /** Anything else of the login flow, or a setting that leads to it. */
  | { readonly on: 'target'; readonly words: string };

/** What is known of an end, in parts: no token, no cookie, no password. `sentenceOf` joins them, and nobody else does. */
export interface StopParts {
  /** What was seen: a clause without a full stop. Absent where there is nothing but notes. */
  readonly seen?: string;
  /** Words of a browser, a page or a script, as they are: they follow what was seen. */
  readonly said?: string;
  readonly advice?: Advice;
  /** Whole sentences on what else was seen or done. */
  readonly notes?: readonly string[];
  /** The end of another visit, for which this one was not made. */
  readonly because?: StopParts;
}

/** Where a visit ended and why. */
export interface Stop extends StopParts {
  readonly code: StopCode;
}

/** What the mock docs host made of the hand-over. Honest visits of the browser driver only. */
export interface Landing {
  readonly url: Sealed;
  readonly accepted: boolean;
  /** The refusal code, in the words of the catalogue; absent where the token was accepted. */
  readonly code?: string;
}

/** One request that a page made besides leading the visitor on, to anybody but the docs host. */
export interface SideRequest {
  /** As it went over the wire: without a fragment. */
  readonly url: Sealed;
  readonly headers: readonly HeaderField[];
  /** The body, or the text of a WebSocket message, up to 64 KiB. */
  readonly body?: Sealed;
}

/** One message between windows. */
export interface PostedMessage {
  /** The origin that got it, or `*` where anybody would have. */
  readonly to: string;
  readonly text: Sealed;
}

/** One text that a page left in the browser. */
export interface StoredText {
  readonly place: 'localStorage' | 'sessionStorage' | 'window.name' | 'document.cookie';
  readonly text: Sealed;
}

/** One script, frame or fetched answer that a page of the login flow loaded. */
export interface LoadedText {
  readonly url: Sealed;
  readonly text: Sealed;
}

/** What the pages of a visit did besides leading the visitor on. */
export interface Aside {
  readonly requests: readonly SideRequest[];
  readonly messages: readonly PostedMessage[];
  readonly stored: readonly StoredText[];
  /** Honest visits only. */
  readonly loaded: readonly LoadedText[];
}

/** What became of a sign-in form that another site sent. */
export interface CrossSitePost {
  /** Absent where it was not sent; then the sentence says why. */
  readonly sent?: true;
  /** True where it led the visitor to the docs. */
  readonly reachedDocs: boolean;
  /** True where it was not sent because the form is not the login flow's own. */
  readonly foreign?: true;
  readonly sentence: string;
}

/** The answer to a request of a script, which the login flow redirected to the docs: nobody gets there by it. */
export interface ScriptRedirect {
  /** The address that the script asked for. */
  readonly asked: Sealed;
  /** The browser's reason for keeping the answer from the script; absent where it did not. */
  readonly blocked?: string;
}

/** Everything observed in one visit: plain data, judged later, and again if need be. */
export interface Exchange {
  readonly visit: string;
  readonly driver: DriverName;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly hops: readonly Hop[];
  readonly navigations: readonly Navigation[];
  readonly callback?: CallbackSeen;
  readonly landing?: Landing;
  readonly stop: Stop;
  /** Sign-ins made during this visit: a user name alone is one where it led to the hand-over. */
  readonly signIns: number;
  /** What the visitor typed into the forms of this visit; absent where nothing was, or where a script did it. */
  readonly typed?: 'name' | 'secret';
  /** Browser driver only. */
  readonly aside?: Aside;
  /** True where a service worker that the login flow registered was active. Browser driver only. */
  readonly serviceWorker?: true;
  /** Browser driver only, in a visit without a hand-over. */
  readonly scriptRedirect?: ScriptRedirect;
  /** Browser driver only: its words about a form that a policy of the page kept it from sending. */
  readonly unsentForm?: string;
  /** Only in a visit that has another site send the sign-in form. */
  readonly crossSitePost?: CrossSitePost;
  /** What the docs host or the page asked of endpoints behind the login flow, in order; absent for none. */
  readonly calls?: readonly Call[];
  /** Values seen that must never be shown whole: cookie values, hidden form fields. */
  readonly secrets: readonly Sealed[];
}

/** True where anything came back, to a navigation or to a call. */
export const wasAnswered = ({ hops, calls = [] }: Pick<Exchange, 'hops' | 'calls'>): boolean =>
  hops.some(({ status }) => status !== undefined) ||
  calls.some(({ response }) => response !== undefined);
