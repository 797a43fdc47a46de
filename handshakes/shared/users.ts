import { readCallback } from '../../protocol/callback.js';
import { findTokens } from '../../protocol/find-token.js';
import { decodeText } from '../../protocol/base64url.js';
import type { Exchange } from '../../protocol/exchange.js';
import { readJson } from '../../protocol/strict-json.js';
import { requirement, type Context, type Requirement } from '../../protocol/requirement.js';
import { met, notApplicable, notReached, unmet } from '../../protocol/verdict.js';
import type { Visit } from '../../protocol/visit.js';
import { isRemoved, readSetCookie } from './http-protection.js';
import { bothHandshakes } from './sources.js';
import { anonymous, bothDrivers, deepLink, handsOver, plain } from './visits.js';
import { fieldValues } from './wording.js';

const userMembers = ['expiresAt', 'groups', 'content', 'host', 'apiPlaygroundInputs'];

/** True for a handshake token: its payload has a member of the User format; session and CSRF tokens have none. */
function isHandshakeToken(token: string): boolean {
  const [, payload = ''] = token.split('.');
  const { value } = readJson(decodeText(payload) ?? '');
  return value !== undefined && userMembers.some((name) => name in value);
}

const bringsToken = (exchange: Exchange | undefined): boolean =>
  exchange?.callback !== undefined &&
  readCallback(exchange.callback.url.reveal()).token !== undefined;

/** Where a handshake token stands in what an exchange received; undefined where nowhere. */
export function tokenPlace(exchange: Exchange): string | undefined {
  if (bringsToken(exchange)) return 'a redirect to the docs carried a token';
  for (const hop of exchange.hops) {
    for (const [name, value] of hop.headers) {
      if (findTokens(value.reveal()).some(isHandshakeToken)) {
        return `the header field ${name} held a token`;
      }
    }
    if (findTokens(hop.body?.text?.reveal() ?? '').some(isHandshakeToken))
      return 'a page held a token';
  }
  return undefined;
}

/** A door may be open on the way to a page only: rules that match a path, not its query. */
const anonymousDeepLink: Visit = {
  ...anonymous,
  name: 'anonymous-deep-link',
  title: 'no session, no sign-in, on the way to /quickstart',
  honest: false,
  returnTo: '/quickstart',
};

/** What a gateway in front of a login flow says of the user; anybody can write it where none is. */
const anonymousNamed: Visit = {
  ...anonymous,
  name: 'anonymous-named',
  title: 'no session, request headers that name a user',
  honest: false,
  drivers: ['http'],
  headers: [
    'X-User',
    'X-Forwarded-User',
    'X-Remote-User',
    'X-Forwarded-Email',
    'X-Auth-Request-User',
    'X-Auth-Request-Email',
  ].map((name) => [name, 'admin'] as const),
};

const signInRequired: Requirement = requirement({
  id: 'sign-in-required',
  level: 'must',
  class: 'documented',
  source: bothHandshakes,
  title: 'Without signing in nobody gets a token',
  why: 'An open door: whoever knows the login URL reads the docs as one of your users.',
  fix: 'Put the handler that signs behind the login check. If the target is meant to sign in by itself (a test tenant, a client certificate), declare it with --sign-in none.',
  stage: 'exchange',
  visits: [anonymous, anonymousDeepLink, anonymousNamed],
  seenBy: bothDrivers,
  check: ({ exchange }, context) => {
    if (context.signIn === 'none') {
      return notApplicable('The target is declared to sign in by itself (--sign-in none).');
    }
    const answered = exchange.hops.some((hop) => hop.status !== undefined);
    if (!answered) return notReached(exchange.stop.sentence);
    const found = tokenPlace(exchange);
    if (found !== undefined) {
      return unmet(
        'A visitor without a session gets no token.',
        `Without credentials, ${found} (${context.visit.title}).`,
      );
    }
    // Where nobody gets a token, a stranger who gets none shows nothing; a sign-in page is a closed door.
    return handsOver(context) || exchange.stop.code === 'sign-in-page'
      ? met
      : notReached('No visit brought a token, with or without a session.');
  },
  brokenBy: [
    { name: 'open-door', change: () => ({ requiresSignIn: () => false }) },
    {
      name: 'open-on-deep-link',
      change: () => ({ requiresSignIn: ({ query }) => !/(?:^|&)redirect=/.test(query) }),
    },
    {
      name: 'open-by-header',
      seenBy: ['http'],
      change: () => ({
        requiresSignIn: ({ headers }) => headers['x-forwarded-user'] === undefined,
      }),
    },
  ],
});

/** The live honest visits of the same driver, as far as they were made. */
const liveVisits = (context: Context): readonly Exchange[] =>
  [plain, deepLink].flatMap((visit) => {
    const exchange = context.other(visit.name)?.exchange;
    return exchange === undefined ? [] : [exchange];
  });

/** True where the answers to the password, or those behind them, set a cookie that may hold a session: a new name or a new value. */
function setsSession({ hops }: Exchange): boolean {
  const password = Math.max(
    0,
    hops.findIndex(({ credentials }) => credentials),
  );
  const given = (some: typeof hops): readonly string[] =>
    some
      .flatMap((hop) => fieldValues(hop, 'set-cookie'))
      .filter((field) => !isRemoved(readSetCookie(field)));
  const pair = (field: string): string => field.split(';', 1)[0] ?? '';
  // A form page sets cookies, too: for its token against forged requests, for a language.
  const before = new Set(given(hops.slice(0, password)).map(pair));
  return given(hops.slice(password)).some(
    (field) =>
      !before.has(pair(field)) && !/csrf|xsrf|antiforgery/i.test(readSetCookie(field).name),
  );
}

const liveSessionReturns: Requirement = requirement({
  id: 'live-session-returns',
  level: 'must',
  class: 'documented',
  source: bothHandshakes,
  title: 'A visitor who is already signed in comes back to the docs',
  why: 'Readers of the docs are users of the product, so most of them are signed in already; they would be stuck on its dashboard.',
  fix: 'Let the docs login route answer visitors with a session itself, before any rule that sends signed-in visitors to the dashboard.',
  stage: 'exchange',
  visits: [plain],
  seenBy: bothDrivers,
  check: ({ exchange }, context) => {
    if (context.signIn === 'none') {
      return notApplicable('The target is declared to sign in by itself (--sign-in none).');
    }
    if (context.signIn === 'undeclared') {
      return notReached('No sign-in was made: give --sign-in form with --username and --password.');
    }
    // One live visit that works shows that live sessions return; the other one is callback-reached.
    if (liveVisits(context).some(bringsToken)) return met;
    const signIn = context.other('sign-in')?.exchange;
    if (signIn === undefined || !bringsToken(signIn)) {
      return notReached('The sign-in itself brought no token: see callback-reached.');
    }
    return exchange.stop.code === 'sign-in-page' && !setsSession(signIn)
      ? notApplicable('The sign-in set no cookie: the login flow keeps no session to come back to.')
      : unmet(
          'A visitor with a live session is redirected to the docs with a fresh token.',
          exchange.stop.sentence,
        );
  },
  brokenBy: [
    {
      name: 'guest-middleware-dashboard',
      change: () => ({
        liveSession: () => ({ status: 302, headers: [['Location', '/dashboard']] }),
      }),
    },
  ],
});

/** The rows about who gets a token at all. */
export const userSessionRequirements: readonly Requirement[] = [signInRequired, liveSessionReturns];
