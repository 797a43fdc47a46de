import { decodeText } from './base64url.js';
import { sightings, type Spelling } from './compact-scan.js';

/**
 * A compact JWS in running text, strictly spelled or nearly so: padding, the standard base64 alphabet
 * and an empty signature are let through, so that a misspelt token is found and can be named as such.
 */
const candidate: Spelling = {
  header: /[A-Za-z0-9_+/-]{4,}/y,
  rest: /={0,2}\.[A-Za-z0-9_+/-]{2,}={0,2}\.[A-Za-z0-9_+/-]*={0,2}/y,
};

/** Line breaks and blanks that wrapping puts into a token, raw or percent-encoded. */
const wrapping = /(?:\s|%0[aAdD9]|%20)+/g;

/** Undoes what a URL builder does to the characters of a misspelt token. */
export function unwrap(text: string): string {
  return text
    .replace(wrapping, '')
    .replace(/%3[dD]/g, '=')
    .replace(/%2[eE]/g, '.')
    .replace(/%2[bB]/g, '+')
    .replace(/%2[fF]/g, '/');
}

/** True for a text whose decoded form is a JSON object with an `alg` member (RFC 7515 §4.1.1). */
function isHeader(segment: string): boolean {
  const text = decodeText(segment);
  if (text === undefined) return false;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) && 'alg' in value;
  } catch {
    return false;
  }
}

/**
 * Every compact JWS in a text, as it stands and after `unwrap`, each once.
 *
 * @returns an empty list where there is none; never throws
 */
export function findTokens(text: string): readonly string[] {
  const found = new Set<string>();
  // As it stands first: taking the blanks out joins a token to the word before it.
  for (const form of [text, unwrap(text)]) {
    for (const { start, end } of sightings(form, candidate)) {
      const token = form.slice(start, end);
      if (isHeader(token.slice(0, token.indexOf('.')))) found.add(token);
    }
  }
  return [...found];
}

/** The first compact JWS in a text; undefined where there is none. */
export function findToken(text: string): string | undefined {
  return findTokens(text)[0];
}

/** Base64 of either alphabet (RFC 4648 §4 and §5), as long as that of the shortest token. */
const encodedRun = /[A-Za-z0-9+/_-]{40,}/g;

/** Every compact JWS in a text, those among them that stand there in Base64, alone or inside other data. */
export function findTokensInside(text: string): readonly string[] {
  const runs = (text.match(encodedRun) ?? [])
    // In a path the slashes are none of it.
    .flatMap((run) => [run, ...(run.includes('/') ? run.split('/') : [])]);
  const decoded = runs.map((run) => Buffer.from(run, 'base64').toString('latin1'));
  return [...new Set([text, ...decoded].flatMap((each) => findTokens(each)))];
}
