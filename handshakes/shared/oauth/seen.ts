import type { Exchange } from '../../../protocol/exchange.js';
import type { Call, CallResponse } from '../../../protocol/http/call.js';
import { valueOf } from '../../../protocol/http/cors/fields.js';
import { isRedirect } from '../../../protocol/http/cors/redirect.js';
import {
  readAuthorizationResponse,
  type AuthorizationResponse,
} from '../../../protocol/oauth/authorization-response.js';
import { readTokenAnswer } from '../../../protocol/oauth/token-answer.js';
import type { AtExchange, Context, Reading } from '../../../protocol/requirement.js';
import { parseUrl } from '../../../protocol/url/parse-url.js';
import { notReached, notReachedFor, type Finding } from '../../../protocol/verdict.js';
import type { Visit } from '../../../protocol/visit.js';

/** What a visit shows of an authorization server. */

/** A call that was answered. */
export type Answered = Call & { readonly response: CallResponse };

const isAnswered = (call: Call | undefined): call is Answered => call?.response !== undefined;

/** The parameters of the authorization request, as the visit sent them; empty where it was not made. */
export const requestOf = ({ navigations }: Exchange): URLSearchParams =>
  parseUrl(navigations[0]?.url.reveal() ?? '')?.searchParams ?? new URLSearchParams();

/** What came back to the docs; undefined where nobody was sent there. */
export const responseOf = ({ callback }: Exchange): AuthorizationResponse | undefined =>
  callback === undefined ? undefined : readAuthorizationResponse(callback.url.reveal());

/** The code that a visit brought, wherever it stands; undefined for none. */
export const codeOf = (exchange: Exchange | undefined): string | undefined =>
  exchange === undefined ? undefined : responseOf(exchange)?.codes[0]?.reveal();

/** The calls of one way of asking: of the usual one where none is named. */
export const callsOf = (
  { calls = [] }: Exchange,
  role: Call['role'],
  way?: string,
): readonly Call[] => calls.filter((call) => call.role === role && call.way === way);

/** What the endpoint answered to the last of them that it answered. */
export const answerOf = (
  exchange: Exchange,
  role: Call['role'],
  way?: string,
): Answered | undefined => ownAnswer(callsOf(exchange, role, way));

/** True for an answer that sends the request on. */
export const sendsOn = ({ response }: Pick<Call, 'response'>): boolean =>
  response !== undefined && isRedirect(response);

/**
 * What an endpoint itself answered: the last answer, but where redirects led to something that is no JSON (a login page, a
 * dead end), the first of them.
 */
function ownAnswer(calls: readonly Call[]): Answered | undefined {
  const last = calls.findLast(isAnswered);
  if (last === undefined || (last.response.body?.form === 'json' && isSuccess(last))) return last;
  return calls.find((call): call is Answered => call.fetch === last.fetch && sendsOn(call)) ?? last;
}

/** That an answer is a redirect, and where it seems to lead: a clause without a full stop. */
export function redirectWords({ response }: Answered): string {
  const to = valueOf(response.headers, 'location') ?? '';
  const login = /log-?in|sign-?in|auth/i.test(to) ? ', as it seems to a login page' : '';
  return `the answer is ${response.status}, a redirect${login}`;
}

/** True for a status of success (RFC 9110 §15.3). */
export const isSuccess = ({ response }: Answered): boolean =>
  response.status >= 200 && response.status < 300;

/** True where a call brought an access token. */
export const grants = (call: Answered | undefined): boolean =>
  call !== undefined && isSuccess(call) && readTokenAnswer(call).accessToken !== undefined;

/** True where a visit made the usual request to the token endpoint and was granted. */
export const wasGranted = (reading: Reading | undefined): boolean =>
  reading !== undefined && grants(answerOf(reading.exchange, 'token'));

/** Why a visit has no code to speak of. */
const noCode = (exchange: Exchange): Finding =>
  notReachedFor(exchange.stop, 'No code came to the redirect URI.');

/**
 * A check of the usual answer of an endpoint. Where nobody asked, or nothing came, the row is not reached.
 *
 * @param role which endpoint
 */
export const onAnswer =
  (
    role: 'token' | 'info',
    check: (call: Answered, context: Context, exchange: Exchange) => Finding,
  ) =>
  ({ exchange }: AtExchange, context: Context): Finding => {
    if (codeOf(exchange) === undefined) return noCode(exchange);
    const [first] = callsOf(exchange, role);
    const name = role === 'token' ? 'token endpoint' : 'Info API';
    if (first === undefined) {
      return notReached(
        role === 'info' && !grants(answerOf(exchange, 'token'))
          ? 'There was no access token to ask the Info API with: see token-endpoint-answers.'
          : `Nobody asked the ${name}.`,
      );
    }
    const calls = callsOf(exchange, role);
    const answered = ownAnswer(calls);
    if (answered === undefined) {
      return notReached(
        `The ${name} gave no answer: ${calls.at(-1)?.fault ?? 'nothing came back'}.`,
      );
    }
    const { fault, response } = answered;
    return fault !== undefined && response.body === undefined
      ? notReached(`The ${name} gave no whole answer: ${fault}.`)
      : check(answered, context, exchange);
  };

/** Why an odd request to the token endpoint shows nothing: no like one was granted. */
export const nothingLike: Finding = notReached(
  'No code was redeemed in the usual way, so a refusal shows nothing: see token-endpoint-answers.',
);

/**
 * A check of the answers to odd requests with a code of their own: each counts only where a like code was redeemed.
 *
 * @param like the visit that redeemed one
 * @param ways by which the calls are found
 */
export const onOddRequest =
  (
    like: (context: Context) => boolean,
    ways: readonly string[],
    check: (calls: readonly Answered[], context: Context, exchange: Exchange) => Finding,
  ) =>
  ({ exchange }: AtExchange, context: Context): Finding => {
    if (!like(context)) return nothingLike;
    if (codeOf(exchange) === undefined) return noCode(exchange);
    const made = ways.flatMap((way) => callsOf(exchange, 'token', way));
    const answered = made.filter(isAnswered);
    const [first] = made;
    if (first === undefined) return notReached('The request was not made.');
    const limited = answered.find(({ response }) => [429, 503].includes(response.status));
    if (limited !== undefined) {
      return notReached(`The answer was ${limited.response.status}: a rate limit, as it seems.`);
    }
    return answered.length === 0
      ? notReached(`The token endpoint gave no answer: ${first.fault ?? 'nothing came back'}.`)
      : check(answered, context, exchange);
  };

/** True where some of these visits redeemed a code in the usual way. */
export const someGranted =
  (...visits: readonly Visit[]) =>
  ({ other }: Context): boolean =>
    visits.some((visit) => wasGranted(other(visit)));
