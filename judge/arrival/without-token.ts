import type { HandshakeFacts } from '../../protocol/handshake.js';
import { decodeText } from '../../protocol/jose/base64url.js';
import { sightings, type Spelling } from '../../protocol/jose/compact-scan.js';
import { findToken } from '../../protocol/jose/find-token.js';
import type { ArrivalCase } from '../../protocol/requirement.js';

/** Arrivals without a token: what is said of them before any row looks at anything. */

/** Longest fragment that is looked at, in characters: twice what a docs host can be trusted to take. */
const longestFragment = 16_384;

/** What arrived in the place of a token. */
export interface Misfit {
  readonly is: ArrivalCase;
  /** One sentence. */
  readonly actual: string;
}

/** Something in three parts. */
const twoDots = /(?:\.|%2e).*(?:\.|%2e)/i;
/** The first part of a token and a dot, however little follows. */
const tokenStart: Spelling = {
  header: /[A-Za-z0-9_+/-]*/y,
  rest: /(?:=|%3[dD]){0,2}(?:\.|%2[eE])/y,
};

/** What a programming language writes where a value is missing or was not waited for. */
const placeholder =
  /^(?:undefined|null|None|nil|NaN|true|false|\[object \w+\]|\$?\{\{?.*\}?\}|Promise \{.*\})$/;

/** The value of `jwt=` in a fragment; undefined where there is none. */
const named = (fragment: string): string | undefined => /(?:^|&)jwt=([^&]*)/.exec(fragment)?.[1];

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What stands where the token should stand. */
const valueIn = (fragment: string): string => decoded(named(fragment) ?? fragment);

/** What a fragment is that is no token, as a sentence. */
function whatItIs(fragment: string, bare: boolean): string {
  if (fragment === '') return `The ${bare ? 'callback URL' : 'URL'} has no fragment.`;
  const value = valueIn(fragment);
  if (value === '') return 'The fragment has jwt= with nothing behind it.';
  if (!placeholder.test(value)) {
    return 'The fragment is not a token: it may be the anchor of the page that the visitor came from.';
  }
  const cause = value.includes('Promise') ? ': it did not wait for the signed token' : '';
  return `The login flow wrote ${value.slice(0, 40)} where the token should stand${cause}.`;
}

/**
 * What can be said of a fragment before any token is read. Pure; linear in its length.
 *
 * @param fragment without `#`
 * @param url where it arrived, without the fragment
 * @returns why it is refused; undefined where the rows should look at it
 */
export function withoutToken(
  fragment: string,
  url: string,
  { callbackPath }: HandshakeFacts,
): Misfit | undefined {
  // The callback path takes the fragment as the token, and nothing else.
  const bare = callbackPath !== undefined;
  if (fragment.length > longestFragment) {
    const most = longestFragment.toLocaleString('en');
    return { is: 'long-fragment', actual: `The fragment has more than ${most} characters.` };
  }
  if (!/\.|%2e/i.test(fragment) && findToken(url) !== undefined) {
    const actual = 'The token is in the query or the path of the callback URL.';
    return { is: 'token-elsewhere', actual };
  }
  if (bare && fragment.startsWith('jwt=')) {
    return { is: 'wrapped-token', actual: 'The fragment begins with jwt=.' };
  }
  if (twoDots.test(fragment)) return undefined;
  if ([...sightings(fragment, tokenStart)].length > 0) return undefined;
  // Something that is called a token is the rows' to name, unless it is plainly none.
  const called = !bare && /(?:^|&)jwt=./.test(fragment) && !placeholder.test(valueIn(fragment));
  return called ? undefined : { is: 'no-token', actual: whatItIs(fragment, bare) };
}

/** The object or array of JSON that a segment holds; undefined where it holds none. */
function headerIn(segment: string): object | undefined {
  try {
    const value: unknown = JSON.parse(decodeText(segment) ?? '');
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Why nothing in a fragment, long enough for a token, was read as one. */
export function unreadable(fragment: string): Misfit {
  const parts = (named(fragment) ?? fragment).split('.', 7);
  const header = headerIn(parts[0] ?? '');
  if (header !== undefined && parts.length === 5) {
    const actual =
      'The token has five parts: it is encrypted (JWE), and the docs host takes signed tokens (JWS) alone.';
    return { is: 'encrypted', actual };
  }
  if (parts.length !== 3) return { is: 'not-a-token', actual: 'The fragment is not a JWT.' };
  if (header !== undefined && !('alg' in header)) {
    return { is: 'no-algorithm', actual: 'The header has no alg.' };
  }
  const actual = 'The fragment has three parts like a JWT, but the first is no JSON header.';
  return { is: 'not-a-token', actual };
}
