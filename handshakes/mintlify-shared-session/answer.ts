import type { Exchange } from '../../protocol/exchange.js';
import type { Call, CallResponse } from '../../protocol/http/call.js';
import { valueOf } from '../../protocol/http/cors/fields.js';
import { isOwn } from '../../protocol/http/cors/page-request.js';
import { isRedirect as sendsOn } from '../../protocol/http/cors/redirect.js';
import { answeredUser } from '../../protocol/http/answered-user.js';
import type { JsonObject } from '../../protocol/json.js';
import type { AtExchange, Context, Reading } from '../../protocol/requirement.js';
import { notApplicable, notReached, notReachedFor, type Finding } from '../../protocol/verdict.js';
import { wrapperOf } from '../shared/user/wrapped.js';

/** What a page of the docs was answered when it asked who reads. */

/** A call that was answered. */
export type Answered = Call & { readonly response: CallResponse };

/** What the page asked of the session API in a visit, redirects included, in order. */
export const sessionCalls = ({ calls = [] }: Exchange): readonly Call[] =>
  calls.filter(({ role }) => role === 'session');

const isAnswered = (call: Call): call is Answered => call.response !== undefined;

/** The first answer in another visit; undefined where that was not made, or nothing came. */
export function answerIn(reading: Reading | undefined): Answered | undefined {
  const [call] = reading === undefined ? [] : sessionCalls(reading.exchange);
  return call !== undefined && isAnswered(call) ? call : undefined;
}

/** True for an answer that sends the request on. */
export const isRedirect = ({ response }: Pick<Call, 'response'>): boolean =>
  response !== undefined && sendsOn(response);

/** True for a status of success (RFC 9110 §15.3). */
export const isSuccess = ({ response }: Answered): boolean =>
  response.status >= 200 && response.status < 300;

/**
 * A check of the answer to the page's own request: the first one, whatever it redirects to. Where the page did not ask, or
 * nothing came, the row is not reached.
 */
export const onAnswer =
  (check: (call: Answered, context: Context, exchange: Exchange) => Finding) =>
  ({ exchange }: AtExchange, context: Context): Finding => {
    const [call] = sessionCalls(exchange);
    if (call === undefined) {
      return notReachedFor(exchange.stop, 'No page of the docs asked the session API.');
    }
    return isAnswered(call)
      ? check(call, context, exchange)
      : notReached(`The session API gave no answer: ${call.fault ?? 'nothing came back'}.`);
  };

/** True where a page of the docs asks its own origin: no CORS then. */
export const isOwnApi = ({ request }: Call, { docsOrigin }: Pick<Context, 'docsOrigin'>): boolean =>
  isOwn(docsOrigin, request.url.reveal());

/** Why CORS says nothing where docs and API share an origin. */
export const sameOrigin: Finding = notApplicable(
  'Docs and session API share an origin, so no CORS is needed.',
);

/** What an answer of success holds, as the docs host reads it. */
export type Answer =
  | { readonly is: 'user'; readonly user: JsonObject }
  /** An object around the User object, under that name. */
  | { readonly is: 'wrapped'; readonly in: string }
  /** Anything else: a sentence. */
  | { readonly is: 'other'; readonly sentence: string };

const asSentence = (clause: string): string =>
  `${clause.slice(0, 1).toUpperCase()}${clause.slice(1)}.`;

/** Reads what an answer says of the reader. */
export function readAnswer(call: Answered): Answer {
  const { user, problem = 'the answer names nobody' } = answeredUser(call);
  if (user === undefined) return { is: 'other', sentence: asSentence(problem) };
  const wrapper = wrapperOf(user);
  return wrapper === undefined ? { is: 'user', user } : { is: 'wrapped', in: wrapper };
}

/** True where the answer says who reads. */
export function identifies(call: Answered): boolean {
  const answer = readAnswer(call);
  return answer.is === 'user' && Object.keys(answer.user).length > 0;
}

/** The names of the cookies that went along. */
export const cookiesSent = ({ request }: Call): readonly string[] =>
  (valueOf(request.headers, 'cookie') ?? '')
    .split(';')
    .map((pair) => pair.split('=', 1)[0]?.trim() ?? '')
    .filter((name) => name !== '');
