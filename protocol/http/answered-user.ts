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
function charsetOf({ headers }: CallResponse): string | undefined {
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1].reveal() ?? '';
  return /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(type)?.[1]?.toLowerCase();
}

/** What JSON is instead of an object. */
function otherJson(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (value === null) return 'null';
    return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
  } catch {
    return 'not JSON';
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
  if (body.form === 'binary' || body.text === undefined) {
    return { problem: `the answer is ${status} with something that is no text` };
  }
  const text = body.text.reveal().replace(/^\uFEFF/, '');
  if (text.includes('\uFFFD')) {
    const charset = charsetOf(response);
    const said = charset === undefined || charset === 'utf-8' ? '' : ` but ${charset}`;
    return { problem: `the answer is not UTF-8${said}, and a page reads JSON as UTF-8 alone` };
  }
  const { value, problems } = readJson(text);
  if (value !== undefined && isObject(value)) {
    const [odd] = problems;
    return odd === undefined ? { user: value } : { user: value, problem: `the answer ${odd}` };
  }
  const deep = problems.find((problem) => problem.includes('levels'));
  const what = otherJson(text);
  return {
    problem:
      deep === undefined
        ? `the answer is ${status} with ${what === 'not JSON' ? 'a text that is not JSON' : `${what} of JSON, not an object`}`
        : `the answer ${deep}`,
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
