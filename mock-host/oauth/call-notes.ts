import type { EndpointCall } from '../../protocol/handshake-record.js';
import type { Call } from '../../protocol/http/call.js';
import { isRedirect } from '../../protocol/http/cors/redirect.js';
import { readTokenAnswer } from '../../protocol/oauth/token-answer.js';
import { mask } from '../../protocol/secrecy/masking.js';
import { parseUrl } from '../../protocol/url/parse-url.js';
import { printable } from '../event-log.js';

/** What people are shown of the requests that a login took. */

/** Header fields of one message that are shown. */
const mostFields = 24;
/** Characters of one value. */
const longestValue = 160;

/** An address without query and user name, in which a secret may stand. */
export function placeOf(url: string): string {
  const parsed = parseUrl(url);
  return parsed === undefined ? 'an address' : printable(parsed.origin + parsed.pathname);
}

const cut = (text: string): string =>
  text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;

type Fields = Call['request']['headers'];

const shown = (
  fields: Fields,
  secrets: readonly string[],
): readonly (readonly [string, string])[] =>
  fields
    .slice(0, mostFields)
    .map(
      ([name, value]) => [printable(name), cut(printable(mask(String(value), secrets)))] as const,
    );

/** An error that a server names, and what it says of it. */
function errorIn(call: Call, secrets: readonly string[]): string | undefined {
  const { error, members } = readTokenAnswer(call);
  if (error === undefined) return undefined;
  const said = members?.['error_description'];
  const words = typeof said === 'string' ? ` (${JSON.stringify(cut(said))})` : '';
  return printable(mask(`It says error=${JSON.stringify(cut(error))}${words}.`, secrets));
}

/** What came of a call besides its status; undefined for nothing. */
function saysOf(call: Call, secrets: readonly string[]): string | undefined {
  const { response, fault } = call;
  if (fault !== undefined) return `${printable(mask(fault, secrets))}.`;
  if (response === undefined) return 'No answer came.';
  if (isRedirect(response)) return 'It redirects, and the docs host follows no redirect there.';
  return response.status >= 400 ? errorIn(call, secrets) : undefined;
}

/** What everybody may see of a call of the host's server. */
export function noteOf(call: Call, secrets: readonly string[]): EndpointCall {
  const { role, by, request, response, sentAtMs, receivedAtMs } = call;
  const says = saysOf(call, secrets);
  return {
    role: role === 'token' ? 'token' : 'info',
    by,
    method: request.method,
    url: placeOf(request.url.reveal()),
    headers: shown(request.headers, secrets),
    fields: request.fields?.map(({ name }) => name) ?? [],
    ...(response && { status: response.status }),
    ms: Math.max(0, Math.round(receivedAtMs - sentAtMs)),
    answered: shown(response?.headers ?? [], secrets),
    ...(says !== undefined && { says }),
  };
}

const called = { token: 'The token endpoint', info: 'The Info API' } as const;

/** A call as a line of the log. */
export const callSentence = ({ role, status, ms }: EndpointCall): string =>
  status === undefined
    ? `${called[role]} gave no answer that could be read (${ms.toLocaleString('en')} ms).`
    : `${called[role]} answered ${status} in ${ms.toLocaleString('en')} ms.`;
