import type { JsonObject } from './json.js';
import type { Answer, AskedGrant, PlanRequest, PlanTools } from './plan/request.js';
import type { Sealed } from './secrecy/sealed.js';

/**
 * The steps of an authorization server with an Info API, between the sign-in and what the docs host learns of a reader. The
 * reference flow asks them one after the other; none decides what another one decides, so that each can be wrong alone.
 */

/** The docs host, as it is registered at the authorization server (RFC 6749 §2). */
export interface KnownClient {
  readonly clientId: string;
  /** Absent for a public client. */
  readonly secret?: Sealed;
  /** Absolute; the one that there is. */
  readonly redirectUri: string;
  /** Every scope that it may ask for. */
  readonly scopes: readonly string[];
  /** Who asks the token endpoint and the Info API: only a page needs CORS. */
  readonly by: 'host' | 'browser';
}

/** What is known when a client asks for a code, before anybody signs in. */
export interface AuthorizationRequest extends Pick<
  PlanRequest,
  'method' | 'query' | 'headers' | 'docsOrigin' | 'nowMs' | 'memory' | 'tools'
> {
  readonly asked: AskedGrant;
  readonly client: KnownClient;
}

/** Errors that the redirect URI is told of (RFC 6749 §4.1.2.1). */
export type AuthorizationError =
  | 'access_denied'
  | 'invalid_request'
  | 'invalid_scope'
  | 'server_error'
  | 'unauthorized_client'
  | 'unsupported_response_type';

/** What is remembered of a code. */
export interface Grant {
  readonly code: string;
  readonly clientId: string;
  readonly redirectUri: string;
  /** Absent where the authorization request had none. */
  readonly challenge?: string;
  readonly challengeMethod?: string;
  /** What was granted, each a whole scope string. */
  readonly scopes: readonly string[];
  readonly issuedMs: number;
  /** How the code was asked for: the user stands there. */
  readonly request: PlanRequest;
}

/** The same with what became of it. */
export interface UsedGrant extends Grant {
  /** How often it was redeemed, and how often that was refused. */
  readonly redeemed: number;
  readonly failed: number;
}

/** One parameter of a form or a query, decoded. */
type Pair = readonly [name: string, value: string];

/** A request to the token endpoint or the Info API. */
export interface EndpointRequest extends Pick<
  PlanRequest,
  'method' | 'query' | 'headers' | 'docsOrigin' | 'nowMs' | 'memory' | 'tools'
> {
  readonly endpoint: 'token' | 'info';
  /** The pairs of a form that was posted, in order; of any other request those of its query. */
  readonly fields: readonly Pair[];
  readonly client: KnownClient;
  /** The origin under which it was asked. */
  readonly issuer: string;
}

/** What a client says of itself at the token endpoint (RFC 6749 §2.3.1, §3.2.1). */
export interface Presented {
  readonly clientId?: string;
  readonly secret?: string;
  readonly by: 'basic' | 'post' | 'none';
  /** True where it says so in two ways, or in none that can be read. */
  readonly isOdd: boolean;
}

/** Errors of a token endpoint (RFC 6749 §5.2). */
export type TokenError =
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_request'
  | 'invalid_scope'
  | 'unauthorized_client'
  | 'unsupported_grant_type';

/** What a token endpoint has come to. */
export type TokenOutcome =
  | {
      readonly accessToken: string;
      readonly idToken?: string;
      readonly grant: Grant;
      readonly error?: never;
    }
  | {
      readonly error: TokenError;
      /** How the client had said who it is. */
      readonly by: Presented['by'];
    };

/** An access token that was given out. */
export interface Access {
  readonly token: string;
  readonly grant: Grant;
  readonly issuedMs: number;
}

/** The access tokens of a flow. */
export interface Accesses {
  /** The one of that text; undefined where there is none, or it was revoked. */
  readonly find: (token: string | undefined) => Access | undefined;
  /** The one given out last; undefined before the first. */
  readonly last: () => Access | undefined;
}

