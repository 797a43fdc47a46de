import { sourceLists } from '../../../protocol/http/content-security-policy.js';
import { framingOf } from '../../../protocol/http/framing.js';
import type { SetCookie } from '../../../protocol/http/set-cookie.js';
import type { LoginPlan, Mutant } from '../../../protocol/plan.js';
import {
  brought,
  requirement,
  type Context,
  type UndatedRequirement,
} from '../../../protocol/requirement.js';
import {
  met,
  noted,
  notApplicable,
  notReached,
  notReachedFor,
  unmet,
  type Finding,
} from '../../../protocol/verdict.js';
import { answerChange } from '../mutants.js';
import { nameAlone } from '../name-alone.js';
import { fieldValues, isAt, quoted } from '../sentences.js';
import { asvs, rfc } from '../sources.js';
import { signInAt } from '../submission.js';
import { anonymous, fromDocsLink, signingIn } from '../visits.js';
import { withoutForm } from './form-action.js';
import { homeOf } from './login-home.js';
import { sessionCookies, type CookieAt } from './session-cookies.js';

export { isRemoved, readSetCookie } from '../../../protocol/http/set-cookie.js';

type Field = readonly [name: string, value: string];

/** The honest page without X-Frame-Options and with another `frame-ancestors`, or none; its `form-action` stays. */
const framedBy =
  (ancestors: string | undefined, more: readonly Field[] = []) =>
  (honest: LoginPlan): Partial<LoginPlan> => ({
    pageHeaders: (docsOrigin) => [
      ...honest
        .pageHeaders(docsOrigin)
        .filter(([name]) => name.toLowerCase() !== 'x-frame-options')
        .map(([name, value]): Field => {
          if (name.toLowerCase() !== 'content-security-policy') return [name, value];
          const form = `form-action ${sourceLists(value, 'form-action')[0]?.join(' ') ?? '*'}`;
          return [name, ancestors === undefined ? form : `frame-ancestors ${ancestors}; ${form}`];
        }),
      ...more,
    ],
  });

const framesRefused: UndatedRequirement = requirement({
  id: 'frames-refused',
  level: 'should',
  class: 'practice',
  source: rfc(9700, '4.16'),
  title: 'The sign-in page cannot be framed',
  why: 'In a frame of another site readers can be made to click and type where they do not mean to.',
  fix: "Send Content-Security-Policy: frame-ancestors 'none' (or X-Frame-Options: DENY) with the sign-in page.",
  stage: 'exchange',
  visits: [anonymous],
  seenBy: ['http'],
  check: ({ exchange }, context) => {
    const page = exchange.hops.at(-1);
    if (exchange.stop.code !== 'sign-in-page' || page === undefined) {
      return notReached('No sign-in page was shown.');
    }
    if (!isAt(page, homeOf(exchange, context))) {
      return notApplicable("The sign-in page is an identity provider's, and not judged.");
    }
    const { refused, open } = framingOf(
      fieldValues(page, 'content-security-policy'),
      fieldValues(page, 'x-frame-options'),
    );
    return refused
      ? met
      : unmet(
          'frame-ancestors or X-Frame-Options keeps other sites out.',
          open === undefined ? 'The page has neither.' : `The page says ${quoted(open)}.`,
        );
  },
  brokenBy: [
    { name: 'framable', change: framedBy(undefined) },
    { name: 'framed-by-any-https', change: framedBy('https:') },
    { name: 'framed-by-any-host', change: framedBy("'self' http://*:* https://*") },
    {
      name: 'framed-allow-from',
      change: framedBy(undefined, [['X-Frame-Options', 'ALLOW-FROM https://portal.foo.com']]),
    },
  ],
});

/** What is wrong with a SameSite, as the end of a sentence; undefined where browsers take it. */
function sameSiteFault(attributes: SetCookie['attributes']): string | undefined {
  const word = attributes.get('samesite');
  if (word === undefined) return 'lacks SameSite.';
  if (!/^(?:strict|lax|none)$/i.test(word)) {
    return word === ''
      ? 'has an empty SameSite.'
      : `has SameSite=${word.slice(0, 20)}, which browsers do not know.`;
  }
  return /^none$/i.test(word) && !attributes.has('secure')
    ? 'has SameSite=None without Secure: browsers drop it.'
    : undefined;
}

function cookieFault({ cookie, url }: CookieAt, context: Context): string | undefined {
  const { attributes, name } = cookie;
  const domain = attributes.get('domain')?.replace(/^\./, '').toLowerCase();
  if (domain !== undefined && domain !== '' && domain !== url.hostname) {
    return `${quoted(name)} has Domain=${domain}, a parent of the login host.`;
  }
  if (domain === url.hostname && context.docsHost.endsWith(`.${domain}`)) {
    return `${quoted(name)} has Domain=${domain}, so the docs host gets it too.`;
  }
  if (!attributes.has('httponly')) return `${quoted(name)} lacks HttpOnly.`;
  if (url.protocol === 'https:' && !attributes.has('secure')) {
    return `${quoted(name)} lacks Secure.`;
  }
  const sameSite = sameSiteFault(attributes);
  return sameSite === undefined ? undefined : `${quoted(name)} ${sameSite}`;
}

