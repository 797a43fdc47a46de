import { readCallback } from '../../protocol/callback.js';
import { findTokens } from '../../protocol/find-token.js';
import { decodeText } from '../../protocol/base64url.js';
import type { Exchange } from '../../protocol/exchange.js';
import { readJson } from '../../protocol/strict-json.js';
import { requirement, type Context, type Requirement } from '../../protocol/requirement.js';
import { met, notApplicable, notReached, unmet } from '../../protocol/verdict.js';
import { bothHandshakes } from './sources.js';
import { anonymous, bothDrivers, deepLink, plain } from './visits.js';

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
function tokenPlace(exchange: Exchange): string | undefined {
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

const signInRequired: Requirement = requirement({
  id: 'sign-in-required',
  level: 'must',
  class: 'documented',
  source: bothHandshakes,
  title: 'Without signing in nobody gets a token',
  why: 'An open door: whoever knows the login URL reads the docs as one of your users.',
  fix: 'Put the handler that signs behind the login check. If the target is meant to sign in by itself (a test tenant, a client certificate), declare it with --sign-in none.',
  stage: 'exchange',
  visits: [anonymous],
  seenBy: bothDrivers,
  check: ({ exchange }, context) => {
    if (context.signIn === 'none') {
      return notApplicable('The target is declared to sign in by itself (--sign-in none).');
    }
    const answered = exchange.hops.some((hop) => hop.status !== undefined);
    if (!answered) return notReached(exchange.stop.sentence);
    const found = tokenPlace(exchange);
    return found === undefined
      ? met
      : unmet('A visitor without a session gets no token.', `Without credentials, ${found}.`);
  },
  brokenBy: [{ name: 'open-door', change: () => ({ requiresSignIn: false }) }],
});

/** The live honest visits of the same driver, as far as they were made. */
const liveVisits = (context: Context): readonly Exchange[] =>
  [plain, deepLink].flatMap((visit) => {
    const exchange = context.other(visit.name)?.exchange;
    return exchange === undefined ? [] : [exchange];
  });

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
    if (!bringsToken(context.other('sign-in')?.exchange)) {
      return notReached('The sign-in itself brought no token: see callback-reached.');
    }
    // One live visit that works shows that live sessions return; the other one is callback-reached.
    return liveVisits(context).some(bringsToken)
      ? met
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
