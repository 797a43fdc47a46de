import { requirement, type UndatedRequirement } from '../../../../protocol/requirement.js';
import { isRedirect } from '../../../../protocol/http/cors/redirect.js';
import { met, notReached, unmet } from '../../../../protocol/verdict.js';
import { oauthRfc } from '../../sources.js';
import { plain, signingIn } from '../../visits.js';
import { withoutInfo } from '../info/answers.js';
import { grantChange } from '../mutants.js';
import { answerOf, grants, isSuccess, onOddRequest, someGranted } from '../seen.js';
import { byGet, late, otherClient, otherUri, replayed, replayedAndUsed } from './visits.js';

/** How often a code is good, for whom, and how it has to come. */

const like = someGranted(signingIn, plain);

const codeOnce: UndatedRequirement = requirement({
  id: 'token-code-once',
  level: 'must',
  class: 'rfc',
  source: oauthRfc(6749, '4.1.2'),
  title: 'A code is redeemed once',
  why: 'A code stands in histories and logs: what can be redeemed again is a key that lies about.',
  fix: 'Mark the code as used in the same step in which you look it up, and refuse it from then on with invalid_grant.',
  stage: 'exchange',
  visits: [replayed],
  seenBy: ['http'],
  refusalIsFine: true,
  check: (reading, context) => {
    const first = answerOf(reading.exchange, 'token');
    if (first === undefined || !grants(first)) {
      return notReached('The code was not redeemed the first time.');
    }
    return onOddRequest(like, ['code-again'], (calls) =>
      calls.some(grants)
        ? unmet('The second use of a code is refused.', 'A second token was given for it.')
        : met,
    )(reading, context);
  },
  brokenBy: [{ name: 'code-replay', change: grantChange(() => ({ isUnused: () => true })) }],
});

const replayRevokes: UndatedRequirement = requirement({
  id: 'token-replay-revokes',
  level: 'should',
  class: 'rfc',
  source: oauthRfc(6749, '4.1.2'),
  title: 'A code that comes again ends the token that it brought',
  moot: withoutInfo,
  why: 'A code that comes twice was caught by somebody: the first token may be theirs.',
  fix: 'Remember which tokens a code has brought, and revoke them when it comes again.',
  stage: 'exchange',
  visits: [replayedAndUsed],
  seenBy: ['http'],
  refusalIsFine: true,
  check: (reading, context) => {
    const again = answerOf(reading.exchange, 'token', 'code-again');
    if (again !== undefined && grants(again)) {
      return notReached('The code was redeemed again: see token-code-once.');
    }
    const before = answerOf(context.other(plain)?.exchange ?? reading.exchange, 'info');
    const after = answerOf(reading.exchange, 'info', 'after-replay');
    if (before === undefined || !isSuccess(before) || after === undefined) {
      return notReached('The Info API was not asked, or gave no answer.');
    }
    return isSuccess(after)
      ? unmet(
          'The first token is refused after its code came again.',
          `The Info API still answers it with ${after.response.status}.`,
        )
      : met;
  },
  brokenBy: [
    {
      name: 'token-lives-on',
      intrusive: true,
      change: grantChange(() => ({ revokesOnReplay: () => false })),
    },
  ],
});

const codeBound: UndatedRequirement = requirement({
  id: 'token-code-bound',
  level: 'must',
  class: 'rfc',
  source: oauthRfc(6749, '4.1.3'),
  title: 'A code is redeemed by its client, with its redirect URI',
  why: 'Whoever was given a code for an address of their own redeems it as if it were the docs’.',
  fix: 'Keep client_id and redirect_uri with the code, compare both with those of the token request, and answer invalid_grant.',
  stage: 'exchange',
  visits: [otherUri, otherClient],
  seenBy: ['http'],
  refusalIsFine: true,
  check: onOddRequest(like, ['other-redirect-uri', 'other-client'], (calls, { visit }) =>
    calls.some(grants)
      ? unmet(
          'A code is refused where client or redirect URI is another one.',
          visit.name === otherUri.name
            ? 'A token was given although redirect_uri was another one than that of the request.'
            : 'A token was given to a client that there is not.',
        )
      : met,
  ),
  brokenBy: [
    {
      name: 'redirect-uri-not-compared',
      change: grantChange(() => ({ isOfRedirectUri: () => true })),
    },
    {
      name: 'client-not-compared',
      change: grantChange((honest) => ({
        presented: (request) => {
          const read = honest.presented(request);
          return { ...read, clientId: request.client.clientId };
        },
      })),
    },
  ],
});

const codeShort: UndatedRequirement = requirement({
  id: 'token-code-short',
  level: 'should',
  class: 'rfc',
  source: oauthRfc(6749, '4.1.2'),
  title: 'A code is worth nothing after ten minutes',
  why: 'A code stands in histories and logs: the longer it is good, the more of them there are to look through.',
  fix: 'Let a code end one minute after it was made, ten at most.',
  stage: 'exchange',
  visits: [late],
  seenBy: ['http'],
  refusalIsFine: true,
  check: onOddRequest(like, ['late-code'], (calls) =>
    calls.some(grants)
      ? unmet(
          'A code is refused ten minutes after it was made.',
          'A token was given for it 10 minutes and 30 seconds later.',
        )
      : met,
  ),
  brokenBy: [
    {
      name: 'code-for-ever',
      intrusive: true,
      change: grantChange(() => ({ isFresh: () => true })),
    },
  ],
});

const postOnly: UndatedRequirement = requirement({
  id: 'token-post-only',
  level: 'should',
  class: 'rfc',
  source: oauthRfc(6749, '3.2'),
  title: 'The token endpoint takes POST alone',
  why: 'With GET code and secret stand in the address, and so in the log of every server on the way.',
  fix: 'Answer GET at the token endpoint with 405.',
  stage: 'exchange',
  visits: [byGet],
  seenBy: ['http'],
  refusalIsFine: true,
  check: onOddRequest(like, ['token-by-get'], (calls) =>
    calls.some((call) => grants(call) && !isRedirect(call.response))
      ? unmet('GET brings no token.', 'A token was given for a code in the query of a GET.')
      : met,
  ),
  brokenBy: [
    {
      name: 'get-token',
      change: grantChange((honest) => ({
        takesMethod: () => true,
        tokenAnswer: (outcome, request) =>
          honest.tokenAnswer(outcome, { ...request, method: 'POST' }),
      })),
    },
  ],
});

/** The rows about the use of a code, in the order of the catalogue. */
export const codeUseRequirements: readonly UndatedRequirement[] = [
  codeOnce,
  replayRevokes,
  codeBound,
  codeShort,
];

export { postOnly as tokenPostOnly };
