import type { Exchange, Hop } from '../../../../protocol/exchange.js';
import { requirement, type UndatedRequirement } from '../../../../protocol/requirement.js';
import { sentenceOf } from '../../../../protocol/stop.js';
import { met, notReachedFor, unmet } from '../../../../protocol/verdict.js';
import { fieldValues } from '../../sentences.js';
import { oauthRfc } from '../../sources.js';
import { plain, signingIn } from '../../visits.js';
import { grantChange } from '../mutants.js';
import { codeOf, requestOf, responseOf } from '../seen.js';
import { asking, oddly, replaced } from '../visits.js';
import { stateFault } from './response.js';

/** What an authorization server does with requests that are right but for one thing. */

/** What the implicit grant asks for: a client of the code grant never does. */
const implicit = asking('response-type-token', 'with response_type=token', (usual) =>
  replaced(usual, 'response_type', 'token'),
);

const answered = ({ hops }: Exchange): boolean => hops.some(({ status }) => status !== undefined);

const errorRedirect: UndatedRequirement = requirement({
  id: 'oauth-error-redirect',
  level: 'should',
  class: 'rfc',
  source: oauthRfc(6749, '4.1.2.1'),
  title: 'An error comes back to the redirect URI, with state',
  why: 'The docs host can tell its reader what went wrong only where the error comes back to it.',
  fix: 'Where client and redirect URI are right, redirect there with error and state.',
  stage: 'exchange',
  visits: [implicit],
  seenBy: ['http'],
  check: ({ exchange }) => {
    if (!answered(exchange)) return notReachedFor(exchange.stop);
    const expected = 'The visitor comes back to the redirect URI with error and state.';
    const response = responseOf(exchange);
    // Another row says that it should not; here it is an answer.
    if (response?.tokens.includes('access_token') === true) return met;
    // Who takes it for a request of the code grant may give a code.
    if (codeOf(exchange) !== undefined) return met;
    if (response === undefined) return unmet(expected, sentenceOf(exchange.stop));
    if (response.error === undefined) return unmet(expected, 'There is no error in the redirect.');
    const states = response.states.map((state) => state.reveal());
    const fault = stateFault(requestOf(exchange).get('state'), states);
    return fault === undefined ? met : unmet(expected, `state: ${fault}`);
  },
  brokenBy: [
    {
      name: 'error-page-500',
      change: grantChange(() => ({
        errorRedirect: () => ({
          status: 500,
          headers: [['Content-Type', 'text/html; charset=utf-8']],
          body: '<!doctype html><title>Error</title><h1>Something went wrong</h1>',
        }),
      })),
    },
    {
      name: 'error-without-state',
      change: grantChange((honest) => ({
        errorRedirect: (error, request) => {
          const { state: _state, ...asked } = request.asked;
          return honest.errorRedirect(error, { ...request, asked });
        },
      })),
    },
  ],
});

const noImplicit: UndatedRequirement = requirement({
  id: 'oauth-no-implicit',
  level: 'should',
  class: 'rfc',
  source: oauthRfc(9700, '2.1.2'),
  title: 'response_type=token brings no token',
  why: 'A token in a URL is in the history, and whoever can make a reader open a link has a way to it.',
  fix: 'Turn the implicit grant off for this client: allow response_type=code alone.',
  stage: 'exchange',
  visits: [implicit],
  seenBy: ['http'],
  refusalIsFine: true,
  check: ({ exchange }) => {
    if (!answered(exchange)) return notReachedFor(exchange.stop);
    return responseOf(exchange)?.tokens.includes('access_token') === true
      ? unmet('The answer has no access_token.', 'The redirect has an access_token in it.')
      : met;
  },
  brokenBy: [
    {
      name: 'implicit-works',
      change: grantChange((honest) => ({
        errorRedirect: (error, request) => {
          if (request.asked.responseType !== 'token') return honest.errorRedirect(error, request);
          const state = request.asked.state ?? '';
          const token = request.tools.random(32);
          const pairs = new URLSearchParams({ access_token: token, token_type: 'Bearer', state });
          const location = `${request.client.redirectUri}#${pairs.toString()}`;
          return {
            status: 303,
            headers: [
              ['Location', location],
              ['Cache-Control', 'no-store'],
            ],
          };
        },
      })),
    },
  ],
});

/** What the script of a page would send. */
const byScript = oddly('authorization-by-script', 'as the script of another site would ask', {
  redeems: [],
  informs: [],
});
const fromScript = {
  ...byScript,
  headers: [
    ['Origin', 'https://evil.example'],
    ['Sec-Fetch-Mode', 'cors'],
    ['Sec-Fetch-Dest', 'empty'],
  ],
} as const;

/** The fields by which some answer of the authorization endpoint lets scripts read it. */
function letsRead({ hops }: Exchange): string | undefined {
  const place = (hop: Hop): string => hop.url.reveal().replace(/[?#].*$/s, '');
  const own = hops.filter((hop) => hops[0] !== undefined && place(hop) === place(hops[0]));
  return own.flatMap((hop) => fieldValues(hop, 'access-control-allow-origin'))[0];
}

const authorizeNoCors: UndatedRequirement = requirement({
  id: 'oauth-authorize-no-cors',
  level: 'should',
  class: 'rfc',
  source: oauthRfc(9700, '2.6'),
  title: 'No script may read the authorization endpoint',
  why: 'Browsers go there, no script does: what lets scripts in lets a foreign page see what a reader is shown.',
  fix: 'Take the authorization endpoint out of the CORS middleware; only token endpoint and Info API need it.',
  stage: 'exchange',
  visits: [plain, signingIn, fromScript],
  seenBy: ['http'],
  refusalIsFine: true,
  check: ({ exchange }) => {
    if (!answered(exchange)) return notReachedFor(exchange.stop);
    const allowed = letsRead(exchange);
    return allowed === undefined
      ? met
      : unmet(
          'The authorization endpoint sends no Access-Control-Allow-Origin.',
          `It sends Access-Control-Allow-Origin: ${allowed}.`,
        );
  },
  brokenBy: [
    {
      name: 'cors-star',
      change: (honest) => ({
        answer: (location, token, request) => {
          const answer = honest.answer(location, token, request);
          const field = ['Access-Control-Allow-Origin', '*'] as const;
          return { ...answer, headers: [...answer.headers, field] };
        },
      }),
    },
    {
      name: 'cors-reflected',
      withoutSession: 'harmless',
      seenBy: ['http'],
      change: (honest) => ({
        answer: (location, token, request) => {
          const answer = honest.answer(location, token, request);
          const { origin } = request.headers;
          if (origin === undefined || request.method !== 'GET') return answer;
          const field = ['Access-Control-Allow-Origin', origin] as const;
          return { ...answer, headers: [...answer.headers, field] };
        },
      }),
    },
  ],
});

/** The rows about errors and about what is not for scripts, in the order of the catalogue. */
export const errorRequirements: readonly UndatedRequirement[] = [
  errorRedirect,
  noImplicit,
  authorizeNoCors,
];
