import type { DriverName } from './exchange.js';
import type { JsonObject } from './json.js';
import type { GrantPlan } from './plan-grant.js';
import type { Answer, ApiRequest, PlanRequest, PlanTools } from './plan/request.js';

export type {
  Answer,
  ApiRequest,
  AskedGrant,
  PlanKey,
  PlanRequest,
  PlanTools,
  PlanUser,
} from './plan/request.js';

/**
 * The steps of a login flow as functions, so that a broken flow is the honest one with one step changed.
 * The reference flow in `fixtures/` executes a plan; each requirement names the plans that break it.
 */

/** A login flow, step by step. Every step is a function of the request; none may throw for what a visitor sends. */
export interface LoginPlan {
  /** Whether a visitor without a session is asked to sign in; the honest plan asks everybody. */
  readonly requiresSignIn: (request: Pick<PlanRequest, 'method' | 'query' | 'headers'>) => boolean;
  /** What a visitor with a live session gets: a token, or this answer instead. */
  readonly liveSession: (request: PlanRequest) => Answer | undefined;
  /** Whether a request only looks ahead, so that nobody is signed in; the honest plan says so of HEAD and of prefetches. */
  readonly looksAhead: (request: Pick<PlanRequest, 'method' | 'headers'>) => boolean;
  /** Whether the credentials are right; the honest plan compares the password. */
  readonly acceptsPassword: (request: PlanRequest, given: string, right: string) => boolean;
  /** Whether a submitted form is the flow's own; the honest plan compares its token with the session's. */
  readonly acceptsForm: (given: string | undefined, expected: string | undefined) => boolean;
  /** The token of a form that is about to be shown; the honest plan keeps that of the session, so that a form in another tab still works. */
  readonly formToken: (kept: string, fresh: string) => string;
  /** Whether a visitor stays signed in; the honest plan says so, unless the flow is to keep no session. */
  readonly staysSignedIn: () => boolean;
  /** The session id after a sign-in; the honest plan takes the fresh one, never the one from before. */
  readonly signedInSessionId: (fresh: string, before: string | undefined) => string;
  /** What the password field holds when it is shown; undefined where the page asks for the name alone. */
  readonly passwordField: () => string | undefined;
  /** Extra header fields of the sign-in page. */
  readonly pageHeaders: (docsOrigin: string) => readonly (readonly [name: string, value: string])[];
  /** Extra HTML inside the sign-in page, after its form; `query` is the request's, raw, without `?`. */
  readonly pageHtml: (
    returnTo: string | undefined,
    tools: PlanTools,
    session: Map<string, unknown>,
    query: string,
  ) => string;
  /** The header fields of a page after the password that asks for a consent; the honest plan has no such page. */
  readonly consentHeaders?: LoginPlan['pageHeaders'];
  readonly header: (request: PlanRequest) => JsonObject;
  readonly claims: (request: PlanRequest) => JsonObject;
  /** Header and claims in, token text out. */
  readonly token: (header: JsonObject, claims: JsonObject, request: PlanRequest) => Promise<string>;
  /** The absolute callback URL with the token in place; of an authorization server the redirect URI with the code. */
  readonly callback: (token: string, request: PlanRequest) => string;
  /** The response that hands over the token, or the code. */
  readonly answer: (location: string, token: string, request: PlanRequest) => Answer;
  /** The script of a service worker, which pages may register; the honest plan has none. */
  readonly serviceWorker?: string;
  /** The `Set-Cookie` field value of a new session. */
  readonly sessionCookie: (sessionId: string, secure: boolean) => string;
  /** What the session API answers; `user` are the claims of who reads. Absent where the flow has no such API. */
  readonly api?: (request: ApiRequest, user: JsonObject | undefined) => Answer;
  /** Whether a session is over when the reader signs out; the honest plan says so. */
  readonly endsSession: () => boolean;
  /** How a code is made into who reads. Absent where the flow is no authorization server. */
  readonly grant?: GrantPlan;
}

/** What the honest login flow does in a handshake's own way; its other steps are the same in all. */
export type ReferenceSteps = Pick<LoginPlan, 'claims' | 'callback'> &
  Partial<Pick<LoginPlan, 'api' | 'grant' | 'sessionCookie'>>;

/** A row that a mutant fells besides its own, and why it cannot be otherwise. */
export interface AlsoFells {
  readonly id: string;
  readonly why: string;
}

/** A broken variant of the reference login flow: the honest plan with one thing changed. */
export interface Mutant {
  /** Unique within its requirement; kebab-case. */
  readonly name: string;
  readonly change: (honest: LoginPlan) => Partial<LoginPlan>;
  readonly alsoFells?: readonly AlsoFells[];
  /** The drivers that can see it, where they are fewer than its requirement's. */
  readonly seenBy?: readonly DriverName[];
  /** Only a run with `--intrusive` shows it. */
  readonly intrusive?: true;
  /**
   * What becomes of it where the login flow keeps no session: `harmless` where there is nothing to see or another row
   * tells, `intrusive` where only a run with `--intrusive` makes the sign-in that shows it, `intrusive-in-browser` where that
   * is so for a browser alone, which makes fewer. Absent: it is caught as ever.
   */
  readonly withoutSession?: 'harmless' | 'intrusive' | 'intrusive-in-browser';
  /** The docs origin for which the flow is configured, where the mutant lies in that. */
  readonly docsOrigin?: string;
  /** The docs subpath below it, where the mutant lies in that. */
  readonly docsPath?: string;
  /** Another origin under which the flow is reached. */
  readonly alias?: string;
  /** True: the login URL is at that origin. */
  readonly loginAtAlias?: true;
  /** True: the session API is asked under another host name than the one where readers sign in. */
  readonly sessionAtOtherHost?: true;
}
