import type { Exchange } from '../../../../protocol/exchange.js';
import {
  requirement,
  type Context,
  type UndatedRequirement,
} from '../../../../protocol/requirement.js';
import { sentenceOf } from '../../../../protocol/stop.js';
import {
  met,
  notApplicable,
  noted,
  notReached,
  notReachedFor,
  unmet,
  type Finding,
} from '../../../../protocol/verdict.js';
import { quoted } from '../../sentences.js';
import { oauthRfc } from '../../sources.js';
import { bothDrivers, plain, signingIn } from '../../visits.js';
import { readTokenAnswer } from '../../../../protocol/oauth/token-answer.js';
import { grantChange } from '../mutants.js';
import { answerOf, codeOf, grants, requestOf, responseOf } from '../seen.js';
import { byPage, type OAuthTexts } from '../texts.js';
import { asking, withChallenge, withoutChallenge } from '../visits.js';

/** What an authorization request may hold. */

/** How far a request got that brought no code. */
function outcome(exchange: Exchange): string {
  const error = responseOf(exchange)?.error;
  return error === undefined ? sentenceOf(exchange.stop) : `The answer is error=${quoted(error)}.`;
}

const further = asking(
  'further-parameters',
  'with parameters that nobody knows, before and behind the others',
  (usual) => [['docs_own', '1'], ...usual, ['docs_handshake', 'a b&c']],
);

const additionalParams = (texts: OAuthTexts): UndatedRequirement =>
  requirement({
    id: 'oauth-additional-params',
    level: 'should',
    class: 'rfc',
    source: {
      ...oauthRfc(6749, '3.1'),
      document: `${oauthRfc(6749, '3.1').document}; ${texts.sources.parameters.document}`,
    },
    title: 'Parameters that the server does not know do no harm',
    why: 'The docs host adds the parameters that are configured and keeps the query of the Authorization URL: a server that stumbles over one lets nobody in.',
    fix: 'Read the parameters that you know by their names, wherever in the query they stand, and ignore the others.',
    stage: 'exchange',
    visits: [further],
    seenBy: ['http'],
    check: ({ exchange }) =>
      codeOf(exchange) === undefined
        ? unmet('A request with unknown parameters brings a code, too.', outcome(exchange))
        : met,
    brokenBy: [
      {
        name: 'strict-query',
        change: grantChange((honest) => ({
          refusal: (request) =>
            /(?:^|&)docs_/.test(request.query) ? 'invalid_request' : honest.refusal(request),
        })),
      },
      {
        name: 'own-query-lost',
        change: grantChange((honest) => ({
          // Whatever stands first in the query is taken for the first parameter.
          asked: (query, session) =>
            honest.asked(query.replace(/^(?!response_type=)[^&]*&[^&]*/, ''), session),
        })),
      },
    ],
  });

/** True where several scopes are asked for. */
const severalScopes = (exchange: Exchange): boolean =>
  (requestOf(exchange).get('scope') ?? '').split(' ').length > 1;

/** What the answers say of the scope that was asked for. */
function scopeFinding(exchange: Exchange): Finding {
  const asked = requestOf(exchange).get('scope') ?? '';
  if (asked === '') return notApplicable('No scope is configured (--scope).');
  const error = responseOf(exchange)?.error;
  const expected = `The scope ${quoted(asked)} is taken as it is sent, its parts apart by blanks.`;
  if (error === 'invalid_scope') return unmet(expected, 'The answer is error=invalid_scope.');
  const call = answerOf(exchange, 'token');
  if (call === undefined || !grants(call)) return notReached('No access token was given.');
  const granted = readTokenAnswer(call).scope;
  if (granted === undefined || !severalScopes(exchange)) return met;
  const missing = asked.split(' ').filter((one) => !granted.split(' ').includes(one));
  return missing.length === 0
    ? met
    : noted(`Of the scope that was asked for, ${missing.join(', ')} is not granted.`);
}

const scopeWhole = (texts: OAuthTexts): UndatedRequirement =>
  requirement({
    id: 'oauth-scope-whole',
    level: 'should',
    class: 'documented',
    source: texts.sources.parameters,
    title: 'Several scopes are taken, apart by blanks',
    why: 'The docs host joins its scopes with blanks, as RFC 6749 §3.3 has it: a server that parts them otherwise knows none of them.',
    fix: 'Split scope at blanks (RFC 6749 §3.3); where you grant less than was asked for, say so in the token answer.',
    stage: 'exchange',
    visits: [signingIn, plain],
    seenBy: bothDrivers,
    check: ({ exchange }) => scopeFinding(exchange),
    brokenBy: [
      {
        name: 'comma-scopes-only',
        change: grantChange((honest) => ({
          refusal: (request) =>
            (request.asked.scope ?? '').includes(' ') ? 'invalid_scope' : honest.refusal(request),
        })),
        alsoFells: [
          { id: 'oauth-callback-reached', why: 'every request asks for the configured scopes' },
        ],
      },
    ],
  });

/** What the two rounds show, where the texts leave it open whether a challenge is sent. */
function roundsFinding(exchange: Exchange, context: Context): Finding {
  const brought = (visit: typeof withChallenge): boolean =>
    codeOf(context.other(visit)?.exchange) !== undefined;
  const own = codeOf(exchange) !== undefined;
  if (context.visit.name === withoutChallenge.name) {
    if (own) return met;
    return brought(withChallenge)
      ? noted('Requests without a code challenge are refused: the docs host has to send one.')
      : notReached('No request brought a code, with or without a code challenge.');
  }
  if (own) return met;
  return brought(withoutChallenge)
    ? unmet('A request with code_challenge (S256) brings a code.', outcome(exchange))
    : notReachedFor(exchange.stop, 'No request brought a code, with or without a code challenge.');
}

const pkceAccepted = (texts: OAuthTexts): UndatedRequirement =>
  requirement({
    id: 'oauth-pkce-accepted',
    level: 'must',
    class: 'documented',
    source: texts.sources.handshake,
    title: 'A request with a code challenge brings a code',
    why: 'The docs host may send code_challenge with S256: a server that refuses it lets nobody in.',
    fix: 'Take code_challenge and code_challenge_method=S256 (RFC 7636 §4.3); S256 has to be there.',
    stage: 'exchange',
    visits: byPage(texts) ? [signingIn, plain] : [withChallenge, withoutChallenge],
    seenBy: byPage(texts) ? bothDrivers : ['http'],
    check: ({ exchange }, context) => {
      if (!byPage(texts)) return roundsFinding(exchange, context);
      if (codeOf(exchange) !== undefined) return met;
      return responseOf(exchange)?.error === 'invalid_request'
        ? unmet('A request with code_challenge (S256) brings a code.', outcome(exchange))
        : notReachedFor(exchange.stop);
    },
    brokenBy: [
      {
        name: 'rejects-pkce',
        change: grantChange((honest) => ({
          refusal: (request) =>
            request.asked.challenge === undefined ? honest.refusal(request) : 'invalid_request',
        })),
        ...(byPage(texts)
          ? {
              alsoFells: [
                { id: 'oauth-callback-reached', why: 'every request has a challenge here' },
              ],
            }
          : {}),
      },
    ],
  });

/** The rows about what a request holds, in the order of the catalogue. */
export const requestRequirements = (texts: OAuthTexts): readonly UndatedRequirement[] => [
  additionalParams(texts),
  scopeWhole(texts),
  pkceAccepted(texts),
];
