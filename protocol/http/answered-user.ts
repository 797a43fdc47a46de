import { isObject, readJson, type JsonObject } from '../json.js';
import type { Call, CallResponse } from './call.js';

/** Who reads, as an endpoint answered. */
export interface AnsweredUser {
  /** Absent where the answer names nobody. */
  readonly user?: JsonObject;
  /** Why not, or what is odd about an answer that does: a clause without a full stop, nothing of the body in it. */
  readonly problem?: string;
  /** True where the body was not seen, since the page may not read it: whether it names somebody is not known. */
  readonly unread?: true;
}

/** The call of a visit that tells who reads: the last usual one of its role; undefined where none was made. */
export const userCall = (calls: readonly Call[] = []): Call | undefined =>
  calls.findLast(({ role, way }) => (role === 'session' || role === 'info') && way === undefined);

/** Octets as a person reads them. */
const sizeOf = (bytes: number): string => `${Math.floor(bytes / 1024).toLocaleString('en')} KiB`;

/** The charset of a `Content-Type`, in lower case; undefined where it names none. */
function charsetOf({ headers }: Pick<CallResponse, 'headers'>): string | undefined {
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1].reveal() ?? '';
  return /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(type)?.[1]?.toLowerCase();
}

/** That a text is in another charset than JSON is read in (RFC 8259 §8.1): a clause. */
export function notUtf8(response: Pick<CallResponse, 'headers'>): string {
  const charset = charsetOf(response);
  const said = charset === undefined || charset === 'utf-8' ? '' : ` but ${charset}`;
  return `the answer is not UTF-8${said}, and JSON is read as UTF-8 alone`;
}

/** True for octets that are called a text in UTF-16 or UTF-32, of which no reader of UTF-8 sees one. */
export const isWideText = (response: CallResponse): boolean =>
  response.body?.form === 'binary' && /^utf-?(?:16|32)/.test(charsetOf(response) ?? '');

/** What stands in the place of an object of JSON: a phrase. */
export function otherJson(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    const what = value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`;
    return `${what} of JSON, not an object`;
  } catch {
    return 'a text that is not JSON';
  }
}

/** The body of an answer of success, as `Response.json()` reads it: UTF-8, a byte order mark passed over (Fetch, "json"). */
function inBody(response: CallResponse): AnsweredUser {
  const { status, body } = response;
  if (body === undefined) {
    return { problem: 'the page may not read the answer, so its body was not seen', unread: true };
  }
  if (body.form === 'empty') {
    return { problem: `the answer is ${status} without a body, so it names nobody` };
  }
  if (body.truncated) return { problem: `the answer is longer than ${sizeOf(body.bytes)}` };
  if (body.form === 'html')
    return { problem: `the answer is ${status} with an HTML page, not JSON` };
  if (isWideText(response)) return { problem: notUtf8(response) };
  if (body.form === 'binary' || body.text === undefined) {
    return { problem: `the answer is ${status} with something that is no text` };
  }
  const text = body.text.reveal().replace(/^\uFEFF/, '');
  if (text.includes('\uFFFD')) {
    return { problem: notUtf8(response) };
  }
  const { value, problems } = readJson(text);
  if (value !== undefined && isObject(value)) {
    const [odd] = problems;
    return odd === undefined ? { user: value } : { user: value, problem: `the answer ${odd}` };
  }
  const deep = problems.find((problem) => problem.includes('levels'));
  return {
    problem:
      deep === undefined ? `the answer is ${status} with ${otherJson(text)}` : `the answer ${deep}`,
  };
}

/**
 * Who reads, from the answer to one call: an object of JSON with a status of success. Whether a page could read it is not
 * asked here: `readable` says so. Never throws.
 */
export function answeredUser({ response, fault }: Call): AnsweredUser {
  if (response === undefined || fault !== undefined) return { problem: fault ?? 'no answer came' };
  const { status } = response;
  if (status < 200 || status > 299) return { problem: `the answer is ${status}` };
  return inBody(response);
}
