import type { ClientAuth, OAuthClient, Parameter } from './client.js';
import type { VisitSecrets } from './visit-secrets.js';

/** How a client goes about a visit otherwise than usual, as data. What is absent is usual. */

/** What an odd authorization request is made of. */
export interface AsksWith {
  readonly client: OAuthClient;
  readonly secrets: VisitSecrets;
}

/** One request to the token endpoint with the code of a visit. */
export interface TokenWay {
  /** What is odd about it, in kebab-case: its calls are found by it. Absent for the usual request. */
  readonly as?: string;
  readonly method?: 'GET';
  /** How the client authenticates; absent: as has worked. */
  readonly auth?: ClientAuth;
  /** `wrong`: another secret of the same length. */
  readonly secret?: 'wrong';
  /** True: Basic without the encoding that RFC 6749 §2.3.1 asks for, as many clients send it. */
  readonly raw?: true;
  /**
   * `wrong`: that of another request. `absent`: none. `challenge`: the challenge itself, as a server takes it that reads
   * S256 for plain. `unasked`: one is sent although the request had no challenge.
   */
  readonly verifier?: 'wrong' | 'absent' | 'challenge' | 'unasked';
  /** `other`: a redirect URI that differs from that of the request in its query. */
  readonly redirectUri?: 'other';
  /** `other`: a client that there is not. */
  readonly clientId?: 'other';
  /** `invented`: nobody was given it. */
  readonly code?: 'invented';
  /** Made so many milliseconds later than at once. */
  readonly afterMs?: number;
}

/** One request to the Info API. */
export interface InfoWay {
  /** As in `TokenWay`. */
  readonly as?: string;
  /**
   * What says who asks: absent for the access token of this visit. `none`: nothing. `invented`: a token that nobody was
   * given. `altered`: the own one with one character changed. `query`: the own one as `access_token` in the query
   * (RFC 6750 §2.3). A visit: the token that it brought before.
   */
  readonly token?: 'none' | 'invented' | 'altered' | 'query' | { readonly name: string };
  /** True: at an address that nobody has asked before, so that no cache knows it. */
  readonly fresh?: true;
}

/** What a client does in one visit. */
export interface ClientWays {
  /** The parameters of the authorization request, made from the usual ones. */
  readonly parameters?: (usual: readonly Parameter[], known: AsksWith) => readonly Parameter[];
  /** Whether a code challenge goes along; absent: as the handshake has it, and as has worked. */
  readonly challenge?: 'S256' | 'none';
  /** The requests that are made with the code, one after the other; absent: the usual one; empty: none. */
  readonly redeems?: readonly TokenWay[];
  /** The requests to the Info API; absent: the usual one, where a token was given; empty: none. */
  readonly informs?: readonly InfoWay[];
}
