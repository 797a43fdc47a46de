import { requirement, type UndatedRequirement } from '../../protocol/requirement.js';
import { met, unmet } from '../../protocol/verdict.js';
import { afterSignIn, callbackChange } from '../shared/mutants.js';
import { quoted } from '../shared/sentences.js';
import { rush } from '../shared/sign-in-visits.js';
import { bothDrivers, deepLink, plain } from '../shared/visits.js';
import { redirectExact } from './redirect-exact.js';
import { redirectRepeated } from './redirect-repeated.js';
import { isDropped, returned, writes } from './way-back.js';
import { authenticationText } from './texts.js';

const source = { ...authenticationText, section: 'Redirecting unauthenticated users' };

const redirectPreserved: UndatedRequirement = requirement({
  id: 'redirect-preserved',
  inLocation: true,
  onWayBack: true,
  level: 'should',
  class: 'documented',
  source,
  title: "A deep link's redirect comes back on the callback",
  why: 'Without it every reader lands on the front page and has to find the page again.',
  fix: 'Carry the redirect parameter of the login URL through the sign-in and add it, percent-encoded, to the callback URL, before the #.',
  stage: 'callback',
  visits: [deepLink],
  seenBy: bothDrivers,
  check: ({ callback }, context) => {
    const values = returned(callback, context);
    const expected = `The callback has redirect=${encodeURIComponent(context.sent ?? '')}.`;
    if (!isDropped(values)) return met;
    if (values[0] === '/') return unmet(expected, 'Its redirect is / whatever page was asked for.');
    const other = callback.query.find(([, value]) => value === context.sent);
    if (other !== undefined)
      return unmet(expected, `It comes back under the name ${quoted(other[0])}.`);
    return /redirect=/.test(callback.fragment?.reveal() ?? '')
      ? unmet(expected, 'It stands behind the #, where the docs host does not look.')
      : unmet(expected, 'The callback has no redirect.');
  },
  brokenBy: [
    writes('redirect-dropped', () => ''),
    {
      name: 'redirect-after-hash',
      change: callbackChange((url) => {
        const [front = '', fragment = ''] = url.split('#', 2);
        const [path = '', query] = front.split('?', 2);
        return query === undefined ? url : `${path}#${fragment}?${query}`;
      }),
      alsoFells: [
        {
          id: 'callback-fragment-form',
          why: 'the redirect then stands behind the token in the fragment',
        },
      ],
    },
    writes('redirect-always-root', () => '?redirect=%2F'),
    writes('redirect-renamed', (value) => `?next=${encodeURIComponent(value)}`),
  ],
});

const redirectAbsent: UndatedRequirement = requirement({
  id: 'redirect-absent',
  level: 'should',
  class: 'practice',
  source,
  title: 'Without a redirect none is made up',
  why: 'A redirect of "undefined" or "null" leads the reader to a page that does not exist.',
  fix: 'Add the redirect parameter to the callback only when the login URL had a non-empty one.',
  stage: 'callback',
  // Sign-ins without a redirect are made with --intrusive only.
  visits: [plain, ...rush.slice(0, 1)],
  seenBy: bothDrivers,
  check: ({ callback }, context) => {
    const [back] = returned(callback, context);
    const isPath = back === undefined || back === '' || /^\/(?![/\\])/.test(back);
    return isPath && !/^\/(?:undefined|null|None|NaN)$/.test(back ?? '')
      ? met
      : unmet(
          'The callback has no redirect, an empty one, or a path.',
          `It has redirect=${quoted(back)}.`,
        );
  },
  brokenBy: [
    {
      name: 'redirect-undefined',
      change: callbackChange((url) =>
        url.includes('?') ? url : url.replace('#', '?redirect=undefined#'),
      ),
    },
    {
      name: 'redirect-none-as-page',
      change: callbackChange((url) =>
        url.includes('?') ? url : url.replace('#', '?redirect=%2FNone#'),
      ),
    },
    {
      name: 'redirect-none-in-form',
      seenBy: ['http'],
      intrusive: true,
      change: afterSignIn((url) => (url.includes('?') ? url : url.replace('#', '?redirect=None#'))),
    },
  ],
});

/** The way back as JWT authentication has it, in the order of the catalogue. */
export const wayBackRequirements: readonly UndatedRequirement[] = [
  redirectPreserved,
  redirectExact,
  redirectAbsent,
  redirectRepeated,
];
