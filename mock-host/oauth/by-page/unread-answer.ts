/**
 * Why a page could read no answer of an endpoint, as far as a script can tell: a browser says nothing but that it failed. One
 * word, the same sentence on the page, in the terminal and in the inspector. Pure, for browsers.
 */

/** What a page found out, or has to guess. */
export type UnreadReason =
  | 'cors'
  | 'preflight'
  | 'unreachable'
  | 'mixed-content'
  | 'timeout'
  | 'redirect'
  | 'lost';

/** The endpoint that was asked. */
export type EndpointRole = 'token' | 'info';

/** Seconds that a page waits for an answer. */
export const patienceSeconds = 10;

const named: Readonly<Record<EndpointRole, string>> = {
  token: 'The token endpoint',
  info: 'The Info API',
};

const says: Readonly<Record<UnreadReason, (name: string, docsOrigin: string) => string>> = {
  cors: (name, docsOrigin) =>
    `${name} is there, and the browser did not let the page of ${docsOrigin} read its answer, as it seems for want of Access-Control-Allow-Origin.`,
  preflight: (name) =>
    `${name} lets the page read an answer, and as it seems not send Authorization: its answer to OPTIONS has to allow it, without asking for a token.`,
  unreachable: (name) =>
    `${name} gave the browser no answer: is it running, and is this its address? Where it has a certificate of its own, open it once in a tab.`,
  'mixed-content': (name) =>
    `${name} is plain http, and a page of https asks none: browsers block mixed content. Serve it over https.`,
  timeout: (name) => `${name} gave no answer within ${patienceSeconds} s.`,
  redirect: (name) =>
    `${name} redirects, and a script can show no login page: let it answer by itself, and leave it out of the middleware that leads there.`,
  lost: (name) => `On demand the page did as if no answer of ${name.toLowerCase()} had come.`,
};

/** True for one of the words. */
export const isUnreadReason = (word: unknown): word is UnreadReason =>
  typeof word === 'string' && Object.hasOwn(says, word);

/** One sentence on what was found out. */
export const unreadSentence = (
  reason: UnreadReason,
  role: EndpointRole,
  docsOrigin: string,
): string => says[reason](named[role], docsOrigin);

/** Header fields to set, to be copied; none where that is not what is missing. */
export function fieldsFor(
  reason: UnreadReason,
  role: EndpointRole,
  docsOrigin: string,
): readonly string[] {
  if (reason !== 'cors' && reason !== 'preflight') return [];
  const origin = `Access-Control-Allow-Origin: ${docsOrigin}`;
  return role === 'token' ? [origin] : [origin, 'Access-Control-Allow-Headers: authorization'];
}

/** The requirement in whose words a login ends for such a reason. */
export function rowFor(reason: UnreadReason, role: EndpointRole): string {
  if (reason === 'preflight') return 'info-preflight';
  if (reason === 'cors') return role === 'token' ? 'token-cors' : 'info-cors-exact';
  return role === 'token' ? 'token-endpoint-answers' : 'info-answers';
}
