import type { Hop } from '../../../protocol/exchange.js';
import { isLeaky, policyInPage, policyOfFields } from '../../../protocol/http/referrer-policy.js';
import { requirement, type UndatedRequirement } from '../../../protocol/requirement.js';
import { met, notReachedFor, unmet } from '../../../protocol/verdict.js';
import { answerChange } from '../mutants.js';
import { fieldValues, isAt } from '../sentences.js';
import { rfc } from '../sources.js';
import { honestVisits } from '../visits.js';

/** The policy of a response; where it is a page that is shown, the page has the last word. */
function policyOf(hop: Hop): string | undefined {
  const status = hop.status ?? 0;
  const isPage =
    (status < 300 || status >= 400) &&
    fieldValues(hop, 'content-type').some((type) => /html/i.test(type));
  const own = isPage ? policyInPage(hop.body?.text?.reveal() ?? '') : undefined;
  return own ?? policyOfFields(fieldValues(hop, 'referrer-policy'));
}

/** The policy of what a login flow answers, and of the pages it shows. */
export const referrerSafe: UndatedRequirement = requirement({
  id: 'referrer-safe',
  level: 'should',
  class: 'practice',
  source: rfc(9700, '4.2.4'),
  title: 'The login flow does not send its full URLs to the docs',
  why: 'The Referer then hands the query of the login page, with whatever it holds, to another operator.',
  fix: 'Send Referrer-Policy: strict-origin-when-cross-origin, same-origin or no-referrer, and let no meta element say otherwise.',
  stage: 'exchange',
  visits: honestVisits,
  seenBy: ['http'],
  check: ({ exchange }, { loginOrigin }) => {
    const hops = exchange.hops.filter((hop) => hop.status !== undefined && isAt(hop, loginOrigin));
    if (hops.length === 0) return notReachedFor(exchange.stop);
    const found = hops.map(policyOf).find((policy) => policy !== undefined && isLeaky(policy));
    if (found !== undefined) {
      return unmet('The full URL stays on its own origin.', `The referrer policy is ${found}.`);
    }
    const nowhere = exchange.stop.code === 'status' || exchange.stop.code === 'bad-location';
    return nowhere ? notReachedFor(exchange.stop) : met;
  },
  brokenBy: [
    {
      name: 'unsafe-url',
      change: answerChange({ headers: () => [['Referrer-Policy', 'unsafe-url']] }),
    },
    {
      name: 'unsafe-url-in-page',
      change: () => ({ pageHtml: () => '<meta name="referrer" content="unsafe-url">' }),
    },
  ],
});
