import {
  requirement,
  type Context,
  type Requirement,
  type UndatedRequirement,
} from '../../protocol/requirement.js';
import { decodeLoosely, type CallbackReading } from '../../protocol/url/callback.js';
import { parseUrl } from '../../protocol/url/parse-url.js';
import { met, notApplicable, notReached, unmet } from '../../protocol/verdict.js';
import { afterSignIn, callbackChange } from '../shared/mutants.js';
import { quoted } from '../shared/sentences.js';
import { twoTabs } from '../shared/sign-in-visits.js';
import { bothDrivers, deepLink, honestVisits } from '../shared/visits.js';
import { anchorForm, askedAnchor } from './anchor-form.js';
import { anchorLink } from './anchor-visits.js';
import type { EditionId } from './facts.js';
import { isReserved } from './page.js';
import { anchorText, personalizationText } from './texts.js';

/** The page that a visit asked for, without its anchor. */
const askedPage = ({ sent = '/', docsOrigin }: Context): string | undefined => {
  const url = parseUrl(sent, docsOrigin);
  return url && url.pathname + url.search;
};

const anchorOrder: UndatedRequirement = requirement({
  id: 'anchor-order',
  inLocation: true,
  level: 'should',
  class: 'documented',
  source: anchorText,
  title: 'jwt stands before anchor in the fragment',
  why: 'The text shows one order; a reader of the fragment that relies on it finds no token.',
  fix: 'Build the fragment as #jwt=<JWT>&anchor=<name>, jwt first.',
  stage: 'callback',
  visits: [anchorLink],
  seenBy: bothDrivers,
  check: ({ callback }) =>
    callback.envelope === undefined
      ? notReached('There is no token in the fragment.')
      : callback.envelope.before.startsWith('anchor=')
        ? unmet('The fragment is jwt=<JWT>&anchor=<name>.', 'anchor stands before jwt.')
        : met,
  brokenBy: [
    {
      name: 'anchor-before-jwt',
      change: callbackChange((url) => url.replace(/#(jwt=.*)&(anchor=.*)$/s, '#$2&$1')),
    },
  ],
});

/** What became of a page with an anchor where no anchor comes back. */
function withoutAnchor({ parsed }: CallbackReading, context: Context): string {
  if (parsed && parsed.pathname + parsed.search === askedPage(context)) {
    return 'No anchor comes back.';
  }
  // Many flows know their pages by name, and a name with an anchor is another one.
  const bare = context.other(deepLink)?.callback?.parsed?.pathname;
  if (bare === undefined) return 'Neither the page nor the anchor comes back.';
  return bare === `${context.docsPath}/quickstart`
    ? 'Neither the page nor the anchor comes back; without an anchor the page does.'
    : 'The return parameter is ignored altogether.';
}

const anchorPreserved: UndatedRequirement = requirement({
  id: 'anchor-preserved',
  inLocation: true,
  level: 'info',
  class: 'documented',
  source: anchorText,
  title: 'The anchor that was asked for comes back',
  why: 'Without it the reader lands at the top of the page.',
  fix: 'Take the part behind # from the return parameter and send it as anchor=<name>.',
  stage: 'callback',
  visits: [anchorLink, twoTabs],
  seenBy: bothDrivers,
  check: ({ callback }, context) => {
    if (context.returnParam === undefined)
      return notApplicable('--return-param none: the flow is not told the page.');
    const wanted = askedAnchor(context) ?? '';
    const expected = `The anchor ${quoted(wanted)} comes back.`;
    const { anchor } = callback;
    if (anchor === undefined) {
      return unmet(expected, withoutAnchor(callback, context));
    }
    return decodeLoosely(anchor) === wanted
      ? met
      : unmet(expected, `${quoted(decodeLoosely(anchor))} comes back.`);
  },
  brokenBy: [
    {
      name: 'anchor-dropped',
      change: callbackChange((url, token) => url.replace(/#jwt=.*$/s, `#${token}`)),
    },
    {
      name: 'anchor-dropped-after-sign-in',
      change: afterSignIn((url, token) => url.replace(/#jwt=.*$/s, `#${token}`)),
    },
  ],
});

const pagePreserved: UndatedRequirement = requirement({
  id: 'page-preserved',
  inLocation: true,
  onWayBack: true,
  level: 'info',
  class: 'practice',
  source: personalizationText,
  title: 'The visitor returns to the page asked for',
  why: 'Many flows always go to the front page, and the reader has to find the page again.',
  fix: 'Redirect to the page in the return parameter after checking that it is on the docs.',
  stage: 'callback',
  visits: [deepLink],
  seenBy: bothDrivers,
  check: ({ callback }, context) => {
    if (context.returnParam === undefined)
      return notApplicable('--return-param none: the flow is not told the page.');
    const path = callback.parsed && callback.parsed.pathname + callback.parsed.search;
    const wanted = askedPage(context) ?? '/';
    return path === wanted
      ? met
      : unmet(
          `The visitor returns to ${wanted}.`,
          path === undefined
            ? 'The visitor arrives at no page.'
            : `The visitor arrives at ${path}.`,
        );
  },
  brokenBy: [],
});

const pageOnDocs: UndatedRequirement = requirement({
  id: 'page-on-docs',
  inLocation: true,
  level: 'must',
  class: 'documented',
  source: personalizationText,
  title: 'The token goes to a page of the docs',
  why: 'Reserved paths and paths outside the docs show no page that could read the token.',
  fix: 'Redirect to a docs page, under the docs subpath where there is one; /login/jwt-callback belongs to JWT authentication.',
  arrivalCases: ['wrong-page'],
  stage: 'callback',
  visits: [...honestVisits, anchorLink],
  seenBy: bothDrivers,
  check: ({ callback }, { docsPath }) => {
    const path = callback.parsed?.pathname;
    if (path === undefined) return notReached('The callback is not a URL.');
    const under = docsPath === '' || path === docsPath || path.startsWith(`${docsPath}/`);
    if (!under) return unmet(`The path lies under ${docsPath}.`, `The path is ${path}.`);
    return isReserved(path.slice(docsPath.length))
      ? unmet(
          'The path is a page of the docs.',
          `The path is ${path}, which the docs host keeps for itself.`,
        )
      : met;
  },
  brokenBy: [
    {
      name: 'personalization-to-callback',
      change: callbackChange(
        (_url, token, request) =>
          `${request.callbackBase.replace(/\/$/, '')}/login/jwt-callback#${token}`,
      ),
    },
  ],
});

/** Anchor and page, which only JWT personalization has, in the order of the catalogue. */
export const anchorRequirements: readonly Requirement<EditionId>[] = [
  anchorForm,
  anchorOrder,
  anchorPreserved,
  pagePreserved,
  pageOnDocs,
];
