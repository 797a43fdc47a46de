import { findToken } from '../../protocol/find-token.js';
import { decodeLoosely } from '../../protocol/callback.js';
import type { Exchange } from '../../protocol/exchange.js';
import {
  requirement,
  type AtExchange,
  type Context,
  type Requirement,
} from '../../protocol/requirement.js';
import { met, noted, notReached, unmet, type Finding } from '../../protocol/verdict.js';
import { callbackChange } from './compose.js';
import {
  formVisits,
  gluedVisits,
  headerVisits,
  hostileHost,
  hostileVisits,
  injected,
  injectionVisits,
  splittingVisits,
} from './hostile-visits.js';
import { bothHandshakes, practice, rfc } from './sources.js';
import { bothDrivers } from './visits.js';
import { quoted } from './wording.js';

/** Scheme and host of a URL; `javascript:` and its like have a scheme only. A `blob:` URL's `origin` is that of another URL. */
function place(url: URL): string {
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.origin : url.protocol;
}

/** Where the tokens of a visit went, besides the docs: every place that a navigation with a token named. */
function strayed(exchange: Exchange, docsOrigin: string, loginOrigin: string): readonly string[] {
  const urls = [
    ...exchange.navigations.map(({ url }) => url.reveal()),
    ...(exchange.callback === undefined ? [] : [exchange.callback.url.reveal()]),
  ];
  const places = urls
    .filter((url) => findToken(url) !== undefined || findToken(decodeLoosely(url)) !== undefined)
    // A URL that no browser can resolve takes the token nowhere.
    .flatMap((url) => (URL.canParse(url) ? [place(new URL(url))] : []));
  return [...new Set(places)].filter((each) => each !== docsOrigin && each !== loginOrigin);
}

/** The places that a hostile value names: resolved against the docs, and as it stands (`https:host` is one or the other). */
function named(context: Context): readonly string[] {
  const base = `${context.docsOrigin}${context.facts.callbackPath ?? '/'}`;
  const value = context.sent ?? '';
  return [base, undefined].flatMap((from) =>
    URL.canParse(value, from) ? [place(new URL(value, from))] : [],
  );
}

/** Where tokens go in an honest visit: a flow that always sends them astray falls elsewhere. */
function strayedHonestly(context: Context): readonly string[] {
  const { honest, docsOrigin, loginOrigin } = context;
  return honest === undefined ? [] : strayed(honest.exchange, docsOrigin, loginOrigin);
}

function judgeStaysHome({ exchange }: AtExchange, context: Context): Finding {
  const home = strayedHonestly(context);
  const away = strayed(exchange, context.docsOrigin, context.loginOrigin);
  const target = named(context).find((each) => away.includes(each) && !home.includes(each));
  if (target !== undefined) {
    return unmet(
      'Whatever the return value is, the token goes to the docs only.',
      `With the return value ${quoted(context.sent)} the token went to ${target}.`,
    );
  }
  const query = exchange.callback === undefined ? '' : exchange.callback.url.reveal();
  const echoed =
    URL.canParse(query) &&
    new URL(query).searchParams.get(context.facts.returnParam) === context.sent;
  return echoed
    ? noted(
        `The hostile value ${quoted(context.sent)} is handed on, percent-encoded, as the redirect; the docs host refuses it there.`,
      )
    : met;
}

/** A return value that names its own scheme, as a URL; undefined for paths and for what is no URL. */
const absolute = (value: string | undefined): URL | undefined =>
  value !== undefined && URL.canParse(value) ? new URL(value) : undefined;

const redirectStaysHome: Requirement = requirement({
  id: 'redirect-stays-home',
  level: 'must',
  class: 'documented',
  source: bothHandshakes,
  title: 'No return value sends the token to another site',
  why: 'One link to your login page with a foreign return value, and a stranger holds the token of whoever followed it.',
  fix: 'Build the callback from the configured docs origin and only encode the return value into its query; where it becomes the page, resolve it with new URL(value, docsOrigin) and compare protocol and origin.',
  stage: 'exchange',
  visits: [...hostileVisits, ...gluedVisits, ...formVisits],
  seenBy: bothDrivers,
  check: judgeStaysHome,
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
  ],
});

