import type { Exchange } from '../../../../protocol/exchange.js';
import { hasDirective } from '../../../../protocol/http/caching.js';
import { valueOf } from '../../../../protocol/http/cors/fields.js';
import { readTokenAnswer } from '../../../../protocol/oauth/token-answer.js';
import {
  requirement,
  type Context,
  type UndatedRequirement,
} from '../../../../protocol/requirement.js';
import { met, noted, notReached, unmet, type Finding } from '../../../../protocol/verdict.js';
import { plain, signingIn, bothDrivers } from '../../visits.js';
import { capital, quoted } from '../../sentences.js';
import { oauthRfc } from '../../sources.js';
import { endpointChange, endpointHeaders, withMembers } from '../mutants.js';
import { grants, isSuccess, onAnswer, redirectWords, sendsOn, type Answered } from '../seen.js';
import { byPage, type OAuthTexts } from '../texts.js';

/** What the token endpoint answers a client that is right. */

const expected = 'The answer is 200 with JSON that has access_token and token_type Bearer.';

/** What an answer that is no grant says. */
export function refusal(call: Answered): string {
  const { error, problem } = readTokenAnswer(call);
  const { status } = call.response;
  if (sendsOn(call))
    return `${capital(redirectWords(call))}; a token request is answered where it is sent.`;
  if (error !== undefined) return `The answer is ${status} with error=${quoted(error)}.`;
  return problem === undefined ? `The answer is ${status}.` : `${capital(problem)}.`;
}

/** True where the client is what is refused (RFC 6749 §5.2). */
export function refusesClient(call: Answered): boolean {
  const { error } = readTokenAnswer(call);
  const { status } = call.response;
  return error === 'invalid_client' || error === 'unauthorized_client' || status === 401;
}

/** What is wrong with an answer of success. */
function fault(call: Answered): string | undefined {
  const { accessToken, type, members, problem } = readTokenAnswer(call);
  if (problem !== undefined && members === undefined) return `${capital(problem)}.`;
  if (accessToken === undefined) return 'The answer has no access_token that is a text.';
  if (!/^[\x20-\x7e]+$/.test(accessToken.reveal())) {
    return 'access_token has a character that no token has (RFC 6749, appendix A.12): no header can carry it.';
  }
  if (type === undefined) return 'The answer has no token_type.';
  if (!/^bearer$/i.test(type)) return `token_type is ${quoted(type)}.`;
  const media = valueOf(call.response.headers, 'content-type') ?? '';
  if (!/^\s*application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(media)) {
    return `Content-Type is ${media === '' ? 'not there' : quoted(media)}, not application/json.`;
  }
  return problem === undefined ? undefined : `${capital(problem)}.`;
}

/** Why a client is refused for what it says of itself, which another row judges. */
const unknownClient = ({ facts }: Context): Finding =>
  notReached(
    `The client is refused: see ${facts.redeems?.client === 'public' ? 'token-public-client' : 'token-client-auth'}.`,
  );

function answersFinding(call: Answered, context: Context): Finding {
  const { status } = call.response;
  if (status === 429 || status === 503) {
    return notReached(`The answer was ${status}: a rate limit, as it seems.`);
  }
  if (sendsOn(call)) return unmet(expected, refusal(call));
  if (call.response.body === undefined) {
    return notReached(
      'The page may not read the answer, so its body was not seen: see token-cors.',
    );
  }
  // Some servers refuse what another origin asks, whatever it asks.
  if (call.readable === false && !isSuccess(call)) {
    return notReached('The page may not read the refusal: see token-cors.');
  }
  if (refusesClient(call)) return unknownClient(context);
  if (status < 200 || status > 299) return unmet(expected, refusal(call));
  const found = fault(call);
  return found === undefined ? lifetimeFinding(call) : unmet(expected, found);
}

/**
 * What is said of a lifetime. RFC 6749 §5.1 only recommends expires_in, and the docs host goes by expiresAt of the Info API, so
 * nobody is kept out by one that is no number, as that section has it: no more than a note.
 */
function lifetimeFinding(call: Answered): Finding {
  const lifetime = readTokenAnswer(call).members?.['expires_in'];
  return lifetime === undefined || (typeof lifetime === 'number' && lifetime >= 0)
    ? met
    : noted('expires_in is not a number of seconds (RFC 6749 §5.1); some clients refuse that.');
}

