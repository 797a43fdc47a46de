import { findToken } from '../protocol/find-token.js';
import type { JsonObject } from '../protocol/requirement.js';
import type { Refusal } from './token-judge.js';

/**
 * What the host decides by itself, because all texts are silent on it: arrivals without a token, the
 * length of a session, tokens that come twice. The token itself is the judge's.
 */

/** Longest fragment that is looked at, in characters: twice what a docs host can be trusted to take. */
export const longestFragment = 16_384;

/** Seconds that a session lasts where the token names no end. */
const defaultSession = 86_400;

/** Something in three parts, or the first part of a token (base64url of `{` and a quote or a blank) and a dot. */
const twoDots = /(?:\.|%2e).*(?:\.|%2e)/i;
const tokenStart = /e(?:y[A-DI-L]|w[k-r0-3])[A-Za-z0-9_+/-]+(?:=|%3[dD]){0,2}(?:\.|%2[eE])/;

/** Deepest nesting of user data: pages and reports print it. */
const deepest = 64;

const refusal = (words: Omit<Refusal, 'accepted'>): Refusal => ({ accepted: false, ...words });

/**
 * What can be said of a fragment before any token is read.
 *
 * @param fragment without `#`
 * @param callbackUrl without the fragment
 * @param bare true where the fragment must be the token and nothing else
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
      title: 'The whole callback URL has at most 8,000 characters',
      expected: 'A callback URL of at most 8,000 characters.',
      actual: `The fragment has more than ${longestFragment.toLocaleString('en')} characters.`,
      why: 'Proxies, frameworks and browsers cut or refuse URLs of that length, so the reader cannot log in.',
      fix: 'Put only the groups and the content that the docs use into the token.',
    });
  }
  if (!/\.|%2e/i.test(fragment) && findToken(callbackUrl) !== undefined) {
    return refusal({
      code: 'callback-token-in-fragment',
      title: 'The JWT is the fragment of the callback URL, and appears nowhere else',
      expected: 'The token after a #.',
      actual: 'The token is in the query or the path of the callback URL.',
      why: 'What stands before the # is sent to servers and ends up in their logs.',
      fix: 'End the callback URL in a real # (not %23) and the token, after the query.',
    });
  }
  if (bare && fragment.startsWith('jwt=')) {
    return refusal({
      code: 'callback-fragment-form',
      title: 'The whole fragment is the bare token',
      expected: 'A fragment that is the token and nothing else.',
      actual: 'The fragment begins with jwt=.',
      why: 'The callback path takes the fragment as the token, so the prefix makes it unreadable.',
      fix: 'Leave out jwt= and everything after the token.',
    });
  }
  if (twoDots.test(fragment) || tokenStart.test(fragment)) return undefined;
  if (!bare && /^jwt=.|&jwt=./.test(fragment)) return undefined;
  return refusal({
    code: 'callback-reached',
    title: 'After signing in, the visitor leaves the login flow with a token',
    expected: 'A callback URL that ends in # and the token.',
    actual:
      fragment === ''
        ? 'The callback URL has no fragment.'
        : 'The fragment is not a token: it may be the anchor of the page that the visitor came from.',
    why: 'Without a token the docs host does not know who the reader is.',
    fix: 'Append # and the signed JWT to the callback URL.',
  });
}

/** The end of a session: a moment in milliseconds, or why there can be none. */
export type SessionEnd = { readonly endsAtMs: number } | Refusal;

/** When the session of a verified user ends (`expiresAt`, seconds since the epoch; absent: 24 hours from now). */
export function sessionEnd(user: JsonObject, nowMs: number): SessionEnd {
  const { expiresAt } = user;
  if (expiresAt === undefined) return { endsAtMs: nowMs + defaultSession * 1000 };
  const plausible = typeof expiresAt === 'number' && expiresAt < 1e11;
  if (plausible && expiresAt * 1000 > nowMs) return { endsAtMs: expiresAt * 1000 };
  const actual =
    typeof expiresAt !== 'number'
      ? `expiresAt is of type ${expiresAt === null ? 'null' : typeof expiresAt}.`
      : plausible
        ? `expiresAt is ${expiresAt}, which is past.`
        : `expiresAt is ${expiresAt}: it seems to be in milliseconds.`;
  return refusal({
    code: 'user-expires-at',
    title: 'expiresAt, if present, is a number of seconds since the epoch, in the future',
    expected: 'A number of seconds since the epoch, in the future.',
    actual,
    why: 'The session would be over as it begins.',
    fix: 'Set expiresAt to Math.floor(Date.now() / 1000) plus the seconds that a session should last.',
  });
}

/** True where data are too deeply nested to be kept and shown. */
export function isTooDeep(data: JsonObject): boolean {
  let level: readonly unknown[] = [data];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) return true;
    level = level.flatMap((value): readonly unknown[] =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
  }
  return false;
}

/** The refusal of data that are too deeply nested. */
export const tooDeep: Refusal = refusal({
  code: 'user-too-deep',
  title: 'User data are plain: at most 64 levels deep',
  expected: 'At most 64 levels of nesting.',
  actual: 'The payload is nested deeper than that.',
  why: 'Pages print these data, and such a depth breaks the programs that do.',
  fix: 'Flatten what you put into content.',
});

/** The refusal of a token that was used before. */
export function replayed(secondsAgo: number): Refusal {
  return refusal({
    code: 'replay',
    title: 'A token logs in once',
    expected: 'A token that was not used before.',
    actual: `The same token was used ${secondsAgo} s ago.`,
    why: 'A token that works twice works for whoever finds it, in a history or a log.',
    fix: 'Sign a new token for every login, and send the redirect with Cache-Control: no-store. A jti claim keeps two logins of the same second apart.',
  });
}
