import {
  requirement,
  type AtExchange,
  type Context,
  type UndatedRequirement,
} from '../../../protocol/requirement.js';
import { met, noted, unmet, type Finding } from '../../../protocol/verdict.js';
import { callbackChange } from '../mutants.js';
import { quoted } from '../sentences.js';
import { bothDrivers } from '../visits.js';
import { redirectNoInjection } from './injection.js';
import { namedPlaces, strayed, strayedHonestly } from './places.js';
import { hostileSignIns, hostileVisits } from './value-visits.js';
import type { HandshakeTexts } from '../texts.js';

/** The places that the value of a visit names to the docs. */
const namedToDocs = ({ sent = '', docsOrigin, facts }: Context): readonly string[] =>
  namedPlaces(sent, docsOrigin, facts.callbackPath ?? '/');

/** And to a browser at the login flow, which may have the other scheme: `//host` is another origin there. */
const named = (context: Context): readonly string[] => [
  ...namedToDocs(context),
  ...namedPlaces(context.sent ?? '', context.loginOrigin, '/'),
];

function judgeStaysHome(
  { exchange }: AtExchange,
  context: Context,
  { facts }: HandshakeTexts,
): Finding {
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
  const leaves = namedToDocs(context).some((each) => each !== context.docsOrigin);
  const query = exchange.callback === undefined ? '' : exchange.callback.url.reveal();
  const echoed =
    leaves &&
    URL.canParse(query) &&
    new URL(query).searchParams.get(facts.returnParam) === context.sent;
  return echoed
    ? noted(
        `The hostile value ${quoted(context.sent)} is handed on as the redirect; the docs host refuses it there.`,
      )
    : met;
}

/** A return value that names its own scheme, as a URL; undefined for paths and for what is no URL. */
const absolute = (value: string | undefined): URL | undefined =>
  value !== undefined && URL.canParse(value) ? new URL(value) : undefined;

const redirectStaysHome = (texts: HandshakeTexts): UndatedRequirement =>
  requirement({
    id: 'redirect-stays-home',
    essential: true,
    level: 'must',
    class: 'documented',
    source: texts.sources.handshake,
    title: 'No return value sends the token to another site',
    why: 'One link to your login page with a foreign return value, and a stranger holds the token of whoever followed it.',
    fix: 'Build the callback from the configured docs origin and only encode the return value into its query; where it becomes the page, resolve it with new URL(value, docsOrigin) and compare protocol and origin.',
    stage: 'exchange',
    visits: hostileVisits(texts),
    // Behind the form stands other code.
    point: hostileSignIns,
    seenBy: bothDrivers,
    check: (reading, context) => judgeStaysHome(reading, context, texts),
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
      {
        // Where the login flow is http and the docs are https, the browser makes another origin of it.
        name: 'echoed-as-location',
        change: callbackChange((url, token, { returnTo }) =>
          returnTo?.startsWith('//') === true
            ? `${returnTo.replace(/#.*$/s, '').replace(/[^\u0021-\u007e]/gu, encodeURIComponent)}#${token}`
            : url,
        ),
      },
    ],
  });

const redirectNoConcatenation = (texts: HandshakeTexts): UndatedRequirement =>
  requirement({
    id: 'redirect-no-concatenation',
    level: 'must',
    class: 'documented',
    source: texts.sources.handshake,
    title: 'The return value is not glued to the docs origin',
    why: 'Behind https://docs.example.com a value such as @evil.example or .evil.example makes another host of it, which then gets the token.',
    fix: 'Never concatenate origin and value: resolve with new URL(value, docsOrigin), compare the origin, and require a leading slash.',
    stage: 'exchange',
    visits: hostileVisits(texts),
    point: hostileSignIns,
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

/** The rows about what a hostile return value does, in the order of the catalogue; header splitting follows them. */
export const hostileRequirements = (texts: HandshakeTexts): readonly UndatedRequirement[] => [
  redirectStaysHome(texts),
  redirectNoConcatenation(texts),
  redirectNoInjection(texts),
];
