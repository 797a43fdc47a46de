import type { Exchange } from '../../../../protocol/exchange.js';
import { requirement, type UndatedRequirement } from '../../../../protocol/requirement.js';
import { met, notReached, notReachedFor, unmet } from '../../../../protocol/verdict.js';
import { twoTabs, twoTabsBare } from '../../sign-in-visits.js';
import { oauthRfc } from '../../sources.js';
import { bothDrivers, signingIn } from '../../visits.js';
import { grantChange } from '../mutants.js';
import { answerOf, codeOf, grants, requestOf, responseOf, wasGranted } from '../seen.js';
import { stateFault } from './response.js';
import { readTokenAnswer } from '../../../../protocol/oauth/token-answer.js';

/** True where a visit got its state back as it was sent. */
function isEchoed(exchange: Exchange): boolean {
  const states = (responseOf(exchange)?.states ?? []).map((state) => state.reveal());
  return stateFault(requestOf(exchange).get('state'), states) === undefined;
}

/** The requests whose forms a session was shown, in order. */
const shownIn = (session: Map<string, unknown>): readonly string[] =>
  (session.get('shown') as readonly string[] | undefined) ?? [];

/** Two requests of one browser, each with a state and a challenge of its own. */
export const requestSurvivesSignIn: UndatedRequirement = requirement({
  id: 'oauth-request-survives-sign-in',
  level: 'must',
  class: 'rfc',
  source: oauthRfc(6749, '4.1.2'),
  title: 'A sign-in answers the request of its own tab',
  why: 'A reader with two tabs open comes back with the state of the other one, and the docs host refuses the code.',
  fix: 'Keep each authorization request with its form (in its URL, or under a key of its own in the session), not in one place of the session.',
  stage: 'exchange',
  visits: [twoTabs, twoTabsBare],
  seenBy: bothDrivers,
  check: ({ exchange }, context) => {
    if (codeOf(exchange) === undefined) return notReachedFor(exchange.stop);
    const expected = 'The first tab gets the state and the code of its own request.';
    if (!isEchoed(exchange)) {
      return context.honest !== undefined && isEchoed(context.honest.exchange)
        ? unmet(expected, 'It came back with another state than its own.')
        : notReached('state does not come back at all: see oauth-state-echoed.');
    }
    const call = answerOf(exchange, 'token');
    if (call === undefined) return notReached('The code was not redeemed.');
    if (grants(call)) return met;
    return wasGranted(context.other(signingIn)) && readTokenAnswer(call).error !== undefined
      ? unmet(
          expected,
          'Its code is refused: it seems to be bound to the challenge of the other tab.',
        )
      : notReached('The token endpoint gave no access token: see token-endpoint-answers.');
  },
  brokenBy: [
    {
      name: 'single-session-slot',
      change: (honest) => ({
        pageHtml: (returnTo, tools, session, query) => {
          session.set('shown', [...shownIn(session), query]);
          return honest.pageHtml(returnTo, tools, session, query);
        },
        ...grantChange((server) => ({
          // A form that comes back is taken for the one that was shown last.
          asked: (query, session) => {
            const shown = shownIn(session);
            return server.asked(shown.includes(query) ? (shown.at(-1) ?? query) : query, session);
          },
        }))(honest),
      }),
    },
  ],
});
