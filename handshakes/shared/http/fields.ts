import type { Exchange, Hop } from '../../../protocol/exchange.js';
import type { LoginPlan, PlanRequest } from '../../../protocol/plan.js';
import { requirement, type UndatedRequirement } from '../../../protocol/requirement.js';
import {
  met,
  metWith,
  noted,
  notReached,
  notReachedFor,
  unmet,
} from '../../../protocol/verdict.js';
import type { Visit } from '../../../protocol/visit.js';
import { callbackChange } from '../mutants.js';
import { fieldValues, plural } from '../sentences.js';
import { rfc } from '../sources.js';
import { lastAnswerAt } from '../submission.js';
import { bothDrivers, honestVisits } from '../visits.js';
import { referrerSafe } from './referrer.js';

const overHttp = { visits: honestVisits, seenBy: ['http'] } as const;

/** The response that handed over by a redirect status; undefined where a script did. */
const handOver = (exchange: Exchange): Hop | undefined =>
  exchange.callback?.location === undefined ? undefined : exchange.hops[exchange.callback.hop];

const byScript = 'The hand-over was not made by a redirect status.';

/** Method and path of a hop, for a sentence. */
const placeOf = (hop: Hop): string => {
  const url = hop.url.reveal();
  return `${hop.method} ${URL.canParse(url) ? new URL(url).pathname : 'of the login flow'}`;
};

/** The honest answer with other Locations, as sent. */
const moreLocations =
  (locations: (location: string) => readonly string[]) =>
  (honest: LoginPlan): Partial<LoginPlan> => ({
    answer: (location, token, request) => {
      const answer = honest.answer(location, token, request);
      return {
        ...answer,
        headers: [
          ...answer.headers.filter(([name]) => name !== 'Location'),
          ...locations(location).map((value) => ['Location', value] as const),
        ],
      };
    },
  });

/** The statuses whose Location a browser follows (Fetch, "redirect status"). */
const redirecting = new Set([301, 302, 303, 307, 308]);

/** The different Locations of a redirect; empty for any other response. */
const targetsOf = (hop: Hop): ReadonlySet<string> =>
  new Set(redirecting.has(hop.status ?? 0) ? fieldValues(hop, 'location') : []);

const locationSingle: UndatedRequirement = requirement({
  ...overHttp,
  id: 'location-single',
  level: 'must',
  class: 'rfc',
  source: rfc(9110, '10.2.2'),
  title: 'The redirect has one Location',
  why: 'Browsers refuse a response with two different Locations; other clients take the first or the last.',
  fix: 'Send one Location: look for a proxy or a middleware that adds another.',
  stage: 'exchange',
  check: ({ exchange }) => {
    // On any hop: the one that was followed may have led away from the docs.
    const torn = exchange.hops.find((hop) => targetsOf(hop).size > 1);
    if (torn !== undefined) {
      return unmet(
        'Every redirect has one Location.',
        `The ${torn.status ?? 0} of ${placeOf(torn)} has ${targetsOf(torn).size} that differ.`,
      );
    }
    if (exchange.callback === undefined) return notReachedFor(exchange.stop);
    const hop = handOver(exchange);
    if (hop === undefined) return notReached(byScript);
    const count = fieldValues(hop, 'location').length;
    return count <= 1
      ? met
      : noted(`The same Location stands in the response ${count} times; browsers accept that.`);
  },
  brokenBy: [
    { name: 'two-locations', change: moreLocations((location) => [location, '/dashboard']) },
    {
      name: 'dashboard-before-callback',
      change: moreLocations((location) => ['/dashboard', location]),
      alsoFells: [
        {
          id: 'callback-reached',
          why: 'over HTTP the first Location is followed, and that one does not lead to the docs',
        },
      ],
    },
  ],
});

/** A page whose address needs encoding, in both handshakes. */
const oddPage: Visit = {
  kind: 'odd-return',
  drivers: bothDrivers,
  name: 'odd-page',
  title: 'on the way to a page with a space, quotes and letters beyond ASCII',
  returnTo: '/release notes/"café"',
  ride: 'origin',
};

