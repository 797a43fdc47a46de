import { findTokens } from '../../../protocol/jose/find-token.js';
import { fieldValue } from '../../fields.js';
import type { Leg } from './live-hop.js';
import type { Handover } from './navigations.js';

/** What one request of the visitor's page says of itself. */

/** Notes a token in the body of the request that hands over. */
export function notePosted(made: Handover | undefined, { method, url }: Leg, body = ''): void {
  const fields = method === 'POST' && made?.url === url ? body.split(/[&\r\n]/) : [];
  if (made !== undefined && fields.some((field) => findTokens(field).length > 0)) {
    made.posted = true;
  }
}

/** The `Origin` that a request is announced with. */
export function announcedOrigin(headers: Readonly<Record<string, string>>): {
  readonly origin?: string;
} {
  const origin = fieldValue(Object.entries(headers), 'origin');
  return origin === undefined ? {} : { origin };
}

/** True for the login URL of the visit, as a redirect of the docs page leads there; a rewritten query is let through. */
export function isLogin(url: string, login: URL): boolean {
  const { origin, pathname } = new URL(url);
  return origin === login.origin && pathname === login.pathname;
}
