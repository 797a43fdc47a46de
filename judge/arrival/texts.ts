import { decodeText } from '../../protocol/jose/base64url.js';
import type { Handshake, Reading, Requirement } from '../../protocol/requirement.js';
import type { SchemaProblem } from '../../protocol/user-schema.js';
import type { Refusal } from './judgement.js';

/** The words of a refusal where the catalogue has none, or has them for a whole run rather than for one arrival. */

/** Setting to change besides the login flow: what the docs host was told may be wrong instead. */
function fixOf(item: Requirement, reading: Reading | undefined, docsHost: string): string {
  if (item.id === 'token-signature') {
    return `${item.fix} Where it was signed with the right key, give that key with --key.`;
  }
  if (item.id !== 'user-host') return item.fix;
  const act =
    reading?.claims?.['host'] === undefined ? 'Add host to the payload' : 'Set host in the payload';
  return `${act}: "${docsHost}", without scheme, port and path. Where the docs have another name, give their origin with --docs-origin.`;
}

/** A row of the catalogue that fell. */
export function refusalBy(
  item: Requirement,
  expected: string,
  actual: string,
  docsHost: string,
  reading?: Reading,
): Refusal {
  const { id, title, why } = item;
  const fix = fixOf(item, reading, docsHost);
  return { accepted: false, code: id, title, expected, actual, why, fix };
}

/** An arrival that brought no token, or none that can be read. */
export const noToken = (actual: string): Refusal => ({
  accepted: false,
  code: 'callback-token-in-fragment',
  title: 'The token is the fragment of the callback URL and stands nowhere else',
  expected: 'The fragment is a signed JWT.',
  actual,
  why: 'Without a token the docs host has nothing to go by, and no reader gets in.',
  fix: 'End the login flow with a redirect to the docs whose fragment is the signed JWT.',
});

/** What a segment holds: an object of JSON, or undefined. */
function headerIn(segment: string): object | undefined {
  try {
    const value: unknown = JSON.parse(decodeText(segment) ?? '');
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Why nothing in a fragment was read as a token, by the row that this concerns. */
export function unreadable(fragment: string, { facts, requirements }: Handshake): Refusal {
  const row = (id: string, expected: string, actual: string): Refusal => {
    const item = requirements.find((each) => each.id === id);
    return item === undefined ? noToken(actual) : refusalBy(item, expected, actual, '');
  };
  const text = /(?:^|&)jwt=([^&]*)/.exec(fragment)?.[1] ?? fragment;
  const parts = text.split('.', 7);
  const header = headerIn(parts[0] ?? '');
  if (header !== undefined && parts.length === 5) {
    return row(
      'token-compact',
      'Three non-empty base64url segments joined by dots, nothing else.',
      'The token has five parts: it is encrypted (JWE), and the docs host takes signed tokens (JWS) alone.',
    );
  }
  if (header !== undefined && parts.length === 3 && !('alg' in header)) {
    return row(
      'token-alg',
      `The header's alg is exactly ${facts.algorithm}.`,
      'The header has no alg.',
    );
  }
  if (parts.length === 3) {
    return noToken('The fragment has three parts like a JWT, but the first is no JSON header.');
  }
  return noToken('The fragment is not a JWT.');
}

/** The row that judges a member of the payload. */
const rowOfMember: Readonly<Record<string, string>> = {
  host: 'user-host',
  expiresAt: 'user-expires-at',
  groups: 'user-groups',
  content: 'user-content',
  apiPlaygroundInputs: 'user-playground',
  exp: 'token-exp-numeric',
  iat: 'token-times-numeric',
  nbf: 'token-times-numeric',
};

/** A payload that leaves the User format where no row saw it. */
export const misshapen = ({ member, sentence }: SchemaProblem): Refusal => ({
  accepted: false,
  code: rowOfMember[member] ?? 'user-known-fields',
  title: 'The payload has the User format',
  expected: 'Every member of the payload has the type that the User format gives it.',
  actual: sentence,
  why: 'The docs cannot use a member of another type.',
  fix: 'Send the members of the payload as the User format has them, or leave them out.',
});
