import type { Cause } from '../exchange.js';
import { findToken } from '../jose/find-token.js';
import { carriesAnswer } from '../oauth/authorization-response.js';
import type { Target } from '../visit.js';

/**
 * Where a navigation leads, seen from the login flow:
 * - `docs`: to the docs origin: the hand-over.
 * - `away-with-token`: to an origin outside the login flow, carrying the credential (a compact JWS, or an answer to the
 *   authorization request of this run): the hand-over gone wrong.
 * - `inside`: to the login origin or a declared sign-in origin.
 * - `away`: to another origin, without a token: an identity provider, as a rule.
 * - `forbidden`: to a name or address that is never contacted (reserved names of RFC 2606, link-local addresses, other schemes).
 */
export type Destination = 'docs' | 'away-with-token' | 'inside' | 'away' | 'forbidden';

/** Parameters of other protocols that legitimately hold a JWS on their own hops (RFC 6749, RFC 9101, OpenID Connect, SAML). */
const foreignParameter =
  /[?&#](?:request|request_uri|id_token|id_token_hint|access_token|refresh_token|code|state|client_assertion|assertion|logout_token|RelayState|SAMLRequest|SAMLResponse)=[^&#]*/gi;

const reservedName = /(?:^|\.)(?:test|example|invalid)\.?$/i;
const linkLocal = /^(?:169\.254\.|\[fe80:|\[fd00:ec2:)/i;

/** The handshake token that a URL carries, leaving out the parameters of other protocols; undefined where there is none. */
export function carriedToken(url: string): string | undefined {
  return findToken(url.replace(foreignParameter, ''));
}

/** True where two origins are one and the same; a `blob:` URL has no origin here (its `origin` names another URL's). */
const originOf = (url: URL): string =>
  url.protocol === 'http:' || url.protocol === 'https:' ? url.origin : 'null';

/** True where a URL is that of another one's host, on https in place of http. */
function isUpgrade(from: URL, to: URL): boolean {
  return from.protocol === 'http:' && to.protocol === 'https:' && from.hostname === to.hostname;
}

/**
 * The origins to which passwords may go: the login origin and the declared ones, and the login host on https, on its
 * default port or on the one that the login URL itself redirected to.
 *
 * @param visited the requests so far, in order
 */
export function trustedOrigins(
  target: Pick<Target, 'loginUrl' | 'signInOrigins'>,
  visited: readonly { readonly url: string; readonly cause: Cause }[],
): ReadonlySet<string> {
  const login = new URL(target.loginUrl);
  const trusted = new Set([login.origin, ...target.signInOrigins]);
  if (login.protocol !== 'http:') return trusted;
  trusted.add(`https://${login.hostname}`);
  for (const [at, { url, cause }] of visited.entries()) {
    const before = visited[at - 1]?.url ?? '';
    if (cause !== 'redirect' || !URL.canParse(url) || !URL.canParse(before)) continue;
    const [from, to] = [new URL(before), new URL(url)];
    if (from.origin === login.origin && isUpgrade(from, to)) trusted.add(to.origin);
  }
  return trusted;
}

/**
 * Classifies a navigation. Never throws: a value that no browser can resolve is `forbidden`, or
 * `away-with-token` where it carries one.
 *
 * @param url absolute URL with its fragment
 */
export function destination(url: string, target: Target): Destination {
  const { client } = target;
  const carries =
    client === undefined ? carriedToken(url) !== undefined : carriesAnswer(url, client);
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const elsewhere = carries ? 'away-with-token' : 'forbidden';
  if (parsed === undefined || originOf(parsed) === 'null') return elsewhere;
  const loginUrl = new URL(target.loginUrl);
  const login = loginUrl.origin;
  if (parsed.origin === target.docsOrigin) {
    if (login !== target.docsOrigin) return 'docs';
    // One origin serves both: only the credential, the path that takes it, or the docs' own subpath, tells the docs from the login flow.
    const underDocs =
      target.docsPath !== '' && `${parsed.pathname}/`.startsWith(`${target.docsPath}/`);
    const atCallback =
      client !== undefined && parsed.pathname === new URL(client.redirectUri).pathname;
    return carries || underDocs || atCallback ? 'docs' : 'inside';
  }
  if (parsed.origin === login || target.signInOrigins.includes(parsed.origin)) return 'inside';
  const byDefault = isUpgrade(loginUrl, parsed) && parsed.port === '';
  if (byDefault) return 'inside';
  if (carries) return 'away-with-token';
  if (reservedName.test(parsed.hostname) || linkLocal.test(parsed.hostname)) return 'forbidden';
  return 'away';
}
