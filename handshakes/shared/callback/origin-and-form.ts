import type { Exchange } from '../../../protocol/exchange.js';
import { requirement, type Requirement } from '../../../protocol/requirement.js';
import { mask } from '../../../protocol/secrecy/masking.js';
import type { CallbackReading } from '../../../protocol/url/callback.js';
import { met, noted, notReached, unmet } from '../../../protocol/verdict.js';
import { callbackChange, answerChange } from '../mutants.js';
import { authenticationText, bothHandshakes } from '../sources.js';
import { bothDrivers, honestVisits } from '../visits.js';
import { callbackReached } from './reached.js';
import { elsewhere } from './token-sightings.js';

/** What makes a callback lead to the login flow's own host. */
function homeCause({ callback }: Exchange): string {
  const location = callback?.location?.reveal();
  const relative = location !== undefined && !/^\s*(?:[a-z][a-z\d+.-]*:|[/\\]{2})/i.test(location);
  return relative
    ? 'Location names no host: send the whole URL with the docs origin, and let no proxy shorten it (nginx: proxy_redirect off).'
    : "If the flow does write the docs origin there, a proxy in front of it rewrites Location: take the docs out of its rule (Apache: ProxyPassReverse; nginx: proxy_redirect off), or correct the flow's own docs origin.";
}

