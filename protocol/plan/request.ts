import type { JsonObject } from '../json.js';

/** What the steps of a login flow's plan are given, and what they give back. */

/** What a flow knows when it is asked for a token. */
export interface PlanRequest {
  readonly method: string;
  /** The request's query, raw, without `?`. */
  readonly query: string;
  /** The return value as the framework decoded it; undefined where there was none. */
  readonly returnTo: string | undefined;
  /** Request header fields, names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The form fields of a POST, decoded; empty otherwise. */
  readonly form: Readonly<Record<string, string | undefined>>;
  readonly user: PlanUser;
  /** Our clock in milliseconds since the epoch. */
  readonly nowMs: number;
  /** Where the flow believes the docs to be: origin, and origin with callback path or subpath. */
  readonly docsOrigin: string;
  readonly callbackBase: string;
  /** What a client asks for; absent where the flow is no authorization server. */
  readonly asked?: AskedGrant;
  /** Lives as long as the flow. */
  readonly memory: Map<string, unknown>;
  /** Lives as long as the visitor's session. */
  readonly session: Map<string, unknown>;
  readonly tools: PlanTools;
}

/** An authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3), decoded; what is absent was not sent, or is empty (§3.1). */
export interface AskedGrant {
  readonly responseType?: string;
  readonly clientId?: string;
  readonly redirectUri?: string;
  readonly scope?: string;
  readonly state?: string;
  readonly challenge?: string;
  readonly challengeMethod?: string;
  /** Of OpenID Connect: goes into the `id_token` as it stands. */
  readonly nonce?: string;
  /** Names of parameters that stand there more than once. */
  readonly repeated: readonly string[];
}

/** What a flow knows when a page of the docs asks its API who reads. */
export interface ApiRequest extends Pick<
  PlanRequest,
  'method' | 'headers' | 'docsOrigin' | 'nowMs' | 'memory'
> {
  /** Absent where no live session came along. */
  readonly user?: PlanUser;
  /** Where people sign in. */
  readonly loginUrl: string;
}

/** The user who signed in, as the flow knows them. */
export interface PlanUser {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly groups: readonly string[];
}

/** A key of the flow: its own, another of the same kind, or one of the other handshake's kind. */
export type PlanKey = 'own' | 'other' | 'other-handshake';

/** Cryptography and time that a plan may ask for; the keys stay with the flow. */
export interface PlanTools {
  /** The raw JWS signature (64 octets; of two numbers R‖S) over the ASCII signing input. */
  readonly sign: (signingInput: string, key?: PlanKey) => Promise<Uint8Array>;
  /** The name of a key's JWS algorithm. */
  readonly algorithmOf: (key: PlanKey) => string;
  /** HMAC with SHA-256 over the signing input, keyed with the PEM text of the flow's private key. */
  readonly hmacWithPem: (signingInput: string) => Promise<Uint8Array>;
  /** The public half of the flow's key as a JWK. */
  readonly publicJwk: () => Promise<JsonObject>;
  /** The private key as PKCS#8 PEM, for plans that leak it. */
  readonly privateText: () => string;
  readonly base64url: (bytes: Uint8Array | string) => string;
  /** So many random octets, in base64url. */
  readonly random: (octets: number) => string;
  /** SHA-256 over the UTF-8 of a text, in base64url. */
  readonly sha256: (text: string) => string;
  /** Whether two texts are the same, in a time that does not depend on where they differ. */
  readonly same: (given: string, right: string) => boolean;
  /** Looks up one of the flow's users; undefined where there is none of that name. */
  readonly userNamed: (username: string) => PlanUser | undefined;
  /** Lets other requests have their turn for so many milliseconds, as a database would. */
  readonly pause: (ms: number) => Promise<void>;
}

/** A response, or its raw bytes where no HTTP library would write it. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
  /** The whole response as latin1 text, written to the socket as it stands; everything else is ignored. */
  readonly raw?: string;
}
