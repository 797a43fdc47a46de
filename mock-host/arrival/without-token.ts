import type { Refusal } from '../../judge/arrival/judgement.js';
import { sightings, type Spelling } from '../../protocol/jose/compact-scan.js';
import { findToken } from '../../protocol/jose/find-token.js';

/** Arrivals without a token: what the host says by itself, before the judge of tokens looks at anything. */

/** Longest fragment that is looked at, in characters: twice what a docs host can be trusted to take. */
export const longestFragment = 16_384;

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

const refusal = (words: Omit<Refusal, 'accepted'>): Refusal => ({ accepted: false, ...words });

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What stands where the token should stand. */
const valueIn = (fragment: string): string =>
  decoded(/(?:^|&)jwt=([^&]*)/.exec(fragment)?.[1] ?? fragment);

/** What a fragment is that is no token, as a sentence. */
function whatItIs(fragment: string): string {
  if (fragment === '') return 'The callback URL has no fragment.';
  const value = valueIn(fragment);
  if (value === '') return 'The fragment has jwt= with nothing behind it.';
  if (!placeholder.test(value)) {
    return 'The fragment is not a token: it may be the anchor of the page that the visitor came from.';
  }
  const cause = value.includes('Promise') ? ': it did not wait for the signed token' : '';
  return `The login flow wrote ${value.slice(0, 40)} where the token should stand${cause}.`;
}

/**
 * What can be said of a fragment before any token is read.
 *
 * @param fragment without `#`
 * @param callbackUrl without the fragment
 * @param bare true where the fragment must be the token and nothing else: the callback path of JWT authentication
 * @returns why it is refused; undefined where the judge should look at it
 */
export function refuseArrival(
  fragment: string,
  callbackUrl: string,
  bare: boolean,
): Refusal | undefined {
  if (fragment.length > longestFragment) {
    return refusal({
      code: 'token-size',
      title: 'The callback URL is at most 8,000 characters long',
      expected: 'A callback URL of at most 8,000 characters.',
      actual: `The fragment has more than ${longestFragment.toLocaleString('en')} characters.`,
      why: 'Proxies, frameworks and browsers cut or refuse URLs of that length, so the reader cannot log in.',
      fix: 'Put only the groups and the content that the docs use into the token.',
    });
  }
  if (!/\.|%2e/i.test(fragment) && findToken(callbackUrl) !== undefined) {
    return refusal({
      code: 'callback-token-in-fragment',
      title: 'The token is the fragment of the callback URL and stands nowhere else',
      expected: 'The token after a #.',
      actual: 'The token is in the query or the path of the callback URL.',
      why: 'What stands before the # is sent to servers and ends up in their logs.',
      fix: 'End the callback URL in a real # (not %23) and the token, after the query.',
    });
  }
  if (bare && fragment.startsWith('jwt=')) {
    return refusal({
      code: 'callback-fragment-form',
      title: 'The fragment has the documented form',
      expected: 'A fragment that is the token and nothing else.',
      actual: 'The fragment begins with jwt=.',
      why: 'The callback path takes the fragment as the token, so the prefix makes it unreadable.',
      fix: 'Leave out jwt= and everything after the token.',
    });
  }
  if (twoDots.test(fragment)) return undefined;
  if ([...sightings(fragment, tokenStart)].length > 0) return undefined;
  // Something that is called a token is the judge's to name, unless it is plainly none.
  if (!bare && /(?:^|&)jwt=./.test(fragment) && !placeholder.test(valueIn(fragment)))
    return undefined;
  return refusal({
    code: 'callback-reached',
    title: 'After signing in, the visitor leaves the login flow with a token',
    expected: bare
      ? 'A callback URL that ends in # and the token.'
      : 'The URL of a docs page that ends in # and the token.',
    actual: bare ? whatItIs(fragment) : whatItIs(fragment).replace('callback URL', 'URL'),
    why: 'Without a token the docs host does not know who the reader is.',
    fix: `Append # and the signed JWT to the URL of ${bare ? 'the callback' : 'the docs page'}.`,
  });
}
