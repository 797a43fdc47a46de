import type { Exchange } from '../../../../protocol/exchange.js';
import type { GrantPlan } from '../../../../protocol/plan-grant.js';
import type { Mutant } from '../../../../protocol/plan.js';
import {
  requirement,
  type Context,
  type UndatedRequirement,
} from '../../../../protocol/requirement.js';
import { parseUrl } from '../../../../protocol/url/parse-url.js';
import { met, notReachedFor, unmet, type Finding } from '../../../../protocol/verdict.js';
import { fieldValues } from '../../sentences.js';
import { oauthRfc } from '../../sources.js';
import { grantChange } from '../mutants.js';
import { requestOf } from '../seen.js';
import { foreignUris, twoUris, unknownClient } from './foreign-uris.js';

/** Where an authorization server sends a browser that came with an address it should not know. */

/** One navigation of an answer. */
interface Sent {
  readonly url: string;
  /** The `Location` as it was written, where a redirect status carried it. */
  readonly raw: string;
}

const samePlace = (one: URL, other: URL): boolean =>
  one.origin === other.origin && one.pathname === other.pathname;

/**
 * True where a navigation took the address that was asked for. Who goes by the registered one, whatever is asked for, is
 * safe: the browser then comes to the docs host, and brings nothing of what was asked for.
 */
