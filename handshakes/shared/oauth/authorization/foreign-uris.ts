import type { Parameter } from '../../../../protocol/oauth/client.js';
import type { VisitOf } from '../../../../protocol/visit.js';
import { asking, replaced } from '../visits.js';

/** Redirect URIs that are not the registered one: foreign, and near misses. */

const isLoopback = (hostname: string): boolean =>
  /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);

const withUri = (
  name: string,
  title: string,
  uriFor: (own: URL) => string,
): VisitOf<'odd-return'> =>
  asking(`redirect-uri-${name}`, `with ${title} as redirect URI`, (usual, { client }) =>
    replaced(usual, 'redirect_uri', uriFor(new URL(client.redirectUri))),
  );

/** The same URI at another host; loopback hosts have no names around them. */
const atHost =
  (hostFor: (hostname: string) => string) =>
  (own: URL): string => {
    const port = own.port === '' ? '' : `:${own.port}`;
    return `${own.protocol}//${hostFor(own.hostname.replace(/[[\]:]/g, ''))}${port}${own.pathname}`;
  };

const evil = 'evil.example';

/** Another port of the docs host. Where that is this machine, developers let every port in (RFC 8252 §7.3): a host of its own then. */
const otherPort = (own: URL): string =>
  isLoopback(own.hostname)
    ? `${own.protocol}//sibling.example:8443${own.pathname}`
    : `${own.protocol}//${own.hostname}:${own.port === '8443' ? '8444' : '8443'}${own.pathname}`;

/** The scheme without protection, or with it. */
const otherScheme = (own: URL): string =>
  own.href.replace(own.protocol, own.protocol === 'https:' ? 'http:' : 'https:');

/** The usual request with a second redirect URI, before its own one or behind it. */
const twice = (name: string, title: string, foreignFirst: boolean): VisitOf<'odd-return'> =>
  asking(`redirect-uri-${name}`, title, (usual) => {
    const foreign: Parameter = ['redirect_uri', `https://${evil}/callback`];
    return usual.flatMap((pair) =>
      pair[0] !== 'redirect_uri' ? [pair] : foreignFirst ? [foreign, pair] : [pair, foreign],
    );
  });

/** Two redirect URIs: falls only if something reaches the foreign one. */
export const twoUris: readonly VisitOf<'odd-return'>[] = [
  twice('first-of-two', 'with a foreign redirect URI before its own', true),
  twice('last-of-two', 'with a foreign redirect URI behind its own', false),
];

/** One redirect URI that nobody has registered; those of other hosts first, since they do most harm. */
export const foreignUris: readonly [VisitOf<'odd-return'>, ...VisitOf<'odd-return'>[]] = [
  withUri('site', 'a page of another site', () => `https://${evil}/callback`),
  withUri(
    'suffix',
    'a host whose name begins as that of the docs',
    atHost((h) => `${h}.${evil}`),
  ),
  withUri(
    'prefix',
    'a host whose name ends as that of the docs',
    atHost((h) => `evil-${h}`),
  ),
  withUri('below', 'a host below that of the docs', (own) =>
    isLoopback(own.hostname)
      ? `https://below.example${own.pathname}`
      : atHost((h) => `evil.${h}`)(own),
  ),
  withUri(
    'userinfo',
    'user information that looks like the docs host',
    (own) => `${own.protocol}//${own.host}@${evil}${own.pathname}`,
  ),
  withUri('port', 'another port of the docs host', otherPort),
  withUri('scheme', 'the other scheme', otherScheme),
  withUri('path', 'another page of the docs', (own) => `${own.origin}/docs-handshake/other`),
  withUri('longer', 'the registered URI and something behind it', (own) => `${own.href}/../other`),
  withUri('up', 'a path that goes up and down again', (own) => `${own.origin}/x/..${own.pathname}`),
  withUri('slash', 'an encoded slash', (own) => own.href.replace(/\/(?=[^/]*$)/, '%2F')),
  withUri('query', 'a query that nobody registered', (own) => `${own.href}?next=https://${evil}/`),
];

/** The client, and nobody's name for it. */
export const unknownClient: VisitOf<'odd-return'> = asking(
  'unknown-client',
  'with a client that there is not, and a foreign redirect URI',
  (usual) =>
    replaced(
      replaced(usual, 'client_id', 'docs-handshake-nobody'),
      'redirect_uri',
      `https://${evil}/callback`,
    ),
);
