import type { Exchange } from '../../../protocol/exchange.js';
import type { PlanRequest } from '../../../protocol/plan.js';
import {
  requirement,
  type Context,
  type UndatedRequirement,
} from '../../../protocol/requirement.js';
import { carriedToken } from '../../../protocol/url/destination.js';
import { met, notReachedFor, unmet } from '../../../protocol/verdict.js';
import { sessionOf } from '../../../protocol/visit-kinds.js';
import type { Visit } from '../../../protocol/visit.js';
import { quoted } from '../sentences.js';
import { asvs } from '../sources.js';
import { handsOver } from '../visits.js';
import { namedPlaces, placeOf } from './places.js';
import { effect, tookEffect } from './script-effects.js';
import { hostileHost } from './values.js';

const hostile = { drivers: ['browser'] } as const;
const script = `javascript:${effect}`;
const away = `//${hostileHost}/script`;

const visits: readonly [Visit, ...Visit[]] = [
  {
    ...hostile,
    name: 'script-page',
    title: 'shown the sign-in page, the return value a script',
    kind: 'odd-stranger',
    returnTo: script,
  },
  {
    ...hostile,
    name: 'away-page',
    title: 'shown the sign-in page, the return value another host',
    kind: 'odd-stranger',
    returnTo: away,
  },
  {
    ...hostile,
    name: 'script-live',
    comes: 'signed-in',
    title: 'the return value a script',
    kind: 'odd-return',
    returnTo: script,
  },
  {
    ...hostile,
    name: 'away-live',
    comes: 'signed-in',
    title: 'the return value another host',
    kind: 'odd-return',
    returnTo: away,
  },
  {
    ...hostile,
    name: 'script-sign-in',
    title: 'sign in, the return value a script',
    kind: 'odd-sign-in',
    returnTo: script,
  },
];

/** Where a page sent the visitor by script, without a token, to what the return value names; undefined where it did not. */
function sentAway({ navigations }: Exchange, context: Context): string | undefined {
  const { sent = '', docsOrigin, loginOrigin } = context;
  const named = [
    ...namedPlaces(sent, docsOrigin, '/'),
    ...namedPlaces(sent, loginOrigin, '/'),
  ].filter((place) => /^https?:/.test(place) && place !== docsOrigin && place !== loginOrigin);
  return navigations
    .filter(({ cause }) => cause === 'page')
    .map(({ url }) => url.reveal())
    .filter((url) => URL.canParse(url) && carriedToken(url) === undefined)
    .map((url) => placeOf(new URL(url)))
    .find((place) => named.includes(place));
}

/** Absolute URLs, scripts among them, and hosts behind two slashes. */
const leads = (value: string | undefined): value is string =>
  value !== undefined && (URL.canParse(value) || value.startsWith('//'));

const assigning = (value: string): string =>
  `<script>location.assign(${JSON.stringify(value).replaceAll('<', String.raw`\u003c`)});</script>`;

const signedInPage = ({ returnTo }: PlanRequest): string | undefined =>
  leads(returnTo) ? `<!doctype html><title>Welcome</title>${assigning(returnTo)}` : undefined;

/** A login page that navigates by script takes no script and no foreign address from the return value. */
export const redirectScriptSafe: UndatedRequirement = requirement({
  id: 'redirect-script-safe',
  level: 'should',
  class: 'practice',
  source: asvs('1.2.2'),
  title:
    'A page that navigates by script neither runs the return value nor follows it to another site',
  why: 'A javascript: link to your login page runs a stranger’s script where readers type their password; a foreign address shows them a copy of it.',
  fix: 'Before location is set, parse the value with new URL(value, location.origin), and require that protocol and origin are your own.',
  stage: 'exchange',
  visits,
  seenBy: ['browser'],
  refusalIsFine: true,
  check: ({ exchange }, context) => {
    const expected = 'A return value is followed within the docs only, and never run.';
    const when =
      sessionOf(context.visit) === 'anonymous' ? 'the sign-in page' : 'the page after it';
    if (tookEffect(exchange)) {
      return unmet(expected, `With a javascript: return value ${when} ran it as a script.`);
    }
    const place = sentAway(exchange, context);
    if (place !== undefined) {
      return unmet(
        expected,
        `With the return value ${quoted(context.sent)} ${when} went to ${place}.`,
      );
    }
    // A refusal is a good answer of a flow that works; of any other it shows nothing.
    const shown = handsOver(context) || exchange.stop.code === 'sign-in-page';
    return shown && exchange.hops.some(({ status }) => status !== undefined)
      ? met
      : notReachedFor(exchange.stop);
  },
  brokenBy: [
    {
      name: 'spa-location-assign',
      change: (honest) => ({
        answer: (location, token, request) => {
          const body = signedInPage(request);
          const headers = [['Content-Type', 'text/html; charset=utf-8']] as const;
          return body === undefined
            ? honest.answer(location, token, request)
            : { status: 200, headers, body };
        },
      }),
    },
    {
      name: 'spa-location-assign-on-load',
      change: () => ({ pageHtml: (returnTo) => (leads(returnTo) ? assigning(returnTo) : '') }),
    },
  ],
});
