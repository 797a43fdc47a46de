import type { DriverName, Exchange } from './exchange.js';
import type { HandshakeFacts } from './handshake.js';
import type { ClientWays } from './oauth/client-ways.js';
import type { OAuthClient } from './oauth/client.js';
import type { Sealed } from './secrecy/sealed.js';

/**
 * Who the visitor is.
 * - `signing-in`: an empty cookie jar; signs in when asked to.
 * - `live`: the cookie jar of the first sign-in; signs in only where no sign-in came before (an undeclared or `none` target).
 * - `anonymous`: an empty cookie jar; never signs in, sends no `--header` and no `--cookie`.
 * - `before-sign-in`: the cookie jar as it was just before the first sign-in sent the password; never signs in. HTTP driver only.
 */
export type Session = 'signing-in' | 'live' | 'anonymous' | 'before-sign-in';

/**
 * How a reader comes, which a run may change: where nobody keeps a session, a sign-in stands in for who would have come
 * back signed in. `back`: with a session, or with the form shown again. `at-all`: nobody has signed in.
 */
export type Coming = 'signed-in' | 'once-more' | 'back' | 'after-sign-in' | 'to-sign-in' | 'at-all';

/** The sign-ins that stand in for visits with a session, in their order: refusals are fine in some, and two in a row end all. */
export const rideOrder = [
  'forwarded',
  'host',
  'fragment',
  'origin',
  'parameter',
  'referer',
  'claims',
  'second-user',
] as const;
/** One of them. */
export type Ride = (typeof rideOrder)[number];

/** What visits may say of themselves besides who comes. What a kind may say, and must, stands in `Members`. */
interface Details {
  /** The value of the return parameter before encoding; a function where it names the docs origin. Absent: no parameter. */
  readonly returnTo: string | ((docsOrigin: string) => string);
  /** The parameter exactly as it is sent, percent-encoded, in place of `returnTo` where bytes matter. */
  readonly rawReturnTo: string;
  /** Further query, raw and percent-encoded, without `?` or `&` at its ends, added behind everything else; a function where it names the second user. */
  readonly extraQuery: string | ((secondUsername: string | undefined) => string);
  /** `extraQuery` of a visit that asks for what the driver's earlier visits showed, made when its turn comes. */
  readonly queryFromSeen: (seen: readonly Exchange[], loginOrigin: string) => string;
  /** Request headers sent with the first request, beside or in place of the driver's own (`Host` included). HTTP driver only. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** True: the headers go along redirects and with the form, too. */
  readonly headersStay: true;
  /** The method of the first request where it is not GET; a POST has no body. HTTP driver only. */
  readonly method: 'HEAD' | 'POST';
  /** Comes with cookies of the names that the sign-in left, each with this value. HTTP driver only. */
  readonly cookieValue: string;
  /** Starts no sooner than this many milliseconds after that visit's callback arrived, or what its page asked for. */
  readonly after: { readonly visit: Visit; readonly ms: number };
  /** Could lock an account or load the target, unlike others of its kind: made with `--intrusive` only. */
  readonly withIntrusive: true;
  /** The title where the login link carries no return value, so that nobody is on the way to a page. */
  readonly bareTitle: string;
  /** How the reader comes: what the title begins with. Absent: the title says it all. */
  readonly comes: Coming;
  /** Which user comes. Absent: the first. */
  readonly user: 'first' | 'second';
  /** The return value of another tab in the same cookie jar, whose sign-in page is opened before this one's form is submitted. */
  readonly secondTab: string;
  /** Fields that are added to the form that carries the password. */
  readonly formFields: readonly (readonly [name: string, value: string])[];
  /** The origin of the page that sends the sign-in form. */
  readonly postedFrom: string;
  /** The origin of the page that asks, `null` for an opaque one; a function where it is made of the docs origin. */
  readonly pageOrigin: string | ((docsOrigin: string) => string);
  /** What the docs host does otherwise than usual, where it is a client of an authorization server. */
  readonly client: ClientWays;
  /** Made only where this visit left a doubt: it was refused, or some requirement did not pass on it. */
  readonly inDoubt: Visit;
  /**
   * Where a login flow keeps no session, the visits of one ride share one sign-in of their own, and each is judged on
   * it; one that has none is made with `--intrusive` only. Rides are made in the order of `rideOrder`.
   */
  readonly ride: Ride;
  /** True where a visitor without a session is shown the form, and nothing else is asked for. Made at run time. */
  readonly formOnly: true;
}

/** What a visit asks the login URL for. */
export type Asked = Partial<Pick<Details, 'returnTo' | 'rawReturnTo' | 'extraQuery' | 'client'>> & {
  readonly name?: string;
};

