import { isObject, readJson, type JsonObject } from '../json.js';
import { isWideText, notUtf8, otherJson } from '../http/answered-user.js';
import type { Call } from '../http/call.js';
import { sealAs, type Sealed } from '../secrecy/sealed.js';

/** What a token endpoint answered (RFC 6749 §5.1, §5.2). */
export interface TokenAnswer {
  /** Absent where none was given. */
  readonly accessToken?: Sealed;
  readonly idToken?: Sealed;
  /** As it was written; absent where there is none, or no text. */
  readonly type?: string;
  /** The scope that was granted, where the answer says so. */
  readonly scope?: string;
  /** The `error` of an answer that is one. */
  readonly error?: string;
  /** The members, where the body is an object of JSON. */
  readonly members?: JsonObject;
  /** Why it is no answer of JSON, or what is odd about it: a clause without a full stop, nothing of the body in it. */
  readonly problem?: string;
}

const text = (members: JsonObject, name: string): string | undefined => {
  const value = members[name];
  return typeof value === 'string' ? value : undefined;
};

/** What the members of an answer hold. */
function inMembers(members: JsonObject): TokenAnswer {
  const accessToken = text(members, 'access_token');
  const idToken = text(members, 'id_token');
  const [type, scope, error] = ['token_type', 'scope', 'error'].map((name) => text(members, name));
  return {
    members,
    ...(accessToken === undefined || accessToken === ''
      ? {}
      : { accessToken: sealAs(accessToken) }),
    ...(idToken === undefined || idToken === '' ? {} : { idToken: sealAs(idToken) }),
    ...(type === undefined ? {} : { type }),
    ...(scope === undefined ? {} : { scope }),
    ...(error === undefined ? {} : { error }),
  };
}

/**
 * Reads the answer to one call of the token endpoint: JSON, whatever the status, since errors are JSON, too. Never throws.
 */
export function readTokenAnswer({
  response,
  fault,
}: Pick<Call, 'response' | 'fault'>): TokenAnswer {
  if (response === undefined || fault !== undefined) return { problem: fault ?? 'no answer came' };
  const { status, body } = response;
  if (body === undefined) return { problem: 'its body was not seen' };
  if (body.truncated)
    return { problem: `the answer is longer than ${Math.floor(body.bytes / 1024)} KiB` };
  if (body.form === 'empty') return { problem: `the answer is ${status} without a body` };
  if (body.form === 'html')
    return { problem: `the answer is ${status} with an HTML page, not JSON` };
  if (body.form === 'form') return { problem: `the answer is ${status} with a form, not JSON` };
  if (isWideText(response)) return { problem: notUtf8(response) };
  const whole = body.text?.reveal().replace(/^\uFEFF/, '');
  if (whole === undefined || body.form === 'binary')
    return { problem: `the answer is ${status} with something that is no text` };
  if (whole.includes('\uFFFD')) return { problem: notUtf8(response) };
  const { value, problems } = readJson(whole);
  if (value === undefined || !isObject(value)) {
    const deep = problems.find((problem) => problem.includes('levels'));
    const what = deep === undefined ? `is ${status} with ${otherJson(whole)}` : deep;
    return { problem: `the answer ${what}` };
  }
  const [odd] = problems;
  return { ...inMembers(value), ...(odd === undefined ? {} : { problem: `the answer ${odd}` }) };
}
