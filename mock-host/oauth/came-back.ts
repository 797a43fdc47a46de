import type { Refusal } from '../../judge/arrival/judgement.js';
import type { AuthorizationResponse } from '../../protocol/oauth/authorization-response.js';
import { isOwnState } from '../../protocol/oauth/visit-secrets.js';
import { queryOf } from '../../protocol/url/parse-url.js';
import { printable } from '../event-log.js';
import type { OAuthHost } from './oauth-host.js';
import type { OpenRequest } from './open-requests.js';
import { ownRefusal } from './own-refusals.js';

/** Whose answer came to the redirect URI: state and browser are compared before anything is done with a code. */

/** The request that an answer belongs to, as far as it is known. */
export interface CameBack {
  /** Absent where nobody knows whose answer it is. */
  readonly request?: OpenRequest;
  /** The state, where it is that of a request of this very browser: only then may a code be redeemed. */
  readonly state?: string;
  /** Why it is refused whatever else it holds. */
  readonly refusal?: Refusal;
}

/** An answer whose state is no request's that is open. */
function stray(
  { requests, client }: OAuthHost,
  state: string | undefined,
  browser: string | undefined,
): CameBack {
  const latest = browser === undefined ? undefined : requests.latestOf(browser);
  if (state !== undefined && isOwnState(client, state)) {
    const actual =
      'The state is of this host, and was answered before, or more than ten minutes ago.';
    return { ...(latest && { request: latest }), refusal: ownRefusal('state-used', actual) };
  }
  // What became of the state of its last request is judged by the requirement.
  if (latest !== undefined) return { request: latest };
  const what = state === undefined ? 'The answer has no state' : 'The answer has a strange state';
  const actual = `${what}, and this browser was sent to no authorization server, or keeps no cookie of it.`;
  return { refusal: ownRefusal('state-unknown', actual) };
}

/**
 * Finds the request of an answer.
 *
 * @param browser the mark of the browser, hashed; undefined for one that brings none
 */
export function cameBack(
  host: OAuthHost,
  { states }: AuthorizationResponse,
  browser: string | undefined,
): CameBack {
  const state = states[0]?.reveal();
  const request = state === undefined ? undefined : host.requests.find(state);
  if (request === undefined || state === undefined) return stray(host, state, browser);
  if (request.browser !== browser) {
    const actual =
      browser === undefined
        ? 'The state is that of a request of this host, and the browser brought no cookie of it.'
        : 'The state is that of a request which another browser was sent off with.';
    return { refusal: ownRefusal('state-of-another-browser', actual) };
  }
  return states.length === 1 ? { request, state } : { request };
}

/** Parameters of an answer whose values may be shown. */
const open = new Set(['error', 'error_description', 'error_uri', 'iss', 'scope']);

/** Path and query of an answer for people: of what may be a secret the name alone. */
export function shownAnswer(target: string): string {
  const [path = ''] = target.split('?', 1);
  const pairs = [...queryOf(target)].map(
    ([name, value]) => `${name}=${open.has(name) ? value : '…'}`,
  );
  return printable(pairs.length === 0 ? path : `${path}?${pairs.join('&')}`);
}
