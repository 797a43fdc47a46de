import type { CallbackReading } from '../../protocol/callback.js';
import { requirement, type Context, type Requirement } from '../../protocol/requirement.js';
import { met, noted, notReached, unmet, type Finding } from '../../protocol/verdict.js';
import type { Visit } from '../../protocol/visit.js';
import { callbackChange } from '../shared/compose.js';
import { authenticationText } from '../shared/sources.js';
import { bothDrivers, deepLink, plain } from '../shared/visits.js';
import { quoted } from '../shared/wording.js';
import { isOnePlace } from './page-list.js';

const source = { ...authenticationText, section: 'Redirecting unauthenticated users' };

/** The values of the callback's `redirect`, form-decoded once, in order. */
const returned = (callback: CallbackReading, { facts }: Context): readonly string[] =>
  callback.query.filter(([name]) => name === facts.returnParam).map(([, value]) => value);

/** True where the value that comes back says nothing: there is none, or it is the root. */
const isDropped = (values: readonly string[]): boolean =>
  values[0] === undefined || values[0] === '' || values[0] === '/';

const roundTrip = (name: string, returnTo: string, title: string): Visit => ({
  session: 'live',
  honest: false,
  drivers: bothDrivers,
  name: `way-back-${name}`,
  title: `on the way to a page with ${title}`,
  returnTo,
});

/** Pages as docs sites have them; one has capitals, one a query. */
const roundTrips: readonly [Visit, ...Visit[]] = [
  deepLink,
  roundTrip('query', '/guides/Start?x=1&y=2', 'capitals and a query'),
  roundTrip('anchor', '/quickstart#step', 'an anchor'),
  roundTrip('escapes', '/a%2Fb+c', 'an escaped slash and a plus'),
  roundTrip('percent', '/search?q=100%25', 'a percent sign'),
  roundTrip('quotes', '/release notes/"new"', 'a space and quotes'),
  roundTrip('unicode', '/café/日本語', 'letters beyond ASCII'),
];

/** The query of a callback URL, without `?`, replaced. */
const withQuery = (url: string, query: string): string => {
  const [front = '', fragment = ''] = url.split('#', 2);
  return `${front.replace(/\?.*$/s, '')}${query}#${fragment}`;
};

