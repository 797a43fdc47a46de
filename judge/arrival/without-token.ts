import type { TokenFacts } from '../../protocol/handshake.js';
import { decodeText } from '../../protocol/jose/base64url.js';
import { sightings, type Spelling } from '../../protocol/jose/compact-scan.js';
import { findToken } from '../../protocol/jose/find-token.js';
import type { ArrivalCase } from '../../protocol/on-arrival.js';
import { queryOf } from '../../protocol/url/parse-url.js';

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

/** What the handshake has its token in, and how a sentence names that. */
interface Place {
  /** What stands there. */
  readonly text: string;
  /** As the subject of a sentence. */
  readonly called: string;
  /** A sentence that says that it is not there at all. */
  readonly missing: string;
  /** A sentence for something else that stands there. */
  readonly other: string;
  /** True where it is the token and nothing else. */
  readonly bare: boolean;
}

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

/** Where the token belongs, and what stands there. */
function placeOf(fragment: string, url: string, { carrier, callbackPath }: TokenFacts): Place {
  const bare = callbackPath !== undefined;
  const whole = bare ? 'callback URL' : 'URL';
  if (carrier.by === 'fragment') {
    return {
      text: fragment,
      called: 'The fragment',
      missing: `The ${whole} has no fragment.`,
      other:
        'The fragment is not a token: it may be the anchor of the page that the visitor came from.',
      bare,
    };
  }
  const { name } = carrier;
  return {
    text: queryOf(url).get(name) ?? '',
    called: `The parameter ${name}`,
    missing: `The ${whole} has no parameter ${name}, or an empty one.`,
    other: `The parameter ${name} is not a token.`,
    bare: true,
  };
}

/** What stands there that is no token, as a sentence. */
function whatItIs({ text, called, missing, other }: Place): string {
  if (text === '') return missing;
  const value = valueIn(text);
  if (value === '') return `${called} has jwt= with nothing behind it.`;
  if (!placeholder.test(value)) return other;
  const cause = value.includes('Promise') ? ': it did not wait for the signed token' : '';
  return `The login flow wrote ${value.slice(0, 40)} where the token should stand${cause}.`;
}

/**
 * What can be said of an arrival before any token is read. Pure; linear in its length.
 *
 * @param fragment without `#`; empty where the token is due in the query
 * @param url where it arrived, without the fragment
 * @returns why it is refused; undefined where the rows should look at it
 */
export function withoutToken(fragment: string, url: string, facts: TokenFacts): Misfit | undefined {
  const place = placeOf(fragment, url, facts);
  // The callback path takes the fragment as the token, and nothing else; so does a parameter.
  const { text, bare } = place;
  if (text.length > longestFragment) {
    const most = longestFragment.toLocaleString('en');
    return { is: 'long-fragment', actual: `${place.called} has more than ${most} characters.` };
  }
  if (!/\.|%2e/i.test(text) && findToken(url) !== undefined) {
    const elsewhere =
      facts.carrier.by === 'fragment' ? 'in the query or' : 'elsewhere in the query, or in';
    const actual = `The token is ${elsewhere} the path of the callback URL.`;
    return { is: 'token-elsewhere', actual };
  }
  if (bare && text.startsWith('jwt=')) {
    return { is: 'wrapped-token', actual: `${place.called} begins with jwt=.` };
  }
  if (twoDots.test(text)) return undefined;
  if ([...sightings(text, tokenStart)].length > 0) return undefined;
  // Something that is called a token is the rows' to name, unless it is plainly none.
  const called = !bare && /(?:^|&)jwt=./.test(text) && !placeholder.test(valueIn(text));
  return called ? undefined : { is: 'no-token', actual: whatItIs(place) };
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

/** Why nothing in the place of a token, long enough for one, was read as one. */
export function unreadable(fragment: string, url: string, facts: TokenFacts): Misfit {
  const { text, called } = placeOf(fragment, url, facts);
  const parts = (named(text) ?? text).split('.', 7);
  const header = headerIn(parts[0] ?? '');
  if (header !== undefined && parts.length === 5) {
    const actual =
      'The token has five parts: it is encrypted (JWE), and the docs host takes signed tokens (JWS) alone.';
    return { is: 'encrypted', actual };
  }
  if (parts.length !== 3) return { is: 'not-a-token', actual: `${called} is not a JWT.` };
  if (header !== undefined && !('alg' in header)) {
    return { is: 'no-algorithm', actual: 'The header has no alg.' };
  }
  const actual = `${called} has three parts like a JWT, but the first is no JSON header.`;
  return { is: 'not-a-token', actual };
}
