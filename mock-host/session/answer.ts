import { wrapperOf } from '../../handshakes/shared/user/wrapped.js';
import { answeredUser } from '../../protocol/http/answered-user.js';
import type { Call, CallResponse } from '../../protocol/http/call.js';
import type { JsonObject } from '../../protocol/json.js';
import { sealBody } from '../../protocol/secrecy/sealed-message.js';
import { seal } from '../../protocol/secrecy/sealed.js';
import type { AnswerCode } from './words.js';

/** What a page of the docs reads in the answer of a session API. Pure, for browsers. */

/** Octets of a body that a page reads. */
export const longestAnswer: number = 64 * 1024;

/** An answer as a page has it. */
export interface PageAnswer {
  readonly status: number;
  /** True where redirects led to it. */
  readonly redirected: boolean;
  /** The `Content-Type` field; empty for none. */
  readonly type: string;
  /** Octets that were read. */
  readonly octets: number;
  /** True where there were more than a page reads. */
  readonly truncated: boolean;
  /** The body, read as UTF-8 as `Response.json()` does. */
  readonly text: string;
}

/** What it says of the reader. */
export type AnswerReading =
  /** `remarks`: what is odd about it, a sentence each. */
  | { readonly is: 'user'; readonly user: JsonObject; readonly remarks: readonly string[] }
  | { readonly is: 'stranger' }
  | { readonly is: 'other'; readonly code: AnswerCode; readonly about?: string };

/** The call of which such an answer is the last part. */
function callOf({ status, type, octets, truncated, text }: PageAnswer): Call & {
  readonly response: CallResponse;
} {
  return {
    role: 'session',
    by: 'browser',
    fetch: 0,
    request: { method: 'GET', url: seal(''), headers: [] },
    response: {
      status,
      headers: [['Content-Type', seal(type)]],
      body: sealBody(text, octets, truncated),
    },
    sentAtMs: 0,
    receivedAtMs: 0,
  };
}

/** What a body is that says of no user. */
function bodyCode({ body }: CallResponse, { redirected, truncated, text }: PageAnswer): AnswerCode {
  if (redirected) return 'redirected';
  if (body?.form === 'empty') return 'no-body';
  if (truncated) return 'too-long';
  if (body?.form === 'html') return 'html-page';
  if (text.includes('\u{FFFD}')) return 'not-utf-8';
  if (body?.form !== 'json') return 'not-json';
  const [first] = text.replace(/^\uFEFF/, '').trim();
  return first === '[' ? 'json-array' : first === 'n' ? 'json-null' : 'json-value';
}

const again =
  'The answer comes after a redirect, at every page load: give the address that answers.';
const nobody =
  'The answer is an empty object, so this visitor counts as a reader without groups: answer 401 where nobody is signed in.';

/** Reads an answer. Never throws for what it holds. */
export function readAnswer(answer: PageAnswer): AnswerReading {
  const { status, redirected } = answer;
  if (status === 401 || status === 403) return { is: 'stranger' };
  if (status < 200 || status > 299) return { is: 'other', code: 'other-status' };
  const call = callOf(answer);
  const { user, problem } = answeredUser(call);
  if (user === undefined) return { is: 'other', code: bodyCode(call.response, answer) };
  const wrapper = wrapperOf(user);
  if (wrapper !== undefined) return { is: 'other', code: 'wrapped', about: wrapper };
  const remarks = [
    ...(redirected ? [again] : []),
    ...(problem === undefined ? [] : [`${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`]),
    ...(Object.keys(user).length === 0 ? [nobody] : []),
  ];
  return { is: 'user', user, remarks };
}
