import type { Mutant } from '../../../protocol/plan.js';
import {
  broughtWord,
  requirement,
  type UndatedRequirement,
} from '../../../protocol/requirement.js';
import { met, notApplicable, notReached, notReachedFor, unmet } from '../../../protocol/verdict.js';
import type { Visit, VisitOf } from '../../../protocol/visit.js';
import { forged } from '../sign-in-visits.js';
import { tokenPlace } from '../token/received-token.js';
import { anonymous, bothDrivers, handsOver } from '../visits.js';
import type { UserTexts } from '../texts.js';

const stranger = (name: string, title: string, rest: Partial<VisitOf<'odd-stranger'>>): Visit => ({
  kind: 'odd-stranger',
  drivers: ['http'],
  name: `anonymous-${name}`,
  title: `no session, ${title}`,
  ...rest,
});

/** Doors that are open only to those who ask in one way. */
const strangers: readonly Visit[] = [
  // Rules that match a path, not its query.
  stranger('deep-link', 'no sign-in, on the way to /quickstart', {
    returnTo: '/quickstart',
    drivers: bothDrivers,
  }),
  // What a gateway in front of a login flow says of the user; anybody can write it where none is.
  stranger('named', 'request headers that name a user', {
    headers: [
      'X-User',
      'X-Forwarded-User',
      'X-Remote-User',
      'X-Forwarded-Email',
      'X-Auth-Request-User',
      'X-Auth-Request-Email',
    ].map((name) => [name, 'admin'] as const),
  }),
  // A flow that asks whether there is a cookie, and not whose it is.
  stranger('made-up-cookies', 'cookies of the right names with a made-up value', {
    cookieValue: forged,
  }),
  // Checks that are bound to one method.
  stranger('head', 'asking for the header alone (HEAD)', { method: 'HEAD' }),
  stranger('post', 'an empty POST', { method: 'POST' }),
];

const openOnDeepLink = (returnParam: string): Mutant => ({
  name: 'open-on-deep-link',
  change: () => ({ requiresSignIn: ({ query }) => !new URLSearchParams(query).has(returnParam) }),
});

const tokenInPage = (alg: string): Mutant => ({
  name: 'token-in-sign-in-page',
  change: () => ({
    pageHtml: (_returnTo, { base64url }) => {
      const header = JSON.stringify({ alg });
      const parts = [header, '{"groups":["admin"]}', 'a signature of some length'];
      const state = { token: parts.map((part) => base64url(part)).join('.') };
      return `<div data-state="${base64url(JSON.stringify(state))}"></div>`;
    },
  }),
});

/** Whoever has not signed in gets nothing, however they ask. */
export const signInRequired = (texts: UserTexts): UndatedRequirement =>
  requirement({
    id: 'sign-in-required',
    essential: true,
    level: 'must',
    class: 'documented',
    source: texts.sources.handshake,
    title: `Without signing in nobody gets a ${broughtWord(texts.facts)}`,
    why: 'An open door: whoever knows the login URL reads the docs as one of your users.',
    fix: 'Put the handler that signs behind the login check. If the target is meant to sign in by itself (a test tenant, a client certificate), declare it with --sign-in none.',
    stage: 'exchange',
    visits: [anonymous, ...strangers],
    seenBy: bothDrivers,
    check: ({ exchange }, context) => {
      if (context.signIn === 'none') {
        return notApplicable('The target is declared to sign in by itself (--sign-in none).');
      }
      const answered = exchange.hops.some((hop) => hop.status !== undefined);
      if (!answered) return notReachedFor(exchange.stop);
      const found = tokenPlace(exchange, context.facts);
      if (found !== undefined) {
        return unmet(
          `A visitor without a session gets no ${broughtWord(context.facts)}.`,
          `Without credentials, ${found} (${context.visit.title}).`,
        );
      }
      // Where nobody gets a token, a stranger who gets none shows nothing; a sign-in page is a closed door.
      return handsOver(context) || exchange.stop.code === 'sign-in-page'
        ? met
        : notReached(
            `No visit brought a ${broughtWord(context.facts)}, with or without a session.`,
          );
    },
    brokenBy: [
      { name: 'open-door', change: () => ({ requiresSignIn: () => false }) },
      ...(texts.facts.returnParam === undefined ? [] : [openOnDeepLink(texts.facts.returnParam)]),
      {
        name: 'open-by-header',
        seenBy: ['http'],
        change: () => ({
          requiresSignIn: ({ headers }) => headers['x-forwarded-user'] === undefined,
        }),
      },
      {
        name: 'open-to-any-cookie',
        seenBy: ['http'],
        change: () => ({
          requiresSignIn: ({ headers }) => !/login_session=./.test(headers['cookie'] ?? ''),
        }),
        alsoFells: [
          { id: 'session-renewed', why: 'any cookie will do, that from before the sign-in, too' },
        ],
      },
      {
        name: 'open-to-head',
        seenBy: ['http'],
        change: (honest) => ({
          requiresSignIn: ({ method }) => method !== 'HEAD',
          looksAhead: (request) => request.method !== 'HEAD' && honest.looksAhead(request),
        }),
      },
      {
        name: 'open-to-post',
        seenBy: ['http'],
        // The form's own submission says what it is.
        change: () => ({
          requiresSignIn: ({ method, headers }) =>
            method !== 'POST' || headers['content-type'] !== undefined,
        }),
      },
      ...(texts.facts.algorithm === undefined ? [] : [tokenInPage(texts.facts.algorithm)]),
    ],
  });