/** A mutant that writes the return value into the callback in its own way; the root and nothing stay as they are. */
const writes = (name: string, write: (value: string, docsOrigin: string) => string) => ({
  name,
  change: callbackChange((url, _token, request) => {
    const value = new URLSearchParams(url.replace(/^[^?#]*\??|#.*$/gs, '')).get('redirect');
    return value === null ? url : withQuery(url, write(value, request.docsOrigin));
  }),
});

const redirectPreserved: Requirement = requirement({
  id: 'redirect-preserved',
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

/** A value that the docs host itself refuses on arrival (bare or undecodable %). */
const hostRefuses = (value: string): boolean => /%(?:25|(?![0-9A-Fa-f]{2}))/.test(value);
/** A value with characters that a path has only in its encoded form. */
const needsEncoding = (value: string): boolean => /[\s"'<>]|[^\u0000-\u007f]/.test(value);

function judgeExact(callback: CallbackReading, context: Context): Finding {
  const sent = context.sent ?? '';
  const values = returned(callback, context);
  const [back] = values;
  if (back === undefined || isDropped(values)) {
    if (hostRefuses(sent)) return met;
    const plainly = context.other(deepLink.name)?.callback;
    const keepsAny = plainly !== undefined && !isDropped(returned(plainly, context));
    return keepsAny && needsEncoding(sent)
      ? noted(`The flow drops ${quoted(sent)}: readers of such pages land on the front page.`)
      : notReached(`The flow dropped ${quoted(sent)}: see redirect-preserved.`);
  }
  if (back !== sent && isOnePlace(back, roundTrips, context)) {
    return notReached(
      `The flow does not know ${quoted(sent)}: it sends readers of such pages to ${quoted(back)}, whichever they asked for.`,
    );
  }
  return back === sent
    ? met
    : unmet(
        `redirect comes back as it was sent: ${quoted(sent)}.`,
        `It came back as ${quoted(back.replace(/ey[\w.-]{20,}/, '…'))}.`,
      );
}

const redirectExact: Requirement = requirement({
  id: 'redirect-exact',
  level: 'must',
  class: 'documented',
  source,
  title: 'The redirect that comes back is the one that was sent',
  why: 'A value that was decoded or encoded twice, cut or lower-cased leads to a page that does not exist.',
  fix: 'Read redirect once with a URL library and write it once with encodeURIComponent or URLSearchParams; change nothing in between.',
  stage: 'callback',
  visits: roundTrips,
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
  ],
});

const redirectAbsent: Requirement = requirement({
  id: 'redirect-absent',
  level: 'should',
  class: 'practice',
  source,
  title: 'Without a redirect none is made up',
  why: 'A redirect of "undefined" or "null" leads the reader to a page that does not exist.',
  fix: 'Add the redirect parameter to the callback only when the login URL had a non-empty one.',
  stage: 'callback',
  visits: [plain],
  seenBy: bothDrivers,
  check: ({ callback }, context) => {
    const [back] = returned(callback, context);
    return back === undefined || back === '' || /^\/(?![/\\])/.test(back)
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
  ],
});

const repeated = (
  name: string,
  rest: Pick<Visit, 'rawReturnTo' | 'extraQuery'>,
  title: string,
): Visit => ({
  session: 'live',
  honest: false,
  drivers: bothDrivers,
  name: `repeated-${name}`,
  title,
  ...rest,
});

const redirectRepeated: Requirement = requirement({
  id: 'redirect-repeated',
  level: 'should',
  class: 'practice',
  source: { document: 'OWASP ASVS 5.0.0', section: '15.3.5 and 15.3.7', from: '2025-05' },
  title: 'A repeated redirect is read as one value',
  why: 'Frameworks turn a repeated parameter into an array: the flow crashes, or joins the values to a page that does not exist.',
  fix: 'Take the first string value of redirect only, and ignore arrays and objects.',
  stage: 'exchange',
  visits: [
    repeated('twice', { rawReturnTo: '%2Fquickstart&redirect=%2Fguides' }, 'two redirects'),
    repeated('brackets', { extraQuery: 'redirect[]=%2Fquickstart' }, 'redirect[] in the query'),
    repeated('member', { extraQuery: 'redirect[x]=%2Fquickstart' }, 'redirect[x] in the query'),
  ],
  seenBy: bothDrivers,
  check: ({ exchange }, context) => {
    const status = exchange.hops.at(-1)?.status ?? 0;
    const expected = 'No 5xx, and at most one redirect, equal to one of those sent.';
    if (exchange.stop.code === 'status') {
      return status >= 500
        ? unmet(expected, `With ${context.visit.title}, the answer was ${status}.`)
        : met;
    }
    const url = exchange.callback?.url.reveal();
    if (url === undefined || !URL.canParse(url)) return notReached(exchange.stop.sentence);
    const values = new URL(url).searchParams.getAll(context.facts.returnParam);
    // What else may be wrong with a value is redirect-exact and redirect-absent.
    const joined = values.some(
      (value) =>
        /\[object/.test(value) || (value.includes('quickstart') && value.includes('guides')),
    );
    return values.length <= 1 && !joined
      ? met
      : unmet(
          expected,
          `With ${context.visit.title}, the callback has redirect=${values.map(quoted).join(' and ')}.`,
        );
  },
  brokenBy: [
    {
      name: 'repeated-crash',
      change: (honest) => ({
        answer: (location, token, request) =>
          (request.query.match(/redirect(?:=|\[)/g) ?? []).length > 1
            ? { status: 500, headers: [] }
            : honest.answer(location, token, request),
      }),
    },
    {
      name: 'repeated-joined',
      change: callbackChange((url, _token, request) => {
        const values = new URLSearchParams(request.query).getAll('redirect');
        return values.length > 1 && values.every((value) => /^\/\w+$/.test(value))
          ? withQuery(url, `?redirect=${encodeURIComponent(values.join(','))}`)
          : url;
      }),
    },
  ],
});

/** The way back as JWT authentication has it, in the order of the catalogue. */
export const wayBackRequirements: readonly Requirement[] = [
  redirectPreserved,
  redirectExact,
  redirectAbsent,
  redirectRepeated,
];
