import { sessionOf } from '../../protocol/visit-kinds.js';
import { configuredOrigins } from '../../protocol/visit.js';
import type { Target, Visit } from '../../protocol/visit.js';
import type { CookieJar, CookiePair } from './cookie-jar.js';
import { originOf, withoutFragment } from './location.js';
import type { PlannedHop } from './planned-hop.js';
import { isTrustworthy, originFor, refererFor } from './same-site.js';
import type { Relation } from './same-site.js';
import type { WireRequest } from './wire/wire.js';

/** Whose requests these are. */
export interface Visitor {
  readonly target: Target;
  readonly visit: Visit;
  readonly jar: CookieJar;
  readonly userAgent: string;
}

/** What was configured goes to the origins that it is meant for, and never along with an anonymous visit. */
const takesConfigured = (
  { target, visit }: Visitor,
  url: string,
  what: 'headers' | 'cookies',
): boolean =>
  sessionOf(visit) !== 'anonymous' && configuredOrigins(target)[what].includes(originOf(url));

/** The configured cookies of a request that the flow has not replaced. */
export function configuredCookies(
  visitor: Visitor,
  url: string,
  own: readonly CookiePair[],
): readonly CookiePair[] {
  if (!takesConfigured(visitor, url, 'cookies')) return [];
  const names = new Set(own.map(([name]) => name));
  return visitor.target.cookies
    .filter(([name]) => !names.has(name))
    .map(([name, value]): CookiePair => [name, value.reveal()]);
}

/** The configured header fields of a request. */
export const configuredFields = (visitor: Visitor, url: string): readonly CookiePair[] =>
  takesConfigured(visitor, url, 'headers')
    ? visitor.target.headers.map(([name, value]): CookiePair => [name, value.reveal()])
    : [];

/** The cookies of a request: those of the jar by its rules, and the configured ones that the flow has not replaced. */
export async function cookiesFor(
  visitor: Visitor,
  planned: PlannedHop,
): Promise<readonly CookiePair[]> {
  const near = planned.relation !== 'cross-site';
  const context =
    near || planned.direct === true ? 'strict' : planned.method === 'POST' ? 'none' : 'lax';
  const own = await visitor.jar.pairs(planned.url, context);
  return [...configuredCookies(visitor, planned.url, own), ...own];
}

/** Header fields besides a browser's own: the visit's with its first request, or along redirects and with the form, too; the configured ones with each to the login origin. */
function extraFields(visitor: Visitor, planned: PlannedHop): readonly CookiePair[] {
  const { headers = [], headersStay } = visitor.visit;
  const takes = planned.cause === 'start' || (planned.cause !== 'page' && headersStay === true);
  const first = takes ? headers : [];
  if (!takesConfigured(visitor, planned.url, 'headers')) return first;
  const replaced = new Set(first.map(([name]) => name.toLowerCase()));
  const given = configuredFields(visitor, planned.url);
  return [
    ...basicFrom(planned.url),
    ...given.filter(([name]) => !replaced.has(name.toLowerCase())),
    ...first,
  ];
}

/** The user and password of a URL, as browsers send them (RFC 7617). */
function basicFrom(url: string): readonly CookiePair[] {
  const { username, password } = new URL(url);
  if (username === '' && password === '') return [];
  const text = Buffer.from(`${octets(username)}:${octets(password)}`, 'latin1');
  return [['Authorization', `Basic ${text.toString('base64')}`]];
}

const octets = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));

/** The planned request as it goes over the wire. */
export function requestFor(
  visitor: Visitor,
  planned: PlannedHop,
  cookies: readonly CookiePair[],
): WireRequest {
  const referer = refererFor(planned.page, planned.url, planned.policy);
  const origin = planned.tainted ? 'null' : originFor(planned.page, planned.url, planned.policy);
  const submits = planned.method === 'POST';
  return {
    method: planned.method,
    url: withoutFragment(planned.url),
    timeoutMs: visitor.target.timeoutMs,
    headers: navigationHeaders({
      url: planned.url,
      userAgent: visitor.userAgent,
      relation: planned.relation,
      cookies,
      extra: extraFields(visitor, planned),
      ...(referer === undefined ? {} : { referer }),
      ...(submits ? { origin, length: planned.body?.length ?? 0 } : {}),
      ...(planned.contentType === undefined ? {} : { contentType: planned.contentType }),
    }),
    ...(planned.body === undefined ? {} : { body: planned.body }),
  };
}

/** What is known of a navigation before its header is built. */
interface NavigationRequest {
  readonly url: string;
  readonly userAgent: string;
  readonly relation: Relation;
  readonly referer?: string;
  readonly origin?: string;
  readonly contentType?: string;
  readonly length?: number;
  readonly cookies: readonly CookiePair[];
  /** Sent in place of the driver's own fields of the same name, or beside them. */
  readonly extra: readonly CookiePair[];
}

/** The header of a navigation, as a browser would send it, but with an honest `User-Agent`. */
function navigationHeaders(request: NavigationRequest): readonly CookiePair[] {
  const url = new URL(request.url);
  const own: CookiePair[] = [
    ['Host', url.host],
    ['User-Agent', request.userAgent],
    ['Accept', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'],
    ['Accept-Language', 'en'],
    ['Accept-Encoding', 'identity'],
    ['Upgrade-Insecure-Requests', '1'],
  ];
  if (request.origin !== undefined) own.push(['Origin', request.origin]);
  if (request.referer !== undefined) own.push(['Referer', withoutFragment(request.referer)]);
  // Browsers send Fetch Metadata to trustworthy origins only.
  if (isTrustworthy(request.url)) {
    own.push(
      ['Sec-Fetch-Site', request.relation],
      ['Sec-Fetch-Mode', 'navigate'],
      ['Sec-Fetch-User', '?1'],
      ['Sec-Fetch-Dest', 'document'],
    );
  }
  if (request.contentType !== undefined) own.push(['Content-Type', request.contentType]);
  if (request.length !== undefined) own.push(['Content-Length', String(request.length)]);
  if (request.cookies.length > 0) {
    own.push(['Cookie', request.cookies.map(([n, v]) => (n === '' ? v : `${n}=${v}`)).join('; ')]);
  }
  const replaced = new Set(request.extra.map(([name]) => name.toLowerCase()));
  return [...own.filter(([name]) => !replaced.has(name.toLowerCase())), ...request.extra];
}