const callbackOrigin: Requirement = requirement({
  id: 'callback-origin',
  level: 'must',
  class: 'documented',
  source: bothHandshakes,
  title: 'The callback goes to the scheme, host and port of the docs',
  why: 'A token sent to another host is a login given to somebody else, or a reader on a page that does not exist.',
  fix: 'Build the callback URL from one configured docs origin; if that origin is right, pass it as --docs-origin.',
  stage: 'callback',
  visits: honestVisits,
  seenBy: bothDrivers,
  check: ({ callback, exchange }, context) => {
    const expected = `The callback goes to ${context.docsOrigin}.`;
    const url = callback.parsed;
    if (url === undefined) return unmet(expected, 'It is not a URL that a browser can resolve.');
    if (url.username !== '' || url.password !== '') {
      return unmet(expected, `It has user information in front of the host: …@${url.host}.`);
    }
    return url.origin === context.docsOrigin
      ? met
      : unmet(
          expected,
          `It goes to ${url.protocol}//${url.host}${url.origin === context.loginOrigin ? `, the login flow's own host. ${homeCause(exchange)}` : '.'}`,
        );
  },
  brokenBy: [
    { name: 'www-host', change: callbackChange((url) => url.replace('://', '://www.')) },
    {
      name: 'http-scheme',
      change: callbackChange((url) =>
        url.startsWith('https:') ? url.replace('https:', 'http:') : url.replace('http:', 'https:'),
      ),
    },
    {
      name: 'wrong-port',
      change: callbackChange((url) => url.replace(/^(\w+:\/\/[^/:#?]+)(?::\d+)?/, '$1:4848')),
    },
    {
      name: 'proxy-rewrites-location',
      change: callbackChange((url, _token, { headers, memory }) => {
        const host = (memory.get('host') as string | undefined) ?? headers['host'] ?? '';
        memory.set('host', host);
        return url.replace(/^\w+:\/\/[^/?#]+/, `http://${host}`);
      }),
    },
    {
      name: 'relative-location',
      change: callbackChange((url) => url.replace(/^\w+:\/\/[^/?#]+\/?/, '/')),
    },
    { name: 'userinfo', change: callbackChange((url) => url.replace('://', '://docs@')) },
  ],
});

/** JWT authentication only: personalization takes tokens on any page. */
export const callbackPath: Requirement = requirement({
  id: 'callback-path',
  level: 'must',
  class: 'documented',
  source: authenticationText,
  title: 'The callback path is exactly /login/jwt-callback',
  why: 'Every other path is a page of the docs, which sends the reader back to the login flow: a loop.',
  fix: 'Set the path of the callback URL to /login/jwt-callback: lower case, no trailing slash, nothing before it.',
  arrivalCases: ['wrong-page'],
  stage: 'callback',
  visits: honestVisits,
  seenBy: bothDrivers,
  check: ({ callback }, { facts }) => {
    if (callback.token?.place === 'path') {
      return notReached('The token stands in the path: see callback-token-in-fragment.');
    }
    if (callback.parsed === undefined) return notReached('The callback is not a URL.');
    const path = callback.parsed.pathname;
    return path === facts.callbackPath
      ? met
      : unmet(`The path is ${facts.callbackPath ?? ''}.`, `The path is ${path}.`);
  },
  brokenBy: [
    {
      name: 'trailing-slash',
      change: callbackChange((url) => url.replace('jwt-callback', 'jwt-callback/')),
    },
    {
      name: 'wrong-case',
      change: callbackChange((url) => url.replace('jwt-callback', 'JWT-callback')),
    },
    { name: 'root-path', change: callbackChange((url) => url.replace('/login/jwt-callback', '/')) },
    {
      name: 'subpath',
      change: callbackChange((url) =>
        url.replace('/login/jwt-callback', '/docs/login/jwt-callback'),
      ),
    },
  ],
});

/** What gives away how the token came to stand outside the fragment, as the end of a sentence. */
function spelling({ url, query }: CallbackReading): string {
  if (/%23/.test(url.reveal())) return ', behind %23 instead of #';
  return query.some(([name]) => name === 'user_auth')
    ? ' as user_auth, which is how the text had it until 2024-07-10'
    : '';
}

/** A cookie that holds some data and a signature, as frameworks without a session store write it. */
const sessionData = (
  name: string,
  data: (token: string) => string,
): ReturnType<typeof answerChange> =>
  answerChange({
    headers: (token) => [
      [
        'Set-Cookie',
        `${name}=${Buffer.from(data(token)).toString('base64')}.c2lnbmVk; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=10`,
      ],
    ],
  });

const callbackTokenInFragment: Requirement = requirement({
  id: 'callback-token-in-fragment',
  level: 'must',
  class: 'documented',
  source: bothHandshakes,
  title: 'The token is the fragment of the callback URL and stands nowhere else',
  why: 'A fragment never leaves the browser. A token in a query, a path or a cookie ends up in server logs, in the Referer and at third parties.',
  fix: 'Append "#" and the JWT after the URL is fully built; never pass it through a query builder or a cookie.',
  onArrival: 'by-level',
  arrivalCases: ['token-elsewhere', 'not-a-token'],
  stage: 'token',
  visits: honestVisits,
  seenBy: bothDrivers,
  check: ({ exchange, callback, token }) => {
    const expected = 'The JWT is the fragment, behind a real #, and appears nowhere else.';
    if (callback.token?.place !== 'fragment') {
      return unmet(
        expected,
        `The JWT stands in the ${callback.token?.place ?? 'query'}${spelling(callback)}.`,
      );
    }
    const place = elsewhere(exchange, token.signingInput.reveal());
    return place === undefined ? met : unmet(expected, `The JWT also stands ${place}.`);
  },
  brokenBy: [
    {
      name: 'token-in-query',
      change: callbackChange((url, token) =>
        url.replace(/#.*$/, `${url.includes('?') ? '&' : '?'}jwt=${token}`),
      ),
    },
    {
      name: 'token-in-user-auth',
      change: callbackChange((url, token) =>
        url.replace(/#.*$/, `${url.includes('?') ? '&' : '?'}user_auth=${token}`),
      ),
    },
    {
      name: 'token-in-both',
      change: callbackChange((url, token) =>
        url.replace('#', `${url.includes('?') ? '&' : '?'}jwt=${token}#`),
      ),
    },
    {
      name: 'encoded-hash',
      change: callbackChange((url) =>
        url.replace(/\?(.*)#/, '?$1%23').replace(/^([^?]*)#/, '$1?%23'),
      ),
      alsoFells: [
        {
          id: 'redirect-exact',
          why: 'the encoded # and the token become part of the redirect value',
        },
      ],
    },
    {
      name: 'token-in-cookie',
      change: answerChange({
        headers: (token) => [
          ['Set-Cookie', `docs_token=${token}; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=10`],
        ],
      }),
    },
    { name: 'token-in-base64-cookie', change: sessionData('docs', (token) => token) },
    {
      name: 'token-in-session-data',
      change: sessionData('docs', (token) => JSON.stringify({ to: '/quickstart', token })),
    },
  ],
});

const callbackFragmentForm: Requirement = requirement({
  id: 'callback-fragment-form',
  level: 'must',
  class: 'documented',
  source: bothHandshakes,
  title: 'The fragment has the documented form',
  why: 'The docs host reads the fragment as it stands; anything around the token makes it unreadable.',
  fix: 'Make the fragment the bare JWT: no name, no "Bearer", no quotes, nothing behind it.',
  onArrival: 'by-level',
  arrivalCases: ['wrapped-token'],
  stage: 'callback',
  visits: honestVisits,
  seenBy: bothDrivers,
  check: ({ callback }, { facts }) => {
    const { envelope } = callback;
    if (envelope === undefined) return notReached('There is no token in the fragment.');
    const { before, after } = envelope;
    if (before === '' && after === '') return met;
    if (facts.knowsAnchors && /^(?:anchor=[^&]*&)?jwt=$/.test(before)) {
      if (after === '' && before === 'jwt=') {
        return noted(
          'The fragment is jwt=<JWT> without an anchor; the text shows the bare JWT there.',
        );
      }
      if (after === '&anchor=') return noted('The fragment carries an empty anchor.');
      if (after === '' || after.startsWith('&anchor=')) return met;
    }
    const expected = facts.knowsAnchors
      ? 'The fragment is the bare JWT, or jwt=<JWT>&anchor=<name>.'
      : 'The whole fragment is the bare JWT.';
    const found = [
      ...(before === '' ? [] : [`"${before.slice(0, 24)}" stands before the JWT`]),
      ...(after === '' ? [] : [`"${mask(after).slice(0, 24)}" stands behind the JWT`]),
    ].join(', ');
    return unmet(expected, `${found}.`);
  },
  brokenBy: [
    {
      name: 'jwt-prefix-at-callback',
      handshake: 'mintlify-authentication',
      change: callbackChange((url) => url.replace('#', '#jwt=')),
    },
    {
      name: 'bearer-prefix',
      change: callbackChange((url) => url.replace(/#.*?(?=ey)/, '#Bearer%20')),
    },
    {
      name: 'json-quoted',
      change: callbackChange((url, token) => url.replace(/#.*$/, `#%22${token}%22`)),
    },
    { name: 'line-end-behind', change: callbackChange((url) => `${url}%0A`) },
  ],
});

/** What both handshakes ask of the callback; `callback-path` is the authentication handshake's. */
export const callbackRequirements: readonly Requirement[] = [
  callbackReached,
  callbackOrigin,
  callbackTokenInFragment,
  callbackFragmentForm,
];
