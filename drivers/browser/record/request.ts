import { findTokens } from '../../../protocol/jose/find-token.js';
import { fieldValue } from '../../fields.js';
import type { LiveHop } from './live-hop.js';
import type { Handover } from './navigations.js';

/** What one request of the visitor's page says of itself. */

/** Notes a token in the body of the request that hands over. */
export function notePosted(made: Handover | undefined, { method, url }: LiveHop, body = ''): void {
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

/** True where a request carries the password: in its URL or its body, raw, percent-encoded or as JSON writes it. */
export function carriesPassword(
  password: string | undefined,
  url: string,
  body: string | undefined,
): boolean {
  if (password === undefined || password === '') return false;
  const encoded = encodeURIComponent(password.toWellFormed());
  const asForm = new URLSearchParams([['', password]]).toString().slice(1);
  const forms = [encoded, asForm];
  const inBody = [password, JSON.stringify(password).slice(1, -1), ...forms];
  const value = (text: string, form: string): boolean =>
    text.includes(`=${form}`) || text.includes(`"${form}"`) || text.includes(`\n${form}`);
  return (
    forms.some((form) => value(url, form)) ||
    (body !== undefined && inBody.some((form) => value(body, form)))
  );
}
