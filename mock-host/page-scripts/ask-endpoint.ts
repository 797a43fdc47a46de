import type { Call, CallField } from '../../protocol/http/call.js';
import { sealBody, sealField, sealPair } from '../../protocol/secrecy/sealed-message.js';
import { seal } from '../../protocol/secrecy/sealed.js';
import {
  patienceSeconds,
  unreadSentence,
  type EndpointRole,
  type UnreadReason,
} from '../oauth/by-page/unread-answer.js';
import { bodyOf } from './read-body.js';

/** What a page asks of an endpoint. */
export interface Question {
  readonly role: EndpointRole;
  readonly url: string;
  /** The token that goes along as a bearer; absent for none. */
  readonly token?: string;
  /** The pairs of the form; empty for a GET. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly fetch: number;
}

/** The call as it is judged, and why its answer could not be read, as far as a page can tell. */
export interface AskedEndpoint {
  readonly call: Call;
  readonly reason?: UnreadReason;
}

const plain = { credentials: 'omit', cache: 'no-store' } as const;

/** True where something answers there, whatever it is: no page may read it. */
const isThere = (url: string): Promise<boolean> =>
  fetch(url, { ...plain, mode: 'no-cors', signal: AbortSignal.timeout(2_000) }).then(
    () => true,
    () => false,
  );

/** True where a page may read an answer to a request that needs no leave. */
const isReadable = (url: string): Promise<boolean> =>
  fetch(url, { ...plain, redirect: 'manual', signal: AbortSignal.timeout(2_000) }).then(
    ({ type }) => type !== 'opaqueredirect',
    () => false,
  );

const isPlainHttp = (url: string): boolean => {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !/^(?:localhost|.+\.localhost|127\..+|\[::1\])$/.test(hostname);
};

/** Why a request failed: a script is told nothing, so it looks once or twice, without token and without code. */
async function reasonOf({ role, url }: Question, error: unknown): Promise<UnreadReason> {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'timeout';
  if (location.protocol === 'https:' && isPlainHttp(url)) return 'mixed-content';
  if (!(await isThere(url))) return 'unreachable';
  return role === 'info' && (await isReadable(url)) ? 'preflight' : 'cors';
}

/** Asks, and reads what the browser lets the page read. Never rejects. */
export async function askEndpoint(question: Question, docsOrigin: string): Promise<AskedEndpoint> {
  const { role, url, token, fields, fetch: number } = question;
  const method = fields.length === 0 ? 'GET' : 'POST';
  const set: readonly (readonly [string, string])[] = [
    ...(token === undefined ? [] : [['Authorization', `Bearer ${token}`] as const]),
    ...(fields.length === 0
      ? []
      : [['Content-Type', 'application/x-www-form-urlencoded'] as const]),
  ];
  const sentAtMs = Date.now();
  const form: readonly CallField[] = fields.map(([name, value]) => sealPair(name, value));
  const base = {
    role,
    by: 'browser',
    fetch: number,
    page: { origin: docsOrigin, credentials: 'omit' },
    request: {
      method,
      url: seal(url),
      headers: set.map(([name, value]) => sealField(name, value)),
      ...(form.length > 0 && { fields: form }),
    },
    sentAtMs,
  } as const;
  const unread = (reason: UnreadReason): AskedEndpoint => {
    const fault = unreadSentence(reason, role, docsOrigin).replace(/\.$/, '');
    return { reason, call: { ...base, readable: false, fault, receivedAtMs: Date.now() } };
  };
  try {
    const answer = await fetch(url, {
      ...plain,
      method,
      headers: set.map(([name, value]) => [name, value]),
      ...(fields.length > 0 && { body: new URLSearchParams(fields.map((pair) => [...pair])) }),
      redirect: 'manual',
      referrerPolicy: 'strict-origin-when-cross-origin',
      signal: AbortSignal.timeout(patienceSeconds * 1_000),
    });
    if (answer.type === 'opaqueredirect') return unread('redirect');
    const { octets, truncated, text } = await bodyOf(answer);
    const headers = [...answer.headers].map(([name, value]) => sealField(name, value));
    const response = { status: answer.status, headers, body: sealBody(text, octets, truncated) };
    return { call: { ...base, response, readable: true, receivedAtMs: Date.now() } };
  } catch (error) {
    return unread(await reasonOf(question, error));
  }
}