/** An authorization server, step by step. No step may throw for what a client sends. */
export interface GrantPlan {
  /** What an authorization request asks for; `session` lives as long as the visitor's, and is the one to which `pageHtml` was given. */
  readonly asked: (query: string, session: Map<string, unknown>) => AskedGrant;
  /** Whether the client is known. If not the browser is sent nowhere (RFC 6749 §4.1.2.1). */
  readonly knowsClient: (request: AuthorizationRequest) => boolean;
  /** Whether a redirect URI is the registered one; the honest plan compares them as texts (RFC 9700 §2.1). */
  readonly takesRedirectUri: (given: string | undefined, request: AuthorizationRequest) => boolean;
  /** Why there is no code although the redirect URI is right; undefined where nothing speaks against it. */
  readonly refusal: (request: AuthorizationRequest) => AuthorizationError | undefined;
  /** A page for the person, where client or redirect URI cannot be trusted. */
  readonly errorPage: (request: AuthorizationRequest) => Answer;
  /** The redirect that tells the client of an error. */
  readonly errorRedirect: (error: AuthorizationError, request: AuthorizationRequest) => Answer;
  /** A new code. */
  readonly code: (request: PlanRequest) => string;
  /** What is remembered of it. */
  readonly grant: (code: string, request: PlanRequest, client: KnownClient) => Grant;

  /** What answers `OPTIONS`. */
  readonly preflight: (request: EndpointRequest) => Answer;
  /** Whether the token endpoint reads requests of that method; the honest plan says so of POST. */
  readonly takesMethod: (method: string) => boolean;
  /** What a client says of itself. */
  readonly presented: (request: EndpointRequest) => Presented;
  /** Whether a client id is the one that is registered. */
  readonly isClient: (given: string | undefined, client: KnownClient) => boolean;
  /** Whether a client has shown its secret; the honest plan asks none of a public one. */
  readonly secretIsRight: (
    given: string | undefined,
    client: KnownClient,
    tools: PlanTools,
  ) => boolean;
  /** Whether a code may still be redeemed; the honest plan says so of one that nobody has tried. */
  readonly isUnused: (grant: UsedGrant) => boolean;
  /** Whether a code is young enough. */
  readonly isFresh: (grant: Grant, nowMs: number) => boolean;
  /** Whether a code was given to that client. */
  readonly isOfClient: (grant: Grant, clientId: string | undefined) => boolean;
  /** Whether the redirect URI is that of the authorization request (RFC 6749 §4.1.3). */
  readonly isOfRedirectUri: (grant: Grant, given: string | undefined) => boolean;
  /** Whether the verifier fits (RFC 7636 §4.6); the honest plan refuses one that no challenge asked for (RFC 9700 §4.8.2). */
  readonly takesVerifier: (
    verifier: string | undefined,
    grant: UsedGrant,
    request: EndpointRequest,
  ) => boolean;
  /** Whether a code that comes a second time ends the access tokens that it has brought (RFC 6749 §4.1.2). */
  readonly revokesOnReplay: () => boolean;
  /** A new access token. */
  readonly accessToken: (grant: Grant, request: EndpointRequest) => string | Promise<string>;
  /** The claims of an `id_token`; undefined where none is due. */
  readonly idClaims: (grant: Grant, request: EndpointRequest) => JsonObject | undefined;
  /** The `id_token` with those claims. */
  readonly idToken: (claims: JsonObject, request: EndpointRequest) => Promise<string | undefined>;
  /** What the token endpoint answers. */
  readonly tokenAnswer: (outcome: TokenOutcome, request: EndpointRequest) => Answer;

  /** The access token of a request to the Info API; undefined where it has none (RFC 6750 §2.1). */
  readonly bearer: (request: EndpointRequest) => string | undefined;
  /** The access that a token gives; undefined where it gives none. */
  readonly access: (
    token: string | undefined,
    accesses: Accesses,
    request: EndpointRequest,
  ) => Access | undefined;
  /** What the Info API answers; `user` are the claims of who reads, `token` what came along. */
  readonly infoAnswer: (
    request: EndpointRequest,
    user: JsonObject | undefined,
    token: string | undefined,
  ) => Answer;
}