/** What a `SameSite=Strict` session means for readers who follow a link of the docs. */
function strictFinding(cookies: readonly CookieAt[], context: Context): Finding {
  const strict = cookies.find(({ cookie }) =>
    /^strict$/i.test(cookie.attributes.get('samesite') ?? ''),
  );
  if (strict === undefined) return met;
  const tie = context.tieOf(strict.url.origin, context.docsOrigin);
  const linked = context.other(fromDocsLink);
  const works =
    linked !== undefined && (brought(linked) || linked.exchange.stop.code === 'browser-needed');
  if (tie === 'same-site' || works) return met;
  const sites = `${strict.url.origin} and ${context.docsOrigin} are different sites`;
  const seen = `${quoted(strict.cookie.name)} has SameSite=Strict, and ${sites}`;
  return tie === 'trial'
    ? noted(
        `${seen} here: where readers find them on two sites as well, they sign in each time they follow a link.`,
      )
    : unmet(
        'A reader who is signed in and follows a link of the docs does not sign in again.',
        `${seen}, so a reader who follows a link signs in again each time; set SameSite=Lax.`,
      );
}

/** The honest session cookie, its attributes rewritten. */
const cookieChange =
  (rewrite: (field: string) => string) =>
  (honest: LoginPlan): Partial<LoginPlan> => ({
    sessionCookie: (id, secure) => rewrite(honest.sessionCookie(id, secure)),
  });

const readableSession: Mutant = {
  name: 'script-readable-session',
  change: cookieChange((field) => field.replace(' HttpOnly;', '')),
};

const cookiesScoped: UndatedRequirement = requirement({
  id: 'cookies-scoped',
  level: 'should',
  class: 'practice',
  source: asvs('3.3.1 to 3.3.4; RFC 6265 §4.1.2.3'),
  title: 'Session cookies are HttpOnly, SameSite, Secure and for the login host alone',
  why: 'A cookie with a parent Domain is sent to the docs host, which another company runs; one without HttpOnly is readable by every script.',
  fix: 'Set the session cookie with HttpOnly, SameSite=Lax and Secure, and without Domain (or with the __Host- prefix).',
  stage: 'exchange',
  visits: [signingIn],
  controls: [fromDocsLink],
  seenBy: ['http'],
  check: ({ exchange }, context) => {
    const hop = exchange.hops[signInAt(exchange)];
    if (hop === undefined) return withoutForm(exchange, context);
    if (hop.status === undefined) return notReachedFor(exchange.stop);
    const cookies = sessionCookies(exchange, context);
    if (cookies.length === 0 && !isAt(hop, homeOf(exchange, context))) {
      return notApplicable("The sign-in page is an identity provider's, and not judged.");
    }
    const fault = cookies.map((cookie) => cookieFault(cookie, context)).find(Boolean);
    const refused = exchange.stop.code === 'sign-in-refused';
    // A right answer to the password may set another cookie.
    if (fault === undefined && refused) return notReachedFor(exchange.stop);
    return fault === undefined
      ? strictFinding(cookies, context)
      : unmet(
          'Session cookies are HttpOnly, SameSite, Secure on https, without a parent Domain.',
          fault,
        );
  },
  brokenBy: [
    {
      name: 'parent-domain-cookie',
      change: answerChange({
        headers: () => [
          [
            'Set-Cookie',
            'docs_session=signed-in; Domain=foo.com; Path=/; HttpOnly; SameSite=Lax; Secure',
          ],
        ],
      }),
      alsoFells: [
        {
          id: 'live-session-returns',
          why: 'without sessions it is a session cookie that nobody honours',
        },
      ],
    },
    readableSession,
    nameAlone(readableSession),
    { name: 'same-site-unknown', change: cookieChange((field) => field.replace('=Lax', '=Yes')) },
    { name: 'same-site-empty', change: cookieChange((field) => field.replace('=Lax', '=')) },
    {
      name: 'strict-session-on-another-site',
      alias: 'http://login.acme.com',
      loginAtAlias: true,
      alsoFells: [
        { id: 'callback-https', why: 'The proof reaches the flow over plain HTTP by that name.' },
      ],
      change: cookieChange((field) => field.replace('=Lax', '=Strict')),
    },
    {
      name: 'same-site-none-without-secure',
      change: cookieChange((field) => field.replace('=Lax', '=None')),
    },
    {
      name: 'session-set-one-hop-later',
      withoutSession: 'harmless',
      change: (honest) => ({
        answer: (location, token, request) => {
          if (request.method !== 'POST') {
            const answer = honest.answer(location, token, request);
            const field = 'remember_me=kT3vX9bQ2mL7rZ5wN8cJ4d; Path=/; SameSite=Lax; Secure';
            return { ...answer, headers: [...answer.headers, ['Set-Cookie', field]] };
          }
          return {
            status: 303,
            headers: [
              ['Location', `/docs-login${request.query === '' ? '' : `?${request.query}`}`],
              ['Cache-Control', 'no-store'],
            ],
          };
        },
      }),
    },
  ],
});

/** The rows about what protects the sign-in page and its session. */
export const protectionRequirements: readonly UndatedRequirement[] = [framesRefused, cookiesScoped];
