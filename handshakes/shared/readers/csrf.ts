import type { Mutant } from '../../../protocol/plan.js';
import { requirement, type UndatedRequirement } from '../../../protocol/requirement.js';
import { sentenceOf } from '../../../protocol/stop.js';
import { met, notApplicable, notReached, notReachedFor, unmet } from '../../../protocol/verdict.js';
import type { Visit } from '../../../protocol/visit.js';
import { nameAlone } from '../name-alone.js';
import { hostileHost } from '../return/values.js';
import { asvs } from '../sources.js';
import { tokenPlace } from '../token/received-token.js';

const crossSite: Visit = {
  name: 'cross-site-sign-in',
  title: 'another site sends the sign-in form, then the reader comes',
  kind: 'cross-site-form',
  drivers: ['browser'],
  returnTo: '/guides/cross-site',
  postedFrom: `https://${hostileHost}`,
};

const anyForm: Mutant = { name: 'no-csrf', change: () => ({ acceptsForm: () => true }) };

/** The sign-in form takes no post from another site. */
export const signInCsrf: UndatedRequirement = requirement({
  id: 'sign-in-csrf',
  level: 'should',
  class: 'practice',
  source: asvs('3.5.1'),
  title: 'Another site cannot sign a reader in',
  why: 'A stranger’s page can sign your reader in as somebody else: what the reader then types and asks is recorded under that account.',
  fix: 'Bind the sign-in form to the visitor’s session with a token in a hidden field, or refuse a POST whose Origin is not your own.',
  stage: 'exchange',
  visits: [crossSite],
  seenBy: ['browser'],
  refusalIsFine: true,
  check: ({ exchange }, { facts }) => {
    const { crossSitePost, stop } = exchange;
    if (crossSitePost === undefined) {
      return stop.code === 'no-form'
        ? {
            ...notApplicable(`The sign-in form is not the login flow's own. ${sentenceOf(stop)}`),
            because: sentenceOf(stop),
          }
        : notReachedFor(stop);
    }
    if (crossSitePost.sent === undefined) {
      return crossSitePost.foreign === true
        ? notApplicable(crossSitePost.sentence)
        : notReached(crossSitePost.sentence);
    }
    const expected = 'The sign-in form is refused when another site sends it.';
    if (crossSitePost.reachedDocs) return unmet(expected, crossSitePost.sentence);
    const found = tokenPlace(exchange, facts);
    return found === undefined
      ? met
      : unmet(expected, `${crossSitePost.sentence} After it, without a sign-in, ${found}.`);
  },
  brokenBy: [anyForm, nameAlone(anyForm)],
});