const locationValid: UndatedRequirement = requirement({
  ...overHttp,
  id: 'location-valid',
  level: 'should',
  class: 'rfc',
  source: rfc(9110, '10.2.2'),
  title: 'The Location is a valid URI reference',
  why: 'Browsers repair raw blanks and letters, each in its own way; other clients go to another page or nowhere.',
  fix: 'Percent-encode the return value before it becomes part of the Location.',
  stage: 'callback',
  visits: [...honestVisits, oddPage],
  check: ({ exchange }) => {
    const location = exchange.callback?.location?.reveal();
    if (location === undefined) return notReached(byScript);
    const odd = /[^\u0021-\u007e]|["<>\\]/.exec(location)?.[0];
    if (odd === undefined) return met;
    const name =
      odd === ' ' ? 'a raw space' : odd > '\u007e' ? 'a raw octet beyond ASCII' : `a raw ${odd}`;
    return unmet(
      'ASCII without blanks, quotes, backslashes, < and >.',
      `The Location holds ${name}.`,
    );
  },
  brokenBy: [
    {
      name: 'raw-utf8-location',
      withoutSession: 'intrusive',
      change: callbackChange((url) =>
        url.replace(/(?:%[89A-F][0-9A-F])+/g, (escaped) =>
          // Node.js writes header text as latin1: these characters are the UTF-8 octets.
          Buffer.from(decodeURIComponent(escaped), 'utf8').toString('latin1'),
        ),
      ),
    },
  ],
});

const mostHops = 5;

/**
 * Seven hops before the hand-over.
 *
 * @param begins true for a request that they follow
 */
const sevenHops =
  (begins: (request: PlanRequest) => boolean) =>
  ({ answer }: LoginPlan): Pick<LoginPlan, 'answer'> => ({
    answer: (location, token, request) => {
      const said = /(?:^|&)hop=(\d+)/.exec(request.query)?.[1];
      const hop = said === undefined ? (begins(request) ? 0 : 7) : Number(said);
      if (hop >= 7) return answer(location, token, request);
      const query = request.query.replace(/&?hop=\d+/, '');
      const next = `/docs-login?${query === '' ? '' : `${query}&`}hop=${hop + 1}`;
      return {
        status: 303,
        headers: [
          ['Location', next],
          ['Cache-Control', 'no-store'],
        ],
      };
    },
  });

const chainShort: UndatedRequirement = requirement({
  id: 'chain-short',
  level: 'should',
  class: 'rfc',
  source: rfc(9110, '15.4'),
  title: 'At most five hops lead from the sign-in to the callback',
  why: 'Every hop costs time of a token that lives ten seconds, and clients give up on long chains.',
  fix: 'Point the login URL and the docs URL at their final hosts, and redirect to the callback directly.',
  stage: 'callback',
  visits: honestVisits,
  seenBy: bothDrivers,
  check: ({ exchange }) => {
    const last = exchange.callback?.hop ?? 0;
    // What a person reads and answers takes the time that it takes.
    const hops = last - Math.max(lastAnswerAt(exchange), 0) + 1;
    return hops <= mostHops
      ? met
      : unmet(`At most ${mostHops} hops.`, `It takes ${plural(hops, 'hop')}.`);
  },
  brokenBy: [
    {
      name: 'seven-hops',
      withoutSession: 'harmless',
      change: sevenHops(() => true),
    },
    {
      name: 'seven-hops-after-consent',
      withoutSession: 'harmless',
      change: (honest) => ({
        ...sevenHops(({ method }) => method === 'POST')(honest),
        consentHeaders: honest.pageHeaders,
      }),
    },
  ],
});

const bodyWithoutToken: UndatedRequirement = requirement({
  ...overHttp,
  id: 'body-without-token',
  level: 'info',
  class: 'rfc',
  source: rfc(9110, '15.4.3'),
  title: 'The body of the redirect does not repeat the token',
  why: 'Proxies that log bodies then log the token; many frameworks write the whole URL there.',
  fix: 'Send the redirect with an empty body if anything in front of the flow logs bodies.',
  stage: 'token',
  check: ({ exchange, token }) => {
    const hop = handOver(exchange);
    if (hop === undefined) return notReached(byScript);
    return hop.body?.text?.reveal().includes(token.signingInput.reveal()) === true
      ? unmet(
          'The body is empty or without the token.',
          'The body of the redirect repeats the token.',
        )
      : met;
  },
  brokenBy: [
    {
      name: 'express-body',
      change: (honest) => ({
        answer: (location, token, request) => ({
          ...honest.answer(location, token, request),
          body: `See Other. Redirecting to ${location}`,
        }),
      }),
    },
  ],
});

const clockSkew: UndatedRequirement = requirement({
  ...overHttp,
  id: 'clock-skew',
  level: 'info',
  class: 'rfc',
  source: rfc(9110, '6.6.1'),
  title: "The server's clock agrees with ours",
  why: 'A clock that is off by seconds makes tokens expire before they arrive.',
  fix: 'Run NTP on the signing host; if it does, look at the clock of the machine that runs this check.',
  stage: 'callback',
  check: ({ exchange }) => {
    const seen = exchange.callback;
    if (seen?.dateMs === undefined) return notReached('The redirect has no Date.');
    const hop = handOver(exchange);
    // Date counts whole seconds and is set somewhere between request and response.
    const middle = hop === undefined ? seen.arrivedAtMs : (hop.sentAtMs + seen.arrivedAtMs) / 2;
    const skew = Math.round((seen.dateMs + 500 - middle) / 1000);
    return Math.abs(skew) <= 5
      ? metWith(`The clocks differ by ${Math.abs(skew)} s.`)
      : unmet(
          'The clocks differ by 5 s at most.',
          `The server's clock is ${Math.abs(skew)} s ${skew < 0 ? 'behind' : 'ahead of'} ours.`,
        );
  },
  brokenBy: [],
});

/** The rows about header fields and the chain, in the order of the catalogue. */
export const fieldHttpRequirements: readonly UndatedRequirement[] = [
  locationSingle,
  locationValid,
  chainShort,
  referrerSafe,
  bodyWithoutToken,
  clockSkew,
];
