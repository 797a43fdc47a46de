import type { Target, Visit } from '../../protocol/visit.js';
import type { CookieJar, CookiePair } from './cookie-jar.js';
import { originOf, withoutFragment } from './location.js';
import { navigationHeaders } from './navigation-headers.js';
import type { Step } from './planned-hop.js';
import { originFor, refererFor } from './same-site.js';
import type { WireRequest } from './wire.js';

/** Whose requests these are. */
export interface Visitor {
  readonly target: Target;
  readonly visit: Visit;
  readonly jar: CookieJar;
  readonly userAgent: string;
}

/** What was configured goes to the login origin only, and never along with an anonymous visit. */
const takesConfigured = ({ target, visit }: Visitor, step: Step): boolean =>
  visit.session !== 'anonymous' && originOf(step.url) === originOf(target.loginUrl);

/** The cookies of a step: those of the jar by its rules, and the configured ones that the flow has not replaced. */
export async function cookiesFor(visitor: Visitor, step: Step): Promise<readonly CookiePair[]> {
  const near = step.relation !== 'cross-site';
  const context = near || step.direct === true ? 'strict' : step.method === 'POST' ? 'none' : 'lax';
  const own = await visitor.jar.pairs(step.url, context);
  if (!takesConfigured(visitor, step)) return own;
  const names = new Set(own.map(([name]) => name));
  const given = visitor.target.cookies.filter(([name]) => !names.has(name));
  return [...given.map(([name, value]): CookiePair => [name, value.reveal()]), ...own];
}

/** Header fields besides a browser's own: the visit's with its first request, or along redirects and with the form, too; the configured ones with each to the login origin. */
function extraFields(visitor: Visitor, step: Step): readonly CookiePair[] {
  const { headers = [], headersStay } = visitor.visit;
  const takes = step.cause === 'start' || (step.cause !== 'page' && headersStay === true);
  const first = takes ? headers : [];
  if (!takesConfigured(visitor, step)) return first;
  const replaced = new Set(first.map(([name]) => name.toLowerCase()));
  const given = visitor.target.headers.filter(([name]) => !replaced.has(name.toLowerCase()));
  return [...basicFrom(step.url), ...given.map(([n, v]): CookiePair => [n, v.reveal()]), ...first];
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

/** The request of a step, as it goes over the wire. */
export function requestFor(
  visitor: Visitor,
  step: Step,
  cookies: readonly CookiePair[],
): WireRequest {
  const referer = refererFor(step.page, step.url, step.policy);
  const origin = step.tainted ? 'null' : originFor(step.page, step.url, step.policy);
  const submits = step.method === 'POST';
  return {
    method: step.method,
    url: withoutFragment(step.url),
    timeoutMs: visitor.target.timeoutMs,
    headers: navigationHeaders({
      url: step.url,
      userAgent: visitor.userAgent,
      relation: step.relation,
      cookies,
      extra: extraFields(visitor, step),
      ...(referer === undefined ? {} : { referer }),
      ...(submits ? { origin, length: step.body?.length ?? 0 } : {}),
      ...(step.contentType === undefined ? {} : { contentType: step.contentType }),
    }),
    ...(step.body === undefined ? {} : { body: step.body }),
  };
}