const tokenEndpointAnswers: UndatedRequirement = requirement({
  id: 'token-endpoint-answers',
  level: 'must',
  class: 'rfc',
  source: oauthRfc(6749, '5.1'),
  title: 'The token endpoint gives an access token for the code',
  why: 'Without it the docs host knows of its reader that they signed in, and nothing else: nobody gets in.',
  fix: 'Answer with 200, application/json, and the members access_token and token_type ("Bearer").',
  inCalls: true,
  stage: 'exchange',
  visits: [signingIn, plain],
  completes: true,
  seenBy: bothDrivers,
  check: onAnswer('token', answersFinding),
  brokenBy: [
    {
      name: 'form-encoded-answer',
      change: endpointChange('token', (answer) => {
        const members = JSON.parse(answer.body ?? '{}') as Record<string, unknown>;
        const pairs = Object.entries(members).map(([name, value]) => [name, String(value)]);
        return {
          ...answer,
          headers: [
            ...answer.headers.filter(([name]) => name !== 'Content-Type'),
            ['Content-Type', 'application/x-www-form-urlencoded'],
          ],
          body: answer.status === 200 ? new URLSearchParams(pairs).toString() : (answer.body ?? ''),
        };
      }),
    },
    {
      name: 'html-200',
      change: endpointChange('token', (answer) =>
        answer.status === 200
          ? {
              ...answer,
              headers: [
                ...answer.headers.filter(([name]) => name !== 'Content-Type'),
                ['Content-Type', 'text/html; charset=utf-8'],
              ],
              body: '<!doctype html><title>Sign in</title><h1>Sign in to Acme</h1>',
            }
          : answer,
      ),
    },
    {
      name: 'token-type-missing',
      change: endpointChange('token', (answer) =>
        withMembers(answer, ({ token_type: _type, ...members }) => members),
      ),
    },
    {
      name: 'access-token-renamed',
      change: endpointChange('token', (answer) =>
        withMembers(answer, ({ access_token: token, ...members }) =>
          token === undefined ? members : { accessToken: token, ...members },
        ),
      ),
    },
  ],
});

const tokenNoStore: UndatedRequirement = requirement({
  id: 'token-no-store',
  level: 'should',
  class: 'rfc',
  source: oauthRfc(6749, '5.1'),
  title: 'The answer with the token says Cache-Control: no-store',
  why: 'Without it, what keeps the token out of caches is only the habit of their makers.',
  fix: 'Send Cache-Control: no-store with every answer of the token endpoint.',
  inCalls: true,
  stage: 'exchange',
  visits: [signingIn, plain],
  seenBy: ['http'],
  check: onAnswer('token', (call) => {
    if (!grants(call)) return notReached('No access token was given: see token-endpoint-answers.');
    const control = valueOf(call.response.headers, 'cache-control');
    return control !== undefined && hasDirective(control, 'no-store')
      ? met
      : unmet(
          'Cache-Control holds no-store.',
          control === undefined
            ? 'There is no Cache-Control.'
            : `Cache-Control is ${quoted(control)}.`,
        );
  }),
  brokenBy: [
    { name: 'no-cache-control', change: endpointHeaders('token', () => [], ['Cache-Control']) },
    {
      name: 'max-age-60',
      change: endpointHeaders('token', () => [['Cache-Control', 'private, max-age=60']]),
    },
  ],
});

/** True for a fetch of the page that asked for leave first. */
const asked = ({ calls = [] }: Exchange, { fetch }: Answered): boolean =>
  calls.some((call) => call.role === 'preflight' && call.fetch === fetch);

const publicClient = (texts: OAuthTexts): UndatedRequirement =>
  requirement({
    id: 'token-public-client',
    level: 'must',
    class: 'documented',
    source: texts.sources.handshake,
    title: 'The code is redeemed with client_id alone',
    why: 'The page of the docs has no secret: a token endpoint that asks for one gives nobody a token.',
    fix: 'Register the docs as a public client (token_endpoint_auth_method none) and require PKCE in place of a secret.',
    inCalls: true,
    stage: 'exchange',
    visits: [signingIn, plain],
    seenBy: bothDrivers,
    check: onAnswer('token', (call, _context, exchange) => {
      if (asked(exchange, call)) return notReached('The page had to ask for leave first.');
      return refusesClient(call)
        ? unmet('A client without a secret is given a token.', refusal(call))
        : grants(call)
          ? met
          : notReached('No access token was given: see token-endpoint-answers.');
    }),
    brokenBy: [
      {
        name: 'requires-secret',
        change: ({ grant }) =>
          grant === undefined ? {} : { grant: { ...grant, secretIsRight: () => false } },
      },
    ],
  });

/** The rows about the answer itself; that about a public client where a page asks. */
export const answerRequirements = (texts: OAuthTexts): readonly UndatedRequirement[] => [
  tokenEndpointAnswers,
  ...(byPage(texts) ? [publicClient(texts)] : []),
];

export { tokenNoStore };
