import type { Exchange } from '../../../protocol/exchange.js';
import type { Mutant } from '../../../protocol/plan.js';
import { requirement, type UndatedRequirement } from '../../../protocol/requirement.js';
import { mask } from '../../../protocol/secrecy/masking.js';
import { met, noted, notReached, unmet } from '../../../protocol/verdict.js';
import { callbackChange } from '../mutants.js';
import { bothDrivers, honestVisits } from '../visits.js';
import { callbackReached } from './reached.js';
import { callbackTokenInFragment } from './token-in-carrier.js';
import type { HandshakeTexts } from '../texts.js';

/** What makes a callback lead to the login flow's own host. */
function homeCause({ callback }: Exchange): string {
  const location = callback?.location?.reveal();
  const relative = location !== undefined && !/^\s*(?:[a-z][a-z\d+.-]*:|[/\\]{2})/i.test(location);
  return relative
    ? 'Location names no host: send the whole URL with the docs origin, and let no proxy shorten it (nginx: proxy_redirect off).'
    : "If the flow does write the docs origin there, a proxy in front of it rewrites Location: take the docs out of its rule (Apache: ProxyPassReverse; nginx: proxy_redirect off), or correct the flow's own docs origin.";
}

const callbackOrigin = (texts: HandshakeTexts): UndatedRequirement =>
  requirement({
    id: 'callback-origin',
    inLocation: true,
    level: 'must',
    class: 'documented',
    source: texts.sources.handshake,
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
          url.startsWith('https:')
            ? url.replace('https:', 'http:')
            : url.replace('http:', 'https:'),
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

/** A path with capitals in its last part. */
const inOtherCase = (path: string): string =>
  path.replace(/[a-z]+(?=[^/]*$)/, (word) => word.toUpperCase());

/** For handshakes with a callback path; others take tokens on any page. */
export function callbackPath(texts: HandshakeTexts): UndatedRequirement {
  const path = texts.facts.callbackPath ?? '/';
  return requirement({
    id: 'callback-path',
    inLocation: true,
    level: 'must',
    class: 'documented',
    source: texts.sources.callback,
    title: `The callback path is exactly ${path}`,
    why: 'Every other path is a page of the docs, which sends the reader back to the login flow: a loop.',
    fix: `Set the path of the callback URL to ${path}: lower case, no trailing slash, nothing before it.`,
    arrivalCases: ['wrong-page'],
    stage: 'callback',
    visits: honestVisits,
    seenBy: bothDrivers,
    check: ({ callback }) => {
      if (callback.token?.place === 'path') {
        return notReached('The token stands in the path: see callback-token-in-fragment.');
      }
      if (callback.parsed === undefined) return notReached('The callback is not a URL.');
      const { pathname } = callback.parsed;
      return pathname === path ? met : unmet(`The path is ${path}.`, `The path is ${pathname}.`);
    },
    brokenBy: [
      { name: 'trailing-slash', change: callbackChange((url) => url.replace(path, `${path}/`)) },
      { name: 'wrong-case', change: callbackChange((url) => url.replace(path, inOtherCase(path))) },
      { name: 'root-path', change: callbackChange((url) => url.replace(path, '/')) },
      { name: 'subpath', change: callbackChange((url) => url.replace(path, `/docs${path}`)) },
    ],
  });
}

/** Fragments with something around the token that no text shows. */
const wrapped: readonly [Mutant, ...Mutant[]] = [
  {
    name: 'bearer-prefix',
    change: callbackChange((url) => url.replace(/#.*?(?=ey)/, '#Bearer%20')),
  },
  {
    name: 'json-quoted',
    change: callbackChange((url, token) => url.replace(/#.*$/, `#%22${token}%22`)),
  },
  { name: 'line-end-behind', change: callbackChange((url) => `${url}%0A`) },
];

/** A fragment that names the token, where anchors are not known. */
const namedToken: Mutant = {
  name: 'jwt-prefix-at-callback',
  change: callbackChange((url) => url.replace('#', '#jwt=')),
};

const callbackFragmentForm = (texts: HandshakeTexts): UndatedRequirement =>
  requirement({
    id: 'callback-fragment-form',
    level: 'must',
    class: 'documented',
    source: texts.sources.handshake,
    title: 'The fragment has the documented form',
    why: 'The docs host reads the fragment as it stands; anything around the token makes it unreadable.',
    fix: 'Make the fragment the bare JWT: no name, no "Bearer", no quotes, nothing behind it.',
    onArrival: 'by-level',
    arrivalCases: ['wrapped-token'],
    stage: 'callback',
    visits: honestVisits,
    seenBy: bothDrivers,
    check: ({ callback }) => {
      const { envelope } = callback;
      if (envelope === undefined) return notReached('There is no token in the fragment.');
      const { before, after } = envelope;
      if (before === '' && after === '') return met;
      if (texts.facts.knowsAnchors && /^(?:anchor=[^&]*&)?jwt=$/.test(before)) {
        if (after === '' && before === 'jwt=') {
          return noted(
            'The fragment is jwt=<JWT> without an anchor; the text shows the bare JWT there.',
          );
        }
        if (after === '&anchor=') return noted('The fragment carries an empty anchor.');
        if (after === '' || after.startsWith('&anchor=')) return met;
      }
      const expected = texts.facts.knowsAnchors
        ? 'The fragment is the bare JWT, or jwt=<JWT>&anchor=<name>.'
        : 'The whole fragment is the bare JWT.';
      const found = [
        ...(before === '' ? [] : [`"${before.slice(0, 24)}" stands before the JWT`]),
        ...(after === '' ? [] : [`"${mask(after).slice(0, 24)}" stands behind the JWT`]),
      ].join(', ');
      return unmet(expected, `${found}.`);
    },
    brokenBy: texts.facts.knowsAnchors ? wrapped : [namedToken, ...wrapped],
  });

/** What every handshake with a token in the fragment asks of the callback; `callback-path` stands apart. */
export const callbackRequirements = (texts: HandshakeTexts): readonly UndatedRequirement[] => [
  callbackReached(texts),
  callbackOrigin(texts),
  callbackTokenInFragment(texts),
  callbackFragmentForm(texts),
];
