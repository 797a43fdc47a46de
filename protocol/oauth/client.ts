import type { Redemption } from '../handshake.js';
import type { Sealed } from '../secrecy/sealed.js';

/** The docs host as a client of the company's authorization server. */

/** One parameter of a query or a form, decoded. */
export type Parameter = readonly [name: string, value: string];

/**
 * How a client says who it is at the token endpoint (RFC 6749 §2.3.1, §3.2.1): by HTTP Basic, by `client_id` and
 * `client_secret` in the form, or by `client_id` alone.
 */
export type ClientAuth = 'basic' | 'post' | 'none';

/** A claim of a token that holds the reader's groups, as the docs host's settings name it. */
export interface GroupsClaim {
  readonly token: 'id_token' | 'access_token';
  readonly claim: string;
  /** One to four characters that part a text into groups; absent: a text is one group, and only an array holds several. */
  readonly delimiter?: string;
}

/** What the authorization server and the docs host know of each other, and what is to be asked of whom. */
export interface OAuthClient extends Redemption {
  readonly clientId: string;
  /** Absent for a public client (RFC 6749 §2.1). */
  readonly clientSecret?: Sealed;
  /** `auto`: Basic, which every server has to take (RFC 6749 §2.3.1), and then the form. */
  readonly auth: ClientAuth | 'auto';
  /** Absolute: where the authorization server sends the reader's browser with a code. */
  readonly redirectUri: string;
  /** Each a whole scope string, as the settings have them. */
  readonly scopes: readonly string[];
  /** Added to the authorization request alone. */
  readonly furtherParameters: readonly Parameter[];
  /** Absolute. */
  readonly tokenUrl: string;
  /** Absolute; absent where the docs host asks nobody who reads. */
  readonly infoUrl?: string;
  readonly groups?: GroupsClaim;
  /** Absolute: where a reader is sent who logs out of the docs, exactly as it stands. */
  readonly logoutUrl?: string;
  /** What the states and verifiers of one run are made from: 32 octets, in base64url. */
  readonly seed: Sealed;
}

/** Basic is tried first, since RFC 6749 §2.3.1 has every server take it. */
export const authOrder = ({ auth, client }: OAuthClient): readonly ClientAuth[] => {
  if (auth !== 'auto') return [auth];
  return client === 'public' ? ['none'] : ['basic', 'post'];
};
