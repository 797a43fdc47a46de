import { requirement, type Context, type UndatedRequirement } from '../../protocol/requirement.js';
import type { CallbackReading } from '../../protocol/url/callback.js';
import { met, noted, notReached, unmet, type Finding } from '../../protocol/verdict.js';
import { sessionOf } from '../../protocol/visit-kinds.js';
import type { Visit } from '../../protocol/visit.js';
import { afterSignIn } from '../shared/mutants.js';
import { quoted } from '../shared/sentences.js';
import { twoTabs, twoTabsBare, wrongFirst } from '../shared/sign-in-visits.js';
import { bothDrivers, deepLink, signingIn } from '../shared/visits.js';
import { isOnePlace } from './page-list.js';
import { isDropped, isSamePage, resembles, returned, writes } from './way-back.js';
import { authenticationText } from './texts.js';

const roundTrip = (name: string, returnTo: string, title: string): Visit => ({
  kind: 'odd-return',
  drivers: bothDrivers,
  name: `way-back-${name}`,
  title: `on the way to a page with ${title}`,
  returnTo,
});

/** To pages with a query, an anchor and escapes, as the sign-in with two tabs asks for. */
export const likeTwoTabs: readonly Visit[] = [
  roundTrip('query', '/guides/Start?x=1&y=a%2Bb+c%20d', 'capitals and a query'),
  roundTrip('anchor', '/quickstart#step', 'an anchor'),
  roundTrip('escapes', '/a%2Fb+c', 'an escaped slash and a plus'),
];

/** Pages as docs sites have them; one has capitals, one a query. */
export const roundTrips: readonly [Visit, ...Visit[]] = [
  deepLink,
  ...likeTwoTabs,
  roundTrip('percent', '/search?q=100%25', 'a percent sign'),
  roundTrip('quotes', '/release notes/"new"', 'a space and quotes'),
  roundTrip('unicode', '/café/日本語', 'letters beyond ASCII'),
];

/** A value that the docs host itself refuses on arrival (bare or undecodable %). */
const hostRefuses = (value: string): boolean => /%(?:25|(?![0-9A-Fa-f]{2}))/.test(value);
/** A value with characters that a path has only in its encoded form. */
const needsEncoding = (value: string): boolean => /[\s"'<>]|[^\u0000-\u007f]/.test(value);

function judgeDropped(sent: string, context: Context): Finding {
  if (sessionOf(context.visit) === 'signing-in') {
    return notReached(`The flow dropped ${quoted(sent)}: see redirect-survives-sign-in.`);
  }
  if (hostRefuses(sent)) return met;
  const plainly = context.other(deepLink)?.callback;
  const keepsAny = plainly !== undefined && !isDropped(returned(plainly, context));
  return keepsAny && needsEncoding(sent)
    ? noted(`The flow drops ${quoted(sent)}: readers of such pages land on the front page.`)
    : notReached(`The flow dropped ${quoted(sent)}: see redirect-preserved.`);
}

function judgeExact(callback: CallbackReading, context: Context): Finding {
  const sent = context.sent ?? '';
  const values = returned(callback, context);
  const [back] = values;
  if (back === undefined || isDropped(values)) return judgeDropped(sent, context);
  if (back === sent) return met;
  const shown = quoted(back.replace(/ey[\w.-]{20,}/, '…'));
  if (isSamePage(back, sent, context.docsOrigin)) {
    return noted(
      `${quoted(sent)} comes back as ${shown}, which is the same page in another spelling.`,
    );
  }
  const signsIn = sessionOf(context.visit) === 'signing-in';
  if (!signsIn && isOnePlace(back, roundTrips, context)) {
    return notReached(
      `The flow does not know ${quoted(sent)}: it sends readers of such pages to ${shown}, whichever they asked for.`,
    );
  }
  if (signsIn && !resembles(back, sent)) {
    return notReached('Another value comes back after the sign-in: see redirect-survives-sign-in.');
  }
  return unmet(
    `redirect comes back as it was sent: ${quoted(sent)}.`,
    `${signsIn ? 'After the sign-in it' : 'It'} came back as ${shown}.`,
  );
}

/** JWT authentication only: personalization carries no redirect on its callback. */
export const redirectExact: UndatedRequirement = requirement({
  id: 'redirect-exact',
  inLocation: true,
  onWayBack: true,
  level: 'must',
  class: 'documented',
  source: { ...authenticationText, section: 'Redirecting unauthenticated users' },
  title: 'The redirect that comes back is the one that was sent',
  why: 'A value that was decoded or encoded twice, cut or lower-cased leads to a page that does not exist.',
  fix: 'Read redirect once with a URL library and percent-encode it once, in the form and its action, too; change nothing in between.',
  stage: 'callback',
  // Behind the form stands other code: its action, a hidden field, the session.
  visits: [...roundTrips, signingIn, twoTabs, twoTabsBare, wrongFirst],
  seenBy: bothDrivers,
  check: ({ callback }, context) => judgeExact(callback, context),
  brokenBy: [
    writes(
      'double-encoded',
      (value) => `?redirect=${encodeURIComponent(encodeURIComponent(value))}`,
    ),
    writes(
      'not-encoded',
      (value) =>
        `?redirect=${value
          .replace(/[^\u0021-\u007e]|["<>\\]/gu, encodeURIComponent)
          .replaceAll('#', '%23')
          .replaceAll('&', '%26')}`,
    ),
    writes('lower-cased', (value) => `?redirect=${encodeURIComponent(value.toLowerCase())}`),
    writes('made-absolute', (value, docs) => `?redirect=${encodeURIComponent(docs + value)}`),
    writes(
      'cut-after-sign-in',
      (value) => `?redirect=${encodeURIComponent(value.replace(/&.*$/s, ''))}`,
      afterSignIn,
    ),
    writes(
      'anchor-lost-after-sign-in',
      (value) => `?redirect=${encodeURIComponent(value.replace(/#.*$/s, ''))}`,
      afterSignIn,
    ),
    writes(
      'lower-cased-after-sign-in',
      (value) => `?redirect=${encodeURIComponent(value.toLowerCase())}`,
      afterSignIn,
    ),
    writes(
      'decoded-after-sign-in',
      (value) => `?redirect=${encodeURIComponent(decodeURIComponent(value))}`,
      afterSignIn,
    ),
    writes(
      'plus-to-space-after-sign-in',
      (value) => `?redirect=${encodeURIComponent(value.replaceAll('+', ' '))}`,
      afterSignIn,
    ),
    writes(
      'escaped-plus-to-space',
      (value) => `?redirect=${encodeURIComponent(value.replaceAll('%2B', '%20'))}`,
    ),
    writes(
      'escaped-plus-bare',
      (value) => `?redirect=${encodeURIComponent(value.replaceAll('%2B', '+'))}`,
    ),
    writes(
      'escaped-plus-to-space-after-sign-in',
      (value) => `?redirect=${encodeURIComponent(value.replaceAll('%2B', ' '))}`,
      afterSignIn,
    ),
    writes(
      'double-encoded-after-sign-in',
      (value) => `?redirect=${encodeURIComponent(encodeURIComponent(value))}`,
      afterSignIn,
    ),
  ],
});