/** Some details must be said, some may, and all others may not: not even by way of another visit that is spread. */
type With<Must extends keyof Details, May extends keyof Details> = Pick<Details, Must> &
  Partial<Pick<Details, May>> & {
    readonly [Other in Exclude<keyof Details, Must | May>]?: never;
  };

interface By<Driver extends DriverName> {
  readonly drivers: readonly Driver[];
}

/** The ways to ask for the login URL in which no reader does. */
type Oddly = 'returnTo' | 'rawReturnTo' | 'extraQuery' | 'headers' | 'method' | 'client';

/** What happens in a visit of each kind, and what it says of itself. What follows from a kind stands in `visit-kinds.ts`. */
interface Members {
  /** A reader without a session signs in. */
  readonly 'sign-in': With<never, 'returnTo' | 'bareTitle' | 'comes' | 'client'>;
  /** A reader who has signed in comes back. */
  readonly return: With<never, 'returnTo' | 'bareTitle' | 'comes' | 'ride' | 'formOnly' | 'client'>;
  /** Begins with a click on a link of a docs page, not with an address that was typed. */
  readonly 'return-by-link': With<never, 'comes' | 'formOnly'>;
  /** Made in the very browser context that signed in, service workers included. */
  readonly 'return-in-same-browser': With<never, 'comes' | 'formOnly'> & By<'browser'>;
  /** A reader comes back some time after another visit. */
  readonly 'return-later': With<'after', 'comes' | 'formOnly'>;
  /** A visitor without a session does not sign in. */
  readonly stranger: With<never, 'returnTo' | 'client'>;
  /** A reader comes back and asks for the login URL as no reader does. */
  readonly 'odd-return': With<
    never,
    Oddly | 'comes' | 'headersStay' | 'withIntrusive' | 'ride' | 'formOnly'
  >;
  /** The same without a session. */
  readonly 'odd-stranger': With<never, Oddly | 'queryFromSeen' | 'cookieValue'>;
  /** The same with a sign-in on the way. */
  readonly 'odd-sign-in': With<never, Oddly | 'comes' | 'headersStay' | 'withIntrusive' | 'after'>;
  /** Comes with the cookies from just before the first sign-in. */
  readonly 'earlier-cookies': With<never, never> & By<'http'>;
  /** A page of another origin asks what a page of the docs would, in the reader's own browser. */
  readonly 'foreign-page': With<'pageOrigin', never> & By<'http'>;
  /** A reader comes back in a browser that keeps third-party cookies from pages. */
  readonly 'return-without-third-party-cookies': With<never, 'comes'> & By<'browser'>;
  /** A reader signs in, signs out, and asks as if that had not been: over HTTP with the cookies from before it. */
  readonly 'signed-out': With<never, 'comes'>;
  /** One of two users signs in. */
  readonly 'user-sign-in': With<'user', 'returnTo' | 'comes' | 'after' | 'client'>;
  /** One of two users, who are both signed in, comes back. */
  readonly 'user-return': With<'user', 'returnTo' | 'comes' | 'ride' | 'formOnly' | 'client'>;
  /** A page of another origin sends the sign-in form with the right password; then the login URL is asked for again. */
  readonly 'cross-site-form': With<'postedFrom', 'returnTo'> & By<'browser'>;
  /** A second tab is opened while the first one signs in. */
  readonly 'two-tabs': With<'secondTab', 'returnTo' | 'formFields'>;
  /** The same once more, where it left a doubt. */
  readonly 'two-tabs-in-doubt': With<'secondTab' | 'inDoubt', 'returnTo'>;
  /** An ordinary sign-in that tells a rate limit from a fault: two refusals in a row do not forbid it. */
  readonly 'sign-in-in-doubt': With<'inDoubt', 'returnTo'>;
  /** A reader signs in, and refuses the consent that a page asks for. */
  readonly denial: With<never, 'client'> & By<'http'>;
  /** One of many sign-ins of two users at the same time, each with a cookie jar of its own. */
  readonly 'simultaneous-sign-in': With<'user', never>;
  /** A wrong password is submitted once, and the right one when the form is shown again. */
  readonly 'wrong-password': With<never, 'returnTo'>;
  /** A code is redeemed when it should be worth nothing any more: a second time, or much later. */
  readonly 'code-replay': With<'client', 'withIntrusive'> & By<'http'>;
  /** A stranger asks for what all the others showed. */
  readonly 'stranger-afterwards': With<'queryFromSeen', 'extraQuery'>;
}

