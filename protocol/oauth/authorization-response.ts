import { seal, type Sealed } from '../secrecy/sealed.js';
import { parseUrl } from '../url/parse-url.js';
import { isOwnState } from './visit-secrets.js';
import type { OAuthClient } from './client.js';

/** Where an answer to an authorization request stands. */
export type ResponsePlace = 'query' | 'fragment';

/** An authorization server's answer by way of the browser (RFC 6749 §4.1.2, §4.1.2.1), read as far as it goes. */
export interface AuthorizationResponse {
  /** Absent where neither query nor fragment holds a code or an error. */
  readonly place?: ResponsePlace;
  /** Every `code` there that is not empty, in order. */
  readonly codes: readonly Sealed[];
  /** Every `state` there, decoded, in order. */
  readonly states: readonly Sealed[];
  readonly error?: string;
  readonly description?: string;
  /** Every `iss` there (RFC 9207 §2). */
  readonly issuers: readonly string[];
  /** Names of tokens that stand in the URL: they never should (RFC 9700 §2.1.2). */
  readonly tokens: readonly ('access_token' | 'id_token')[];
}

/** The longest text that is shown of what a server says of its error. */
const longest = 200;

const read = (place: ResponsePlace, pairs: URLSearchParams): AuthorizationResponse => {
  const sealed = (name: string): readonly Sealed[] =>
    pairs.getAll(name).map((value) => seal(value));
  const codes = sealed('code').filter((code) => code.reveal() !== '');
  const error = pairs.get('error');
  const description = pairs.get('error_description');
  return {
    ...(codes.length > 0 || error !== null ? { place } : {}),
    codes,
    states: sealed('state'),
    ...(error === null ? {} : { error: error.slice(0, longest) }),
    ...(description === null ? {} : { description: description.slice(0, longest) }),
    issuers: pairs.getAll('iss'),
    tokens: (['access_token', 'id_token'] as const).filter((name) => pairs.has(name)),
  };
};

/** Reads what came to a redirect URI: the query, and the fragment where that holds a code, an error or a token. Never throws. */
export function readAuthorizationResponse(url: string): AuthorizationResponse {
  const parsed = parseUrl(url);
  const inQuery = read('query', parsed?.searchParams ?? new URLSearchParams());
  const inFragment = read('fragment', new URLSearchParams(parsed?.hash.slice(1) ?? ''));
  const tokens = [...new Set([...inQuery.tokens, ...inFragment.tokens])];
  const answer =
    inQuery.place === undefined && inFragment.place !== undefined ? inFragment : inQuery;
  return { ...answer, tokens };
}

/** True for a URL that carries a code, or a token, together with a state of this run: an answer that is meant for the docs host. */
export function carriesAnswer(url: string, client: Pick<OAuthClient, 'seed'>): boolean {
  const parsed = parseUrl(url);
  if (parsed === undefined) return false;
  return [parsed.searchParams, new URLSearchParams(parsed.hash.slice(1))].some(
    (pairs) =>
      (pairs.has('code') || pairs.has('access_token') || pairs.has('error')) &&
      pairs.getAll('state').some((state) => isOwnState(client, state)),
  );
}
