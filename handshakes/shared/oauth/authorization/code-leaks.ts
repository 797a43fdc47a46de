import { requirement, type UndatedRequirement } from '../../../../protocol/requirement.js';
import { met, notReached, unmet } from '../../../../protocol/verdict.js';
import { leak, leakyHandOvers, scriptedHandOver } from '../../http/leaks.js';
import { oauthRfc } from '../../sources.js';
import { honestVisits } from '../../visits.js';
import { codeOf } from '../seen.js';

/** A code is for the docs host's eyes. */
export const codeNotLeaked: UndatedRequirement = requirement({
  id: 'oauth-code-not-leaked',
  level: 'should',
  class: 'rfc',
  source: oauthRfc(9700, '4.2'),
  title: 'Nobody but the docs host gets the code',
  why: 'Whoever has the code before the docs host redeems it may be the one who is let in.',
  fix: 'Redirect from the server. Where a page must hand over, load nothing foreign in it, and keep the code out of analytics, error reports, postMessage and storage.',
  stage: 'callback',
  visits: honestVisits,
  seenBy: ['browser'],
  check: ({ exchange }) => {
    const code = codeOf(exchange);
    if (code === undefined) return notReached('The redirect to the docs carries no code.');
    if (exchange.aside === undefined) return notReached('The browser did not record it.');
    const found = leak(exchange.aside, code);
    return found === undefined
      ? met
      : unmet('The code goes to the docs and nowhere else.', `The code ${found}.`);
  },
  brokenBy: [
    {
      name: 'analytics-beacon',
      change: leakyHandOvers.beacon,
    },
    {
      name: 'foreign-frame',
      change: leakyHandOvers.foreignFrame,
    },
    {
      name: 'post-message-star',
      change: scriptedHandOver(`(opener ?? parent).postMessage({ next: u }, '*');`),
    },
    {
      name: 'code-in-local-storage',
      change: leakyHandOvers.localStorage,
    },
  ],
});
