import type { Exchange } from '../../protocol/exchange.js';
import { requirement, type Context, type Requirement } from '../../protocol/requirement.js';
import { met, notApplicable, notReached, unmet } from '../../protocol/verdict.js';
import { isRemoved, readSetCookie } from './http-protection.js';
import { signInRequired } from './sign-in-required.js';
import { bothHandshakes } from './sources.js';
import { signsIn } from './submission.js';
import { bringsToken } from './token-place.js';
import { bothDrivers, deepLink, plain } from './visits.js';
import { fieldValues } from './wording.js';

/** The live honest visits of the same driver, as far as they were made. */
const liveVisits = (context: Context): readonly Exchange[] =>
  [plain, deepLink].flatMap((visit) => {
    const exchange = context.other(visit.name)?.exchange;
    return exchange === undefined ? [] : [exchange];
  });

/** True where the answers to the sign-in form, or those behind them, set a cookie that may hold a session: a new name or a new value. */
function setsSession({ hops }: Exchange): boolean {
  const submitted = Math.max(0, hops.findIndex(signsIn));
  const given = (some: typeof hops): readonly string[] =>
    some
      .flatMap((hop) => fieldValues(hop, 'set-cookie'))
      .filter((field) => !isRemoved(readSetCookie(field)));
  const pair = (field: string): string => field.split(';', 1)[0] ?? '';
  // A form page sets cookies, too: for its token against forged requests, for a language.
  const before = new Set(given(hops.slice(0, submitted)).map(pair));
  return given(hops.slice(submitted)).some(
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
