import { Failure } from './failure.js';
import type { CredentialsMode } from './http/cors/check.js';

/** What the public text says of a handshake, as data. */

/** The set of rules that the public text stated during a period. */
export interface Edition<E extends string = string> {
  readonly id: E;
  /** ISO 8601 dates of the period in which the public text said so; `to` is absent for the current one. */
  readonly from: string;
  readonly to?: string;
  readonly says: string;
}

/** What carries a token to the docs host. */
export type TokenCarrier =
  /** The fragment of the callback URL, which never leaves the browser. */
  | { readonly by: 'fragment' }
  /** One parameter of its query, which every server on the way sees. */
  | { readonly by: 'query'; readonly name: string };

/** What carries the credential to the docs host, or to an API that its pages ask. */
export type Carrier =
  | TokenCarrier
  /** The cookies of the reader's browser, which go along where a page of the docs asks a session API: nothing is handed over. */
  | { readonly by: 'cookies' }
  /** An authorization code in the query of the redirect URI (RFC 6749 §4.1.2), which the docs host redeems. */
  | { readonly by: 'code' };

/** How the docs host, as a client of an authorization server, makes a code into who reads. */
export interface Redemption {
  /** Who asks the token endpoint and the Info API: the docs host's server, or the script of its page. */
  readonly by: 'host' | 'browser';
  /** Whether the client can keep a secret (RFC 6749 §2.1). */
  readonly client: 'confidential' | 'public';
  /** Whether a code challenge goes along (RFC 7636): always, or the texts leave it open, and a run tries both. */
  readonly pkce: 'always' | 'open';
}

/** What a page of the docs asks for on its own, once the reader is on it. */
export interface PageAsks {
  readonly role: 'session';
  /** Whether the reader's cookies go along (Fetch, "credentials mode"). */
  readonly credentials: CredentialsMode;
}

/** The JWS algorithm of a handshake (RFC 7518 §3.1, RFC 8037 §3.1) and the form of its key. The token never decides it. */
export type Signing =
  | { readonly algorithm: 'EdDSA'; readonly keyForm: 'public-key'; readonly curve: 'Ed25519' }
  | { readonly algorithm: 'ES256'; readonly keyForm: 'public-key'; readonly curve: 'P-256' }
  /** The docs host and the login flow hold the same secret (RFC 7518 §3.2). */
  | { readonly algorithm: 'HS256'; readonly keyForm: 'shared-secret' };

/** No token travels, so nothing is signed. */
interface Unsigned {
  readonly algorithm?: never;
  readonly keyForm?: never;
}

/** The name of such an algorithm. */
export type SigningAlgorithm = Signing['algorithm'];

/** What the public text says of a handshake; `E` are the ids of its editions, by which levels are typed. */
export type HandshakeFacts<E extends string = string> = TokenFacts<E> | (Unsigned & Rules<E>);

/** What it says of one in which a signed token travels. */
export type TokenFacts<E extends string = string> = Signing &
  Rules<E> & {
    readonly carrier: TokenCarrier;
    readonly returnParam: string;
  };

/** True where a signed token travels. */
export const hasToken = <E extends string>(facts: HandshakeFacts<E>): facts is TokenFacts<E> =>
  facts.algorithm !== undefined;

/**
 * The facts of a handshake in which a signed token travels.
 *
 * @throws Failure `usage` for one in which none does
 */
export function tokenFactsOf<E extends string>(facts: HandshakeFacts<E>): TokenFacts<E> {
  if (hasToken(facts)) return facts;
  throw new Failure('usage', `${facts.id} has no key: no signed token travels in it.`);
}

interface Rules<E extends string> {
  readonly id: string;
  readonly title: string;
  readonly carrier: Carrier;
  /** Absent where the docs' pages ask nobody who reads them. */
  readonly asks?: PageAsks;
  /** Present where a code is handed over. */
  readonly redeems?: Redemption;
  /** The one path that takes tokens; absent where any page does. */
  readonly callbackPath?: string;
  /** True where `jwt=<JWT>&anchor=<name>` is a fragment that the text knows. */
  readonly knowsAnchors: boolean;
  /** The return parameter of the login link where the host fixes it; otherwise the default of `--return-param`. Absent where no login link has one. */
  readonly returnParam?: string;
  readonly returnParamIsFixed: boolean;
  /** What the return parameter holds: a path of the docs, or a whole URL of theirs. */
  readonly returnValue: 'relative' | 'absolute';
  readonly allowsDocsPath: boolean;
  /** True where strangers read the docs, too, which are then made out to the reader in the browser; false where they have to log in. */
  readonly docsAreOpen: boolean;
  /** The path of the docs host that sends readers to the login flow. */
  readonly loginPath: string;
  /** The path of the docs host that tells a page, as JSON, who is logged in; absent where it has none. */
  readonly userPath?: string;
  /**
   * The global object of the docs' pages whose member `user` tells their own scripts who reads, and the beginning of the event
   * `<name>:user`; absent where the docs host has none.
   */
  readonly readerGlobal?: string;
  /** Paths that the docs host keeps for itself, below the docs subpath, in lower case: no page lives there. One with an extension is a file, any other has paths below it, too. */
  readonly reservedPaths: readonly string[];
  /** Oldest first; the last one is `latest`. */
  readonly editions: readonly [Edition<E>, ...Edition<E>[]];
}