function leadsTo({ url, raw }: Sent, asked: string, registered: string): boolean {
  if (raw.startsWith(asked)) return true;
  const [at, to, own] = [parseUrl(url), parseUrl(asked), parseUrl(registered)];
  if (at === undefined || to === undefined || own === undefined) return false;
  if (samePlace(at, own)) {
    return (
      samePlace(to, own) && [...to.searchParams].some(([n, v]) => at.searchParams.get(n) === v)
    );
  }
  if (samePlace(at, to)) return true;
  const answers = /[?&#](?:code|error|state|access_token)=/.test(at.href);
  return at.origin === to.origin && at.origin !== own.origin && answers;
}

/** The foreign redirect URI to which a visit was sent, with or without a code; undefined where it was sent to none. */
function sentTo(
  exchange: Exchange,
  registered: string,
): { readonly uri: string; readonly withCode: boolean } | undefined {
  const asked = requestOf(exchange)
    .getAll('redirect_uri')
    .filter((uri) => uri !== registered);
  for (const { url, from } of exchange.navigations.slice(1)) {
    const hop = exchange.hops[from];
    const raw = hop === undefined ? '' : (fieldValues(hop, 'location')[0] ?? '');
    const sent: Sent = { url: url.reveal(), raw };
    const uri = asked.find((each) => leadsTo(sent, each, registered));
    if (uri !== undefined) return { uri, withCode: /[?&#]code=/.test(sent.url) };
  }
  return undefined;
}

const answered = ({ hops }: Exchange): boolean => hops.some(({ status }) => status !== undefined);

/** Origin and path of an address, for a sentence. */
const placeOf = (uri: string): string => {
  const url = parseUrl(uri);
  return url === undefined ? 'it' : `${url.protocol}//${url.host}${url.pathname}`;
};

function uriFinding(exchange: Exchange, { visit, client }: Context): Finding {
  if (!answered(exchange)) return notReachedFor(exchange.stop);
  // Of two the own one may be taken: only what reaches the foreign one counts.
  const found = sentTo(exchange, client?.redirectUri ?? '');
  if (found === undefined) return met;
  return unmet(
    'Only the registered redirect URI is taken, compared letter by letter.',
    `The visitor was sent to ${placeOf(found.uri)}${found.withCode ? ' with a code' : ''} (${visit.title}).`,
  );
}

/** An authorization server that takes more than the registered URI. */
const taking = (
  name: string,
  takes: (given: URL, own: URL, text: string) => boolean,
  rest: Pick<Mutant, 'alsoFells'> = {},
): Mutant => ({
  name,
  change: grantChange((honest): Partial<GrantPlan> => ({
    takesRedirectUri: (given, request) => {
      if (honest.takesRedirectUri(given, request)) return true;
      const url = parseUrl(given ?? '');
      return url !== undefined && takes(url, new URL(request.client.redirectUri), given ?? '');
    },
    refusal: (request) => honest.refusal({ ...request, asked: { ...request.asked, repeated: [] } }),
  })),
  ...rest,
});

const redirectUriChecked: UndatedRequirement = requirement({
  id: 'oauth-redirect-uri-checked',
  level: 'must',
  class: 'rfc',
  source: oauthRfc(9700, '4.1.3'),
  title: 'No redirect URI is taken but the registered one',
  why: 'Whoever sends a reader to you with another redirect URI gets the code, and with it the reader’s place in the docs.',
  fix: 'Compare redirect_uri with the registered one as a whole text (simple string comparison); take no patterns, prefixes or hosts.',
  stage: 'exchange',
  visits: [...foreignUris, ...twoUris],
  seenBy: ['http'],
  refusalIsFine: true,
  check: ({ exchange }, context) => uriFinding(exchange, context),
  brokenBy: [
    taking('prefix-match', (_url, own, text) => text.startsWith(own.href)),
    taking('host-only-match', (url, own) => url.host === own.host),
    taking('any-subdomain', (url, own) => url.hostname.endsWith(`.${own.hostname}`)),
    taking('any-uri', () => true, {
      alsoFells: [
        { id: 'oauth-error-on-page', why: 'to a foreign address the browser is sent with a code' },
      ],
    }),
    taking('normalised', (url, own) => url.href === own.href),
    taking('scheme-ignored', (url, own) => url.host === own.host && url.pathname === own.pathname),
    {
      name: 'first-of-two',
      change: grantChange((honest) => ({
        takesRedirectUri: (_given, request) => {
          const given = new URLSearchParams(request.query).getAll('redirect_uri');
          return given.length > 1
            ? given.includes(request.client.redirectUri)
            : honest.takesRedirectUri(given[0], request);
        },
        refusal: (request) =>
          honest.refusal({ ...request, asked: { ...request.asked, repeated: [] } }),
      })),
    },
  ],
});

const errorOnPage: UndatedRequirement = requirement({
  id: 'oauth-error-on-page',
  level: 'must',
  class: 'rfc',
  source: oauthRfc(6749, '4.1.2.1'),
  title: 'Where client or redirect URI is wrong, the error is shown on a page',
  why: 'A server that sends the browser to whatever address stands in the link is an open redirect that carries your name.',
  fix: 'Check client_id and redirect_uri before anything else, and answer with a page of your own where one is wrong.',
  stage: 'exchange',
  visits: [unknownClient, foreignUris[0]],
  seenBy: ['http'],
  refusalIsFine: true,
  check: ({ exchange }, { visit, client }) => {
    if (!answered(exchange)) return notReachedFor(exchange.stop);
    const found = sentTo(exchange, client?.redirectUri ?? '');
    return found === undefined
      ? met
      : unmet(
          'The browser stays, and a page says what is wrong.',
          `It is sent to ${placeOf(found.uri)} (${visit.title}).`,
        );
  },
  brokenBy: [
    {
      name: 'redirects-error-to-foreign',
      change: grantChange((honest) => ({
        errorPage: (request) => honest.errorRedirect('unauthorized_client', request),
      })),
      alsoFells: [
        { id: 'oauth-redirect-uri-checked', why: 'an error goes to the foreign address, too' },
      ],
    },
    {
      name: 'redirects-unknown-client',
      change: grantChange((honest) => ({
        errorPage: (request) =>
          honest.knowsClient(request)
            ? honest.errorPage(request)
            : honest.errorRedirect('unauthorized_client', request),
      })),
    },
  ],
});

/** The rows about redirect URIs, in the order of the catalogue. */
export const redirectUriRequirements: readonly UndatedRequirement[] = [
  redirectUriChecked,
  errorOnPage,
];
