import type { Refusal } from '../../judge/arrival/judgement.js';
import { printable } from '../event-log.js';
import { nothingToMend } from '../faults/refusal.js';

/** Refusals of a login that no requirement names: the docs host's own, and what kept it from judging. */

interface Words {
  readonly title: string;
  readonly why: string;
  readonly fix: string;
}

const ownState =
  'Without a state of this very browser a link with somebody else’s code would log a reader in as them (RFC 6749 §10.12).';
const again = 'Log in again from a page of the docs, in this browser, and let it keep cookies.';

/** A word of the docs host's own. */
export type OwnCode =
  | 'state-unknown'
  | 'state-used'
  | 'state-of-another-browser'
  | 'no-code'
  | 'token-endpoint-silent'
  | 'token-not-given'
  | 'info-api-silent'
  | 'info-not-told'
  | 'code-refused'
  | 'answer-lost'
  | 'no-webcrypto'
  | 'no-storage';

const words: Readonly<Record<OwnCode, Words>> = {
  'state-unknown': {
    title: 'An answer belongs to a request of this browser',
    why: ownState,
    fix: `${again} Where your server sent it, give back the state of the request as it is.`,
  },
  'state-used': {
    title: 'A state is good once, and for ten minutes',
    why: ownState,
    fix: 'Log in again from a page of the docs. A page that is loaded anew brings the same answer twice.',
  },
  'state-of-another-browser': {
    title: 'An answer comes to the browser that asked',
    why: ownState,
    fix: `${again} An answer that is opened elsewhere, or under another name of the docs host, is refused.`,
  },
  'no-code': {
    title: 'The visitor comes back to the docs with a code',
    why: 'Without a code the docs host has nothing to redeem, and no reader gets in.',
    fix: 'Answer the authorization request with a redirect to redirect_uri that has code and state in its query.',
  },
  'token-endpoint-silent': {
    title: 'The token endpoint answers within ten seconds',
    why: 'Without its answer the docs host has no token, and no reader gets in.',
    fix: 'Start the token endpoint, or correct --token-url; and answer by itself, without a queue in front of it.',
  },
  'token-not-given': {
    title: 'The token endpoint gives an access token for the code',
    why: 'Without a token the docs host knows nothing of its reader, and no reader gets in.',
    fix: 'Answer with 200, application/json, and the members access_token and token_type ("Bearer").',
  },
  'info-api-silent': {
    title: 'The Info API answers within ten seconds',
    why: 'What it does not say the docs do not know: nobody is let in as somebody unknown.',
    fix: 'Start the Info API, or correct --info-url.',
  },
  'info-not-told': {
    title: 'The Info API says who reads',
    why: 'What it does not say the docs do not know: nobody is let in as somebody unknown.',
    fix: 'Answer GET with Authorization: Bearer <access token> by 200 and the User object at the top level of the JSON.',
  },
  'code-refused': {
    title: 'A code is redeemed',
    why: 'A real token endpoint refuses a code that was used, or is too old: the reader has to log in once more.',
    fix: '',
  },
  'answer-lost': {
    title: 'The answer of the Info API comes',
    why: 'A network may lose an answer: the reader has to log in once more.',
    fix: '',
  },
  'no-webcrypto': {
    title: 'The page makes a code challenge',
    why: 'Plain http beyond this machine has no crypto.subtle, and without a challenge (RFC 7636) no code is asked for.',
    fix: 'Open the docs at an https origin, or at one of localhost.',
  },
  'no-storage': {
    title: 'The page keeps state and verifier while the reader is away',
    why: 'Without them it cannot redeem what comes back.',
    fix: 'Let the browser keep session storage of the docs origin.',
  },
};

/** True for one of them. */
export const isOwnCode = (code: unknown): code is OwnCode =>
  typeof code === 'string' && Object.hasOwn(words, code);

/**
 * A refusal in the docs host's own words.
 *
 * @param actual what was seen, one sentence
 * @param fix in place of the usual one
 */
export function ownRefusal(code: OwnCode, actual: string, fix: string = words[code].fix): Refusal {
  const { title, why } = words[code];
  return { accepted: false, code, title, actual: printable(actual), why, fix };
}

/**
 * What is said where the answer of the token endpoint was kept back for too long on demand.
 *
 * @param fault its id
 */
export const tokenTooLate = (fault: string): Refusal =>
  ownRefusal(
    'token-endpoint-silent',
    `Fault on demand ${fault}: no answer of the token endpoint came within ten seconds.`,
    nothingToMend(fault),
  );

/** What to set where a server answers with an error (RFC 6749 §4.1.2.1, §5.2). */
const advice: Readonly<Record<string, string>> = {
  access_denied:
    'The reader or your server refused: nothing is wrong with the docs host where that was meant.',
  invalid_client:
    'Compare --client-id and DOCS_HANDSHAKE_CLIENT_SECRET with what is registered; --client-auth says how they are sent.',
  invalid_grant:
    'A code is good once, for the redirect URI and the code challenge of its request: compare what your server keeps of them.',
  invalid_request:
    'Your server misses a parameter, or knows one twice: the inspector shows what was sent.',
  invalid_scope: 'Register the scopes of --scope for this client, or give others.',
  server_error: 'Look into the log of your authorization server.',
  temporarily_unavailable: 'Look into the log of your authorization server.',
  unauthorized_client:
    'Let this client (--client-id) use the authorization code grant with this redirect URI.',
  unsupported_grant_type: 'Let the token endpoint take grant_type=authorization_code.',
  unsupported_response_type: 'Let the authorization endpoint take response_type=code.',
};

/** True for an error that RFC 6749 names. */
export const isKnownError = (error: unknown): error is string =>
  typeof error === 'string' && Object.hasOwn(advice, error);

/** The same refusal with what to set at this host, where the server said an error that is known. */
export function advised(refusal: Refusal, error: string | undefined): Refusal {
  const known = isKnownError(error) ? advice[error] : undefined;
  return known === undefined ? refusal : { ...refusal, advice: known };
}