const redirectNoConcatenation: Requirement = requirement({
  id: 'redirect-no-concatenation',
  level: 'must',
  class: 'documented',
  source: bothHandshakes,
  title: 'The return value is not glued to the docs origin',
  why: 'Behind https://docs.example.com a value such as @evil.example or .evil.example makes another host of it, which then gets the token.',
  fix: 'Never concatenate origin and value: resolve with new URL(value, docsOrigin), compare the origin, and require a leading slash.',
  stage: 'exchange',
  visits: [...gluedVisits, ...hostileVisits, ...formVisits],
  seenBy: bothDrivers,
  check: ({ exchange }, context) => {
    const home = strayedHonestly(context);
    const away = strayed(exchange, context.docsOrigin, context.loginOrigin).filter(
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

const redirectNoInjection: Requirement = requirement({
  id: 'redirect-no-injection',
  level: 'must',
  class: 'documented',
  source: bothHandshakes,
  title: 'The return value cannot put a token or a second redirect into the callback',
  why: 'Whoever writes the link then chooses whose login the reader gets, or where the reader goes.',
  fix: 'Encode the return value with encodeURIComponent or URLSearchParams before it becomes part of the callback URL.',
  stage: 'callback',
  visits: injectionVisits,
  seenBy: bothDrivers,
  check: ({ callback }, context) => {
    if (callback.token === undefined) return notReached('The callback carries no token.');
    const expected =
      "The fragment begins with the flow's own token, and there is at most one redirect.";
    // An anchor may hold any text; anchor-order judges where it stands.
    const before = callback.envelope?.before.replace(/^anchor=[^&]*&/, '') ?? '';
    if (before.includes(injected)) {
      return unmet(
        expected,
        'The text from the return value stands before the token in the fragment.',
      );
    }
    const values = callback.query
      .filter(([name]) => name === context.facts.returnParam)
      .map(([, value]) => value);
    if (values.length > 1 || values.includes(`//${hostileHost}`)) {
      return unmet(expected, `The callback has ${values.length} redirects, one of them injected.`);
    }
    return met;
  },
  brokenBy: [
    {
      name: 'unencoded-redirect',
      change: callbackChange((url, token, request) => {
        const value = request.returnTo;
        if (value === undefined || !/^\/(?![/\\])/.test(value)) return url;
        // What Node.js refuses in a header is still encoded, as every framework does.
        const written = value.replace(/[^\u0020-\u007e]/gu, encodeURIComponent);
        return request.handshake === 'mintlify-authentication'
          ? `${request.callbackBase}?redirect=${written}#${token}`
          : /^[^#]*#aaa/.test(value)
            ? `${request.docsOrigin}${written}#${token}`
            : url;
      }),
      alsoFells: [
        { id: 'redirect-exact', why: 'a value with & or # in it comes back cut' },
        { id: 'location-valid', why: 'blanks and quotes stand raw in the Location' },
      ],
    },
  ],
});

/** A line that begins with the injected field, or a second response, in what came over the wire. */
const splitLine = /(?:^|[\r\n])X-Injected:/i;
const secondResponse = /[\r\n]HTTP\/1\.[01] 200 OK[\r\n]+X-Injected/i;

const redirectNoHeaderSplitting: Requirement = requirement({
  id: 'redirect-no-header-splitting',
  level: 'must',
  class: 'rfc',
  source: rfc(9110, '5.5'),
  title: 'Line ends in the return value do not become header fields',
  why: 'Whoever can write header fields can set cookies on your site and put pages into caches.',
  fix: 'Reject or percent-encode control characters before the value reaches a header; write headers through the framework only.',
  stage: 'exchange',
  visits: splittingVisits,
  seenBy: ['http'],
  refusalIsFine: true,
  check: ({ exchange }) => {
    if (exchange.hops.every((hop) => hop.status === undefined)) {
      return notReached(exchange.stop.sentence);
    }
    const expected = 'The value stays inside the Location field, encoded, or is refused.';
    for (const hop of exchange.hops) {
      const head = hop.rawHead?.reveal() ?? '';
      if (hop.headers.some(([name]) => /^x-injected$/i.test(name.trim())) || splitLine.test(head)) {
        return unmet(expected, 'A header field from the return value appeared in the response.');
      }
      if (secondResponse.test(head)) {
        return unmet(
          expected,
          'A second response from the return value appeared on the connection.',
        );
      }
    }
    return met;
  },
  brokenBy: [
    {
      name: 'raw-header-writer',
      change: (honest) => ({
        answer: (location, token, request) => {
          const value = request.returnTo ?? '';
          const answer = honest.answer(location, token, request);
          if (!/[\r\n]/.test(value)) return answer;
          const lines = [
            'HTTP/1.1 303 See Other',
            `Location: ${request.callbackBase}?redirect=${value}#${token}`,
            'Cache-Control: no-store',
            'Content-Length: 0',
            'Connection: close',
          ];
          return { ...answer, raw: `${lines.join('\r\n')}\r\n\r\n` };
        },
      }),
    },
  ],
});

export const hostHeaderIgnored: Requirement = requirement({
  id: 'host-header-ignored',
  level: 'must',
  class: 'practice',
  source: practice('RFC 9700 §4.13, by analogy; OWASP ASVS 5.0.0, 4.1.3', '2025-05'),
  title: 'Request headers do not steer where the token goes',
  why: 'A proxy or a cache that lets such a header through lets a stranger choose who gets the token.',
  fix: 'Take the docs origin from configuration, never from Host, X-Forwarded-Host or another request header.',
  stage: 'exchange',
  visits: headerVisits,
  seenBy: ['http'],
  refusalIsFine: true,
  check: ({ exchange }, context) => {
    if (exchange.hops.every((hop) => hop.status === undefined)) {
      return notReached(exchange.stop.sentence);
    }
    const home = strayedHonestly(context);
    const away = strayed(exchange, context.docsOrigin, context.loginOrigin).filter(
      (each) => !home.includes(each),
    );
    const field = context.visit.headers?.[0]?.[0] ?? 'that header';
    return away[0] === undefined
      ? met
      : unmet(
          'The token goes to the configured docs.',
          `With ${field}: ${hostileHost} it went to ${away[0]}.`,
        );
  },
  brokenBy: [
    {
      name: 'docs-origin-from-host-header',
      change: callbackChange((url, _token, request) => {
        const host = request.headers['x-forwarded-host'];
        return host === undefined ? url : url.replace(/^\w+:\/\/[^/?#]+/, `https://${host}`);
      }),
    },
  ],
});

/** The hostile rows that stand for both handshakes, in the order of the catalogue. */
export const hostileRequirements: readonly Requirement[] = [
  redirectStaysHome,
  redirectNoConcatenation,
  redirectNoInjection,
  redirectNoHeaderSplitting,
];
