import { requirement, type UndatedRequirement } from '../../../../protocol/requirement.js';
import { sentenceOf } from '../../../../protocol/stop.js';
import { met, notApplicable, notReachedFor, unmet } from '../../../../protocol/verdict.js';
import type { VisitOf } from '../../../../protocol/visit.js';
import { quoted } from '../../sentences.js';
import { oauthRfc } from '../../sources.js';
import { signingIn } from '../../visits.js';
import { grantChange } from '../mutants.js';
import { requestOf, responseOf } from '../seen.js';
import { stateFault } from './response.js';

/** A reader who does not want to be known. */
const denied: VisitOf<'denial'> = {
  kind: 'denial',
  drivers: ['http'],
  name: 'consent-refused',
  title: 'sign in and refuse the consent',
  client: { redeems: [], informs: [] },
};

/** Who refuses comes back all the same. */
export const deny: UndatedRequirement = requirement({
  id: 'oauth-deny',
  level: 'should',
  class: 'rfc',
  source: oauthRfc(6749, '4.1.2.1'),
  title: 'Who refuses the consent comes back with access_denied',
  why: 'A reader who says no is stranded on a page of yours, and the docs never learn why they did not come.',
  fix: 'Let the button that refuses redirect to the redirect URI with error=access_denied and state.',
  stage: 'exchange',
  visits: [denied],
  seenBy: ['http'],
  judgesUnmade: true,
  check: ({ exchange }, { other }) => {
    const signIn = other(signingIn)?.exchange;
    const asked = signIn?.hops.some(({ submission }) => submission === 'confirmation');
    if (asked !== true) return notApplicable('No page asked for a consent.');
    if (exchange.stop.code === 'not-made') return notReachedFor(exchange.stop);
    if (!exchange.hops.some(({ submission }) => submission === 'confirmation')) {
      return notApplicable('The page that asks for a consent has no button that clearly refuses.');
    }
    const expected = 'The visitor comes back with error=access_denied and state.';
    const response = responseOf(exchange);
    if (response === undefined) return unmet(expected, sentenceOf(exchange.stop));
    if (response.codes.length > 0) {
      return notApplicable('The page that asks for a consent has no button that clearly refuses.');
    }
    if (response.error !== 'access_denied') {
      return unmet(
        expected,
        response.error === undefined
          ? 'There is no error in the redirect.'
          : `The error is ${quoted(response.error)}.`,
      );
    }
    const states = response.states.map((state) => state.reveal());
    const fault = stateFault(requestOf(exchange).get('state'), states);
    return fault === undefined ? met : unmet(expected, `state: ${fault}`);
  },
  brokenBy: [
    {
      name: 'deny-goes-home',
      change: (honest) => ({
        consentHeaders: honest.pageHeaders,
        ...grantChange((server) => ({
          errorRedirect: (error, request) =>
            error === 'access_denied'
              ? { status: 303, headers: [['Location', '/dashboard']] }
              : server.errorRedirect(error, request),
        }))(honest),
      }),
    },
    {
      name: 'deny-is-a-server-error',
      change: (honest) => ({
        consentHeaders: honest.pageHeaders,
        ...grantChange((server) => ({
          errorRedirect: (error, request) =>
            server.errorRedirect(error === 'access_denied' ? 'server_error' : error, request),
        }))(honest),
      }),
    },
  ],
});
