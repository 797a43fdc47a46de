import type { Exchange } from '../../../protocol/exchange.js';
import type { LoginPlan } from '../../../protocol/plan.js';
import {
  broughtWord,
  requirement,
  type Context,
  type UndatedRequirement,
} from '../../../protocol/requirement.js';
import { met, notApplicable, notReached, unmet } from '../../../protocol/verdict.js';
import { withLostCookies } from '../http/lost-cookies.js';
import { bringsSession } from '../http/session-cookies.js';
import { bringsToken } from '../token/received-token.js';
import {
  backInSameBrowser,
  bothDrivers,
  deepLink,
  fromDocsLink,
  later,
  plain,
  signingIn,
} from '../visits.js';
import { returnsOtherwise } from './other-returns.js';
import { signInRequired } from './sign-in-required.js';
import type { UserTexts } from '../texts.js';

/** The live honest visits of the same driver, as far as they were made. */
const liveVisits = (context: Context): readonly Exchange[] =>
  [plain, deepLink].flatMap((visit) => {
    const exchange = context.other(visit)?.exchange;
    return exchange === undefined ? [] : [exchange];
  });

/** The sign-in page registers a service worker that does something with every GET of the login URL. */
const withWorker = (reaction: string) => (): Partial<LoginPlan> => ({
  pageHtml: () =>
    "<script>navigator.serviceWorker?.register('/docs-login-worker.js', { scope: '/docs-login' })</script>",
  serviceWorker: `addEventListener('fetch', (event) => { if (event.request.method === 'GET') event.${reaction}; });`,
});

const liveSessionReturns = (texts: UserTexts): UndatedRequirement =>
  requirement({
    id: 'live-session-returns',
    level: 'must',
    class: 'documented',
    source: texts.sources.handshake,
    title: 'A visitor who is already signed in comes back to the docs',
    why: 'Readers of the docs are users of the product, so most of them are signed in already; they would be stuck on its dashboard.',
    fix: 'Let the docs login route answer visitors with a session itself, before any rule that sends signed-in visitors to the dashboard.',
    stage: 'exchange',
    visits: [plain, fromDocsLink, backInSameBrowser],
    controls: [later],
    needsSession: true,
    seenBy: bothDrivers,
    check: ({ exchange }, context) => {
      if (context.visit.name !== plain.name) return returnsOtherwise(exchange, context);
      if (context.signIn === 'none') {
        return notApplicable('The target is declared to sign in by itself (--sign-in none).');
      }
      if (context.signIn === 'undeclared') {
        return notReached(
          'No sign-in was made: give --sign-in form with --username and --password.',
        );
      }
      if (context.keepsNoSession) {
        return notApplicable(
          'The login flow keeps no session: every visit is shown the sign-in form, and the password brings no session cookie.',
        );
      }
      // One live visit that works shows that live sessions return; the other one is callback-reached.
      const { facts } = context;
      if (liveVisits(context).some((each) => bringsToken(each, facts))) return met;
      const signIn = context.other(signingIn)?.exchange;
      if (signIn === undefined || !bringsToken(signIn, facts)) {
        return notReached(`The sign-in itself brought no ${broughtWord(facts)}.`);
      }
      return exchange.stop.code === 'sign-in-page' && !bringsSession(signIn)
        ? notApplicable(
            'The sign-in set no cookie: the login flow keeps no session to come back to.',
          )
        : unmet(
            `A visitor with a live session is redirected to the docs with a fresh ${broughtWord(facts)}.`,
            withLostCookies(exchange, signIn, context),
          );
    },
    brokenBy: [
      {
        name: 'guest-middleware-dashboard',
        withoutSession: 'harmless',
        change: () => ({
          liveSession: () => ({ status: 302, headers: [['Location', '/dashboard']] }),
        }),
      },
      {
        name: 'worker-fetches-again',
        withoutSession: 'harmless',
        seenBy: ['browser'],
        change: withWorker("respondWith(fetch(event.request.url, { credentials: 'include' }))"),
      },
      {
        name: 'click-refused',
        withoutSession: 'harmless',
        // Over plain HTTP every visit comes from the docs.
        seenBy: ['browser'],
        change: () => ({
          liveSession: ({ headers }) =>
            headers['sec-fetch-site'] === 'cross-site' ? { status: 403, headers: [] } : undefined,
        }),
      },
    ],
  });

/** The rows about who gets a token at all. */
export const userSessionRequirements = (texts: UserTexts): readonly UndatedRequirement[] => [
  signInRequired(texts),
  liveSessionReturns(texts),
];
