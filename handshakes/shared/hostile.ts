import {
  requirement,
  type AtCallback,
  type AtExchange,
  type Context,
  type Requirement,
} from '../../protocol/requirement.js';
import { met, noted, notReached, unmet, type Finding } from '../../protocol/verdict.js';
import { callbackChange } from './compose.js';
import { namedPlaces, strayed, strayedHonestly } from './hostile-places.js';
import { hostileHost, injected } from './hostile-values.js';
import { hostileVisits, injectionVisits } from './hostile-visits.js';
import { bothHandshakes } from './sources.js';
import { bothDrivers } from './visits.js';
import { plural, quoted } from './wording.js';

/** The places that the value of a visit names. */
const named = ({ sent = '', docsOrigin, facts }: Context): readonly string[] =>
  namedPlaces(sent, docsOrigin, facts.callbackPath ?? '/');

function judgeStaysHome({ exchange }: AtExchange, context: Context): Finding {
  const home = strayedHonestly(context);
  const away = strayed(exchange, context);
  const target = named(context).find((each) => away.includes(each) && !home.includes(each));
  if (target !== undefined) {
    return unmet(
      'Whatever the return value is, the token goes to the docs only.',
      `With the return value ${quoted(context.sent)} the token went to ${target}.`,
    );
  }
  // What resolves to the docs is a page of theirs: to hand that on is the way back.
  const leaves = named(context).some((each) => each !== context.docsOrigin);
  const query = exchange.callback === undefined ? '' : exchange.callback.url.reveal();
  const echoed =
    leaves &&
    URL.canParse(query) &&
    new URL(query).searchParams.get(context.facts.returnParam) === context.sent;
  return echoed
    ? noted(
        `The hostile value ${quoted(context.sent)} is handed on, percent-encoded, as the redirect; the docs host refuses it there.`,
      )
    : met;
}

/** A return value that names its own scheme, as a URL; undefined for paths and for what is no URL. */
const absolute = (value: string | undefined): URL | undefined =>
  value !== undefined && URL.canParse(value) ? new URL(value) : undefined;

const redirectStaysHome: Requirement = requirement({
  id: 'redirect-stays-home',
  level: 'must',
  class: 'documented',
  source: bothHandshakes,
  title: 'No return value sends the token to another site',
  why: 'One link to your login page with a foreign return value, and a stranger holds the token of whoever followed it.',
  fix: 'Build the callback from the configured docs origin and only encode the return value into its query; where it becomes the page, resolve it with new URL(value, docsOrigin) and compare protocol and origin.',
  stage: 'exchange',
  visits: hostileVisits,
  seenBy: bothDrivers,
  check: judgeStaysHome,
  brokenBy: [
    {
      name: 'redirect-target-is-callback-base',
      change: callbackChange((url, token, request) => {
        const target = absolute(request.returnTo);
        return target === undefined ? url : `${request.returnTo ?? ''}#${token}`;
      }),
    },
    {
      name: 'allow-prefix-check',
      change: callbackChange((url, token, request) => {
        const value = request.returnTo;
        if (value === undefined) return url;
        const allowed = value.startsWith(request.docsOrigin) || value.startsWith('//');
        return allowed && URL.canParse(value, request.docsOrigin)
          ? `${new URL(value, request.docsOrigin).href.replace(/#.*$/s, '')}#${token}`
          : url;
      }),
    },
  ],
});

const redirectNoConcatenation: Requirement = requirement({
  id: 'redirect-no-concatenation',
  level: 'must',
  class: 'documented',
  source: bothHandshakes,
  title: 'The return value is not glued to the docs origin',
  why: 'Behind https://docs.example.com a value such as @evil.example or .evil.example makes another host of it, which then gets the token.',
  fix: 'Never concatenate origin and value: resolve with new URL(value, docsOrigin), compare the origin, and require a leading slash.',
  stage: 'exchange',
  visits: hostileVisits,
  seenBy: bothDrivers,
  check: ({ exchange }, context) => {
    const home = strayedHonestly(context);
    const away = strayed(exchange, context).filter(
      (each) => !named(context).includes(each) && !home.includes(each),
    );
    return away[0] === undefined
      ? met
      : unmet(
          'Whatever the return value is, the host and port of the callback stay the same.',
          `With the return value ${quoted(context.sent)} the token went to ${away[0]}.`,
        );
  },
  brokenBy: [
    {
      name: 'concatenated-base',
      change: callbackChange((url, token, request) => {
        const value = request.returnTo?.replace(/#.*$/s, '');
        const glues = value !== undefined && !value.startsWith('/');
        return glues ? `${request.docsOrigin}${value}#${token}` : url;
      }),
    },
  ],
});

/** What stands before the token besides the documented forms; an anchor may hold any text, and anchor-order judges where it stands. */
const prefix = ({ callback }: AtCallback): string =>
  callback.envelope?.before.replace(/^anchor=[^&]*&/, '').replace(/^jwt=$/, '') ?? '';

/** The values of the callback's return parameter, form-decoded once. */
const redirects = ({ callback }: AtCallback, { facts }: Context): readonly string[] =>
  callback.query.filter(([name]) => name === facts.returnParam).map(([, value]) => value);

function judgeInjection(reading: AtCallback, context: Context): Finding {
  const { honest } = context;
  if (reading.callback.token === undefined) return notReached('The callback carries no token.');
  const expected =
    "The fragment begins with the flow's own token, and there is at most one redirect.";
  const before = prefix(reading);
  const usual =
    honest?.callback === undefined ? '' : prefix({ ...honest, callback: honest.callback });
  if (before.includes(injected) || (before !== '' && before !== usual)) {
    return unmet(
      expected,
      `With the return value ${quoted(context.sent)} its text stands before the token in the fragment.`,
    );
  }
  const values = redirects(reading, context);
  return values.length > 1 || values.includes(`//${hostileHost}`)
    ? unmet(
        expected,
        `With the return value ${quoted(context.sent)} the callback has ${plural(values.length, 'redirect')}, one of them injected.`,
      )
    : met;
}

const redirectNoInjection: Requirement = requirement({
  id: 'redirect-no-injection',
  level: 'must',
  class: 'documented',
  source: bothHandshakes,
  title: 'The return value cannot put a token or a second redirect into the callback',
  why: 'Whoever writes the link then chooses whose login the reader gets, or where the reader goes.',
  fix: 'Encode the return value with encodeURIComponent or URLSearchParams before it becomes part of the callback URL.',
  stage: 'callback',
  visits: injectionVisits,
  seenBy: bothDrivers,
  check: judgeInjection,
  brokenBy: [
    {
      name: 'unencoded-redirect',
      change: callbackChange((url, token, request) => {
        const value = request.returnTo;
        if (value === undefined || !/^\/(?![/\\])/.test(value)) return url;
        // What Node.js refuses in a header is still encoded, as every framework does.
        const written = value.replace(/[^\u0020-\u007e]/gu, encodeURIComponent);
        return request.handshake === 'mintlify-authentication'
          ? `${request.callbackBase}?redirect=${written}#${token}`
          : /^[^#]*#aaa/.test(value)
            ? `${request.docsOrigin}${written}#${token}`
            : url;
      }),
      alsoFells: [
        { id: 'redirect-exact', why: 'a value with & or # in it comes back cut' },
        { id: 'location-valid', why: 'blanks and quotes stand raw in the Location' },
      ],
    },
  ],
});

/** The rows about what a hostile return value does, in the order of the catalogue; header splitting follows them. */
export const hostileRequirements: readonly Requirement[] = [
  redirectStaysHome,
  redirectNoConcatenation,
  redirectNoInjection,
];
