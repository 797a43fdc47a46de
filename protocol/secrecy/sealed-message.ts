import type { BodyForm, CallBody, CallField } from '../http/call.js';
import type { HeaderField } from '../http/message.js';
import { isObject, readJson } from '../json.js';
import { maskCookies } from './masking.js';
import { seal, sealAs } from './sealed.js';

/** Seals a header field: of cookies the names stay, of credentials the scheme (RFC 9110 §11.4). */
export function sealField(name: string, value: string): HeaderField {
  if (/^(?:set-)?cookie$/i.test(name)) return [name, sealAs(value, maskCookies(value))];
  if (/^(?:proxy-)?authorization$/i.test(name)) {
    const scheme = /^\s*([\w-]+)\s+\S/.exec(value)?.[1];
    return [name, sealAs(value, scheme === undefined ? '…' : `${scheme} …`)];
  }
  return [name, seal(value)];
}

/** Names of a token request and its answer whose values are words of the protocol, or public (RFC 6749 §4.1.3, §5). */
const open = new Set(
  'grant_type response_type token_type expires_in client_id scope redirect_uri code_challenge_method error resource audience'.split(
    ' ',
  ),
);

/** Seals one pair of a form, or one member: what is not known to be public is hidden whole. */
export const sealPair = (name: string, value: string): CallField => ({
  name,
  value: open.has(name) ? seal(value) : sealAs(value),
});

/**
 * Seals the body of a request: the pairs of a form, or the text members of a JSON object.
 *
 * @returns one pair without a name for a body that is neither
 */
export function sealFields(body: string): readonly CallField[] {
  if (body === '') return [];
  const form = formOf(body);
  if (form === 'json') {
    const read = readJson(body).value;
    if (!isObject(read)) return [sealPair('', body)];
    return Object.entries(read).map(([name, value]) =>
      sealPair(name, typeof value === 'string' ? value : JSON.stringify(value)),
    );
  }
  if (form !== 'form') return [sealPair('', body)];
  return [...new URLSearchParams(body)].map(([name, value]) => sealPair(name, value));
}

/** True for JSON of any kind: an object, an array or a bare value (RFC 8259 §2). */
function isJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''));
    return true;
  } catch {
    return false;
  }
}

/** What a text is; of one that was cut off only the beginning tells. */
function formOf(text: string, truncated: boolean = false): BodyForm {
  const start = text.trim();
  if (start === '') return 'empty';
  if (isJson(start) || (truncated && /^[[{]/.test(start))) return 'json';
  if (/^<[!\w]/.test(start)) return 'html';
  return /^[\w.~*+%-]+=[^\s<>]*$/.test(start) ? 'form' : 'text';
}

/**
 * Seals the body of an answer whole, and notes its form.
 *
 * @param text absent for a body that is not text
 */
export const sealBody = (
  text: string | undefined,
  bytes: number,
  truncated: boolean,
): CallBody => ({
  bytes,
  truncated,
  form: text === undefined ? (bytes === 0 ? 'empty' : 'binary') : formOf(text, truncated),
  ...(text === undefined ? {} : { text: sealAs(text, `(${text.length} characters)`) }),
});