/** What happens in a visit. */
export type VisitKind = keyof Members;

/** One visit of some kinds. */
export type VisitOf<K extends VisitKind> = K extends VisitKind
  ? Members[K] & {
      readonly kind: K;
      /** Unique, stable, kebab-case. */
      readonly name: string;
      /** What it is for, in a few words, for the journey in the report; `titleOf` puts how the reader comes before it. */
      readonly title: string;
      /** The drivers that can make this visit. */
      readonly drivers: readonly DriverName[];
    }
  : never;

/** One visit to the login URL, as data. Requirements name the visits that they judge. */
export type Visit = VisitOf<VisitKind>;

const heads: Readonly<Record<Coming, string>> = {
  'signed-in': 'come back signed in, ',
  'once-more': 'come back once more, ',
  back: 'come back, ',
  'after-sign-in': 'come back after a sign-in, ',
  'to-sign-in': 'sign in: ',
  'at-all': 'come, ',
};

/** What a visit is for, with how the reader comes: the one place where the two are joined. */
export const titleOf = ({ comes, title }: Pick<Visit, 'comes' | 'title'>): string =>
  comes === undefined ? title : heads[comes] + title;

/** The same for a reader who was shown the form again. */
export const titleAsked = (visit: Pick<Visit, 'comes' | 'title'>): string =>
  `${titleOf(visit)}: asked to sign in again`;

/** A user name and the password that belongs to it. */
export interface Credentials {
  readonly username: string;
  readonly password: Sealed;
}

/** How the visitor gets past the login page. `undeclared`: nothing was said, so no credentials are sent. */
export type SignIn =
  | { readonly how: 'undeclared' }
  | { readonly how: 'none' }
  | { readonly how: 'form' }
  | { readonly how: 'script'; readonly signIn: SignInScript; readonly signOut?: SignOutScript };

/** A customer's own sign-in: gets a Playwright page that shows the login flow, and the user. Typed loosely so that the HTTP driver needs no Playwright. */
export type SignInScript = (
  page: unknown,
  user: { username: string; password: string },
) => Promise<void>;

/** The same for signing out: gets a page of a reader who is signed in. */
export type SignOutScript = (page: unknown) => Promise<void>;

/** What a docs page asks of a login flow by itself, and what else it has no page for. Absolute URLs. */
export interface Endpoints {
  /** The session API. */
  readonly session: string;
  /** What a reader asks for to sign out, with GET. */
  readonly signOut?: string;
}

/** What is judged and how to reach it: everything that a driver needs to know. */
export interface Target {
  /** Where visits begin, absolute; may have a query of its own, which is kept. */
  readonly loginUrl: string;
  /** Present where the docs' pages ask the login flow who reads. */
  readonly endpoints?: Endpoints;
  /** Present where the docs host is a client of an authorization server: the login URL is its Authorization URL then. */
  readonly client?: OAuthClient;
  /** Scheme, host and port, as `new URL(x).origin` gives it. */
  readonly docsOrigin: string;
  /** The docs subpath without a trailing slash; empty for none. */
  readonly docsPath: string;
  /** The name of the return parameter; absent where the login link carries none. */
  readonly returnParam?: string;
  /** What it holds: a path of the docs, or a whole URL of theirs. Absent: a path. */
  readonly returnForm?: HandshakeFacts['returnValue'];
  readonly signIn: SignIn;
  readonly user?: Credentials;
  readonly secondUser?: Credentials;
  /** Origins besides the login origin to which credentials may go. */
  readonly signInOrigins: readonly string[];
  /** Sent to the login origin, and to that of the endpoints; see `configuredOrigins`. */
  readonly headers: readonly (readonly [name: string, value: Sealed])[];
  readonly cookies: readonly (readonly [name: string, value: Sealed])[];
  /** An authority that is trusted besides those of the system: certificates as PEM. */
  readonly ca?: string;
  /** Milliseconds to wait for one response; a slow target is not a broken one, so this is generous (30,000). */
  readonly timeoutMs: number;
}

/** The address that is judged: where the handshake starts. */
export const addressOf = ({
  loginUrl,
  endpoints,
}: Pick<Target, 'loginUrl' | 'endpoints'>): string => endpoints?.session ?? loginUrl;

/** The origins to which `--header` and `--cookie` go. */
export function configuredOrigins(target: Pick<Target, 'loginUrl' | 'endpoints'>): {
  readonly headers: readonly string[];
  readonly cookies: readonly string[];
} {
  const address = new URL(addressOf(target)).origin;
  return { headers: [...new Set([new URL(target.loginUrl).origin, address])], cookies: [address] };
}
