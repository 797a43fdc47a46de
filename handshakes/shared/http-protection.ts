import { sourceLists } from '../../protocol/content-security-policy.js';
import { framingOf } from '../../protocol/framing.js';
import type { LoginPlan } from '../../protocol/plan.js';
import { requirement, type Context, type Requirement } from '../../protocol/requirement.js';
import { met, notApplicable, notReached, unmet } from '../../protocol/verdict.js';
import { answerChange } from './compose.js';
import { practice, rfc } from './sources.js';
import { anonymous, signingIn } from './visits.js';
import { fieldValues, isAt, quoted } from './wording.js';

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

const framesRefused: Requirement = requirement({
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
  check: ({ exchange }, { loginOrigin }) => {
    const page = exchange.hops.at(-1);
    if (exchange.stop.code !== 'sign-in-page' || page === undefined) {
      return notReached('No sign-in page was shown.');
    }
    if (!isAt(page, loginOrigin)) {
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

/** One `Set-Cookie` field without the value of its cookie. */
export interface SetCookie {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/** Reads a `Set-Cookie` value as browsers do (RFC 6265 §5.2): attribute names in lower case. */
export function readSetCookie(field: string): SetCookie {
  const [pair = '', ...rest] = field.split(';');
  const attributes = new Map(
    rest.map((part) => {
      const [name = '', ...value] = part.split('=');
      return [name.trim().toLowerCase(), value.join('=').trim()] as const;
    }),
  );
  return { name: pair.split('=')[0]?.trim() ?? '', attributes };
}

/** True for a cookie that is taken away with this field. */
export const isRemoved = ({ attributes }: SetCookie): boolean =>
  Number(attributes.get('max-age') ?? 1) <= 0 ||
  Date.parse(attributes.get('expires') ?? '') < Date.UTC(2001);

function cookieFault(cookie: SetCookie, url: URL, context: Context): string | undefined {
  const { attributes, name } = cookie;
  const domain = attributes.get('domain')?.replace(/^\./, '').toLowerCase();
  if (domain !== undefined && domain !== '' && domain !== url.hostname) {
    return `${quoted(name)} has Domain=${domain}, a parent of the login host.`;
  }
  if (domain === url.hostname && context.docsHost.endsWith(`.${domain}`)) {
    return `${quoted(name)} has Domain=${domain}, so the docs host gets it too.`;
  }
  if (!attributes.has('httponly')) return `${quoted(name)} lacks HttpOnly.`;
  if (!attributes.has('samesite')) return `${quoted(name)} lacks SameSite.`;
  if (url.protocol === 'https:' && !attributes.has('secure'))
    return `${quoted(name)} lacks Secure.`;
  return undefined;
}

const cookiesScoped: Requirement = requirement({
  id: 'cookies-scoped',
  level: 'should',
  class: 'practice',
  source: practice('OWASP ASVS 5.0.0, 3.3.1 to 3.3.4; RFC 6265 §4.1.2.3', '2025-05'),
  title: 'Session cookies are HttpOnly, SameSite, Secure and for the login host alone',
  why: 'A cookie with a parent Domain is sent to the docs host, which another company runs; one without HttpOnly is readable by every script.',
  fix: 'Set the session cookie with HttpOnly, SameSite=Lax and Secure, and without Domain (or with the __Host- prefix).',
  stage: 'exchange',
  visits: [signingIn],
  seenBy: ['http'],
  check: ({ exchange }, context) => {
    const index = exchange.hops.findIndex((hop) => hop.credentials);
    const hop = exchange.hops[index];
    if (hop?.status === undefined) return notReached('No password was sent.');
    if (!isAt(hop, context.loginOrigin)) {
      return notApplicable("The sign-in page is an identity provider's, and not judged.");
    }
    const url = new URL(hop.url.reveal());
    // A token against forged requests is meant to be read by the page's own script.
    const cookies = fieldValues(hop, 'set-cookie')
      .map(readSetCookie)
      .filter((cookie) => !isRemoved(cookie) && !/csrf|xsrf/i.test(cookie.name));
    const fault = cookies.map((cookie) => cookieFault(cookie, url, context)).find(Boolean);
    return fault === undefined
      ? met
      : unmet(
          'The cookies of the sign-in are HttpOnly, SameSite, Secure on https, without a parent Domain.',
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
    },
  ],
});

/** The rows about what protects the sign-in page and its session. */
export const protectionRequirements: readonly Requirement[] = [framesRefused, cookiesScoped];
