import type { Call, CallField } from '../http/call.js';
import type { HeaderField } from '../http/message.js';
import { isObject } from '../json.js';
import { credentialValues, holdsWords, isCredentialName } from './masking.js';
import { isOrdinary } from './spellings.js';

/** A value of a form or of Basic credentials as it was before it was encoded (RFC 6749, appendix B); as it is where it cannot be. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** The password of Basic credentials, as sent and decoded (RFC 7617 §2, RFC 6749 §2.3.1); the name is public. */
function passwordsIn(credentials: string): readonly string[] {
  const text = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon === -1) return [];
  const password = text.slice(colon + 1);
  return [password, decoded(password)];
}

/** The values of the pairs of a `Cookie` field, or of the one of a `Set-Cookie` field. */
const cookieValues = (field: string, pairs: number): readonly string[] =>
  field
    .split(';')
    .slice(0, pairs)
    .map((pair) => pair.split('=').slice(1).join('=').trim());

/** What one header field gives away. */
function ofField([name, value]: HeaderField): readonly string[] {
  const text = value.reveal().trim();
  switch (name.toLowerCase()) {
    case 'authorization':
    case 'proxy-authorization': {
      const [, scheme = '', credentials = ''] = /^(\S+)\s+(.*)$/s.exec(text) ?? [];
      return [credentials, ...(/^basic$/i.test(scheme) ? passwordsIn(credentials) : [])];
    }
    case 'cookie':
      return cookieValues(text, Infinity);
    case 'set-cookie':
      return cookieValues(text, 1);
    case 'location':
    case 'referer':
      return credentialValues(text);
    default:
      return [];
  }
}

const ofFields = (fields: readonly CallField[]): readonly string[] =>
  fields.flatMap(({ name, value }) => (isCredentialName(name) ? [value.reveal()] : []));

/** How deep an answer is looked into. */
const deepest = 8;

/** The credentials in a JSON value, by the names of its members. */
function ofJson(value: unknown, depth: number = 0): readonly string[] {
  if (depth > deepest) return [];
  if (Array.isArray(value)) return value.flatMap((each: unknown) => ofJson(each, depth + 1));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, each]) =>
    typeof each !== 'string'
      ? ofJson(each, depth + 1)
      : isCredentialName(name) && !holdsWords(name, each)
        ? [each]
        : [],
  );
}

function ofAnswer(text: string): readonly string[] {
  try {
    return ofJson(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch {
    // A form, as some servers answer (RFC 6749 asks for JSON), or a page with a link in it.
    return credentialValues(text);
  }
}

/**
 * The credentials that calls carry, by where they stand: codes, states, verifiers, client secrets and tokens in queries,
 * forms and JSON, `Authorization`, and cookies.
 *
 * @returns each once; nothing that is too ordinary to be hidden (a word, less than eight characters)
 */
export function callSecrets(calls: readonly Call[]): readonly string[] {
  const found = calls.flatMap(({ request, response }) => [
    ...credentialValues(request.url.reveal()),
    ...request.headers.flatMap(ofField),
    ...ofFields(request.fields ?? []),
    ...(response?.headers ?? []).flatMap(ofField),
    ...ofAnswer(response?.body?.text?.reveal() ?? ''),
  ]);
  return [...new Set(found)].filter((value) => !isOrdinary(value));
}
