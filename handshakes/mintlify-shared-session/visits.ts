import type { VisitOf } from '../../protocol/visit.js';
import { bothDrivers } from '../shared/visits.js';

/** The visits that only this handshake has. */

/** Comes with a cookie of the right name and a value that nobody was given. */
export const forgedCookies: VisitOf<'odd-stranger'> = {
  kind: 'odd-stranger',
  drivers: ['http'],
  name: 'forged-cookies',
  title: 'cookies of the right names, with a forged value',
  cookieValue: 'docs-handshake-forged',
};

/** A reader signs in, signs out, and a page of the docs asks once more: over HTTP with the cookies from before. */
export const signedOut: VisitOf<'signed-out'> = {
  kind: 'signed-out',
  drivers: bothDrivers,
  name: 'signed-out',
  title: 'sign in, sign out, and ask again with the same cookies',
};

/** The reader's browser keeps cookies from requests to other sites. */
export const withoutThirdParty: VisitOf<'return-without-third-party-cookies'> = {
  kind: 'return-without-third-party-cookies',
  drivers: ['browser'],
  name: 'third-party-cookies-blocked',
  comes: 'back',
  title: 'in a browser that blocks third-party cookies',
};

const isLoopback = (hostname: string): boolean =>
  /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);

/** Another port of the docs host; on this machine, where developers let every port in, a foreign host. */
function siblingPort(docs: URL): string {
  if (isLoopback(docs.hostname)) return `${docs.protocol}//sibling.example:8443`;
  return `${docs.protocol}//${docs.hostname}:${docs.port === '8443' ? '8444' : '8443'}`;
}

/** The docs origin without TLS, or with it; on this machine a foreign host. */
function schemeTwin(docs: URL): string {
  const twin = docs.protocol === 'https:' ? 'http:' : 'https:';
  return isLoopback(docs.hostname) ? `${twin}//twin.example` : `${twin}//${docs.host}`;
}

/** A name that a pattern takes in which a dot stands for any letter. */
function anyLetter(docs: URL): string {
  const name = docs.hostname.includes('.') ? docs.hostname.replace('.', 'x') : `${docs.hostname}x`;
  return `${docs.protocol}//${/[a-z]/i.test(name) ? name : 'letter.example'}`;
}

const foreign = (
  name: string,
  title: string,
  originFor: (docs: URL) => string,
): VisitOf<'foreign-page'> => ({
  kind: 'foreign-page',
  drivers: ['http'],
  name: `foreign-${name}`,
  title: `a page of ${title} asks with the reader’s cookies`,
  pageOrigin: (docsOrigin) => originFor(new URL(docsOrigin)),
});

/** Pages of origins that are not the docs, each of a family that some server lets in. */
export const foreignPages: readonly [
  VisitOf<'foreign-page'>,
  ...(readonly VisitOf<'foreign-page'>[]),
] = [
  foreign('site', 'another site', () => 'https://evil.example'),
  foreign('null', 'no origin at all (a sandboxed frame)', () => 'null'),
  foreign('suffix', 'a host whose name begins as that of the docs', (docs) => {
    return `${docs.protocol}//${docs.hostname}.evil.example`;
  }),
  foreign('prefix', 'a host whose name ends as that of the docs', (docs) => {
    return `${docs.protocol}//evil-${docs.hostname.replace(/[[\]:]/g, '')}`;
  }),
  foreign('scheme', 'the docs host under the other scheme', schemeTwin),
  foreign('port', 'another port of the docs host', siblingPort),
  foreign('below', 'a host below that of the docs', (docs) => {
    return isLoopback(docs.hostname)
      ? `${docs.protocol}//below.example`
      : `${docs.protocol}//evil.${docs.host}`;
  }),
  foreign('letter', 'a host in whose name a letter stands for a dot', anyLetter),
  foreign('inside', 'a host whose name holds that of the docs', (docs) => {
    return `https://a-${docs.hostname.replace(/[[\]:]/g, '')}-b.example`;
  }),
];
