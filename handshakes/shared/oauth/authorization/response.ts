import type { Exchange } from '../../../../protocol/exchange.js';
import {
  requirement,
  type Context,
  type UndatedRequirement,
} from '../../../../protocol/requirement.js';
import { parseUrl } from '../../../../protocol/url/parse-url.js';
import {
  met,
  notReached,
  notReachedFor,
  unmet,
  type Finding,
} from '../../../../protocol/verdict.js';
import { afterSignIn, callbackChange } from '../../mutants.js';
import { listed, quoted } from '../../sentences.js';
import { oauthRfc } from '../../sources.js';
import { bothDrivers, honestVisits } from '../../visits.js';
import { requestOf, responseOf } from '../seen.js';
import { byPage, type OAuthTexts } from '../texts.js';

/** What an answer of the authorization endpoint looks like. */

/** Why an answer cannot be looked at. */
function unanswered(exchange: Exchange): Finding | undefined {
  const response = responseOf(exchange);
  if (response === undefined)
    return notReachedFor(exchange.stop, 'Nobody was sent back to the docs.');
  const came = response.codes.length > 0 || response.tokens.length > 0;
  return came || response.error !== undefined
    ? undefined
    : notReached('Neither a code nor an error came back.');
}

/** What of the address where the visitor ended is not that of the redirect URI; undefined where all is. */
function difference(url: string, registered: string): string | undefined {
  const [at, own] = [parseUrl(url), parseUrl(registered)];
  if (at === undefined || own === undefined) return 'It is not a URL that a browser can resolve.';
  if (at.username !== '' || at.password !== '') {
    return `It has user information in front of the host: …@${at.host}.`;
  }
  if (at.origin !== own.origin) return `It goes to ${at.origin}.`;
  return at.pathname === own.pathname ? undefined : `Its path is ${quoted(at.pathname)}.`;
}

const redirectExact = (texts: OAuthTexts): UndatedRequirement =>
  requirement({
    id: 'oauth-redirect-exact',
    level: 'must',
    class: 'rfc',
    source: oauthRfc(6749, '4.1.2'),
    title: 'The visitor comes back to the very redirect URI that was asked for',
    why: 'A code that goes to another address is a login given to somebody else, or a reader on a page that does not exist.',
    fix: `Redirect to redirect_uri as it stands: scheme, host, port and path (${texts.facts.callbackPath ?? '/'}).`,
    inCalls: true,
    stage: 'callback',
    visits: honestVisits,
    seenBy: bothDrivers,
    check: ({ exchange, callback }) => {
      const unseen = unanswered(exchange);
      if (unseen !== undefined) return unseen;
      const registered = requestOf(exchange).get('redirect_uri') ?? '';
      const fault = difference(callback.url.reveal(), registered);
      return fault === undefined ? met : unmet(`The visitor comes back to ${registered}.`, fault);
    },
    brokenBy: [
      { name: 'www-host', change: callbackChange((url) => url.replace('://', '://www.')) },
      { name: 'trailing-slash', change: callbackChange((url) => url.replace('?', '/?')) },
      {
        name: 'wrong-port',
        change: callbackChange((url) => url.replace(/^(\w+:\/\/[^/:#?]+)(?::\d+)?/, '$1:4848')),
      },
      ...(byPage(texts)
        ? [
            {
              name: 'subpath-dropped',
              docsPath: '/docs',
              change: callbackChange((url: string) => url.replace('/docs/', '/')),
            } as const,
          ]
        : []),
    ],
  });

/** What is wrong with where the code stands; undefined where nothing is. */
function placeFault(exchange: Exchange): string | undefined {
  const response = responseOf(exchange);
  if (response === undefined) return undefined;
  const { place, codes, tokens, error } = response;
  if (tokens.length > 0)
    return `The URL has ${listed(tokens)} in it, where histories and logs keep it.`;
  if (exchange.callback?.posted === true) return 'The answer came in the body of a form.';
  if (codes.length > 0 && error !== undefined)
    return `There is error=${quoted(error)} beside the code, so it is no answer to go by.`;
  if (codes.length > 1) return `There are ${codes.length} codes.`;
  return place === 'fragment' && codes.length > 0
    ? 'The code stands in the fragment, which no server sees.'
    : undefined;
}

const responseQuery: UndatedRequirement = requirement({
  id: 'oauth-response-query',
  level: 'must',
  class: 'rfc',
  source: oauthRfc(6749, '4.1.2'),
  title: 'The code comes once, in the query, and no token beside it',
  why: 'The docs host reads the query of its redirect URI: a code elsewhere is none, and a token in a URL is in every history.',
  fix: 'For response_type=code answer with code and state in the query, once each, and with no token.',
  inCalls: true,
  stage: 'callback',
  visits: honestVisits,
  seenBy: bothDrivers,
  check: ({ exchange }) => {
    const fault = placeFault(exchange);
    if (fault !== undefined) return unmet('The query has one code, and no URL has a token.', fault);
    return unanswered(exchange) ?? met;
  },
  brokenBy: [
    { name: 'code-in-fragment', change: callbackChange((url) => url.replace('?', '#')) },
    {
      name: 'token-in-front-channel',
      change: callbackChange(
        (url) => `${url}&access_token=Zm9yLXRoZS1wcm9vZi1vbmx5&token_type=Bearer`,
      ),
    },
    {
      name: 'error-beside-code',
      change: callbackChange((url) => `${url}&error=access_denied`),
    },
    {
      name: 'code-twice',
      change: callbackChange((url) => `${url}&${/code=[^&]*/.exec(url)?.[0] ?? 'code='}`),
    },
    {
      name: 'code-in-fragment-after-sign-in',
      change: afterSignIn((url) => url.replace('?', '#')),
    },
  ],
});

/** What became of the state, as a sentence; undefined where it came back as it was. */
export function stateFault(sent: string | null, states: readonly string[]): string | undefined {
  if (sent === null) return undefined;
  const [first] = states;
  if (first === undefined) return 'It did not come back.';
  if (states.length > 1) return `It came back ${states.length} times.`;
  if (first === sent) return undefined;
  if (sent.startsWith(first))
    return `It came back cut off after ${first.length} characters of ${sent.length}.`;
  return `It came back changed: ${first.length} characters in place of ${sent.length}.`;
}

/** What an answer says of the state that was sent. */
export function stateFinding(exchange: Exchange, { visit }: Context): Finding {
  const response = responseOf(exchange);
  if (response === undefined) return notReachedFor(exchange.stop);
  const sent = requestOf(exchange).get('state');
  const fault = stateFault(
    sent,
    response.states.map((state) => state.reveal()),
  );
  return fault === undefined
    ? met
    : unmet(
        'state comes back letter by letter.',
        visit.kind === 'odd-return' ? `${fault} (${visit.title})` : fault,
      );
}

/** The rows about where the answer goes and what it holds, in the order of the catalogue. */
export const responseRequirements = (texts: OAuthTexts): readonly UndatedRequirement[] => [
  redirectExact(texts),
  responseQuery,
];
