import type { Place } from '../site.js';

/** What a cookie of the docs host depends on. */
export type CookieHost = Pick<Place, 'docsOrigin' | 'secureCookies'>;

/** Ports share cookies (RFC 6265 §8.5), so the name holds the port: two hosts on one machine do not collide. */
function portMark(place: Pick<Place, 'docsOrigin'>): string {
  const port = /:(\d+)$/.exec(place.docsOrigin)?.[1];
  return port === undefined ? '' : `-${port}`;
}

/** The name of the session cookie: where it is `Secure`, `__Host-` binds it to this very host (RFC 6265bis §4.1.3). */
export function sessionCookieName(place: CookieHost): string {
  return `${place.secureCookies ? '__Host-' : ''}docs-session${portMark(place)}`;
}

/** The name of the cookie that counts how often a browser was sent to the login page in a row. */
export function roundsCookieName(place: CookieHost): string {
  return `${place.secureCookies ? '__Host-' : ''}docs-rounds${portMark(place)}`;
}

/** The name of the cookie by which a visitor who comes back is known again. */
export function departuresCookieName(place: CookieHost): string {
  return `${place.secureCookies ? '__Host-' : ''}docs-visits${portMark(place)}`;
}

/** The name of the cookie by which a browser is known that was sent to an authorization server. */
export function browserCookieName(place: CookieHost): string {
  return `${place.secureCookies ? '__Host-' : ''}docs-browser${portMark(place)}`;
}

/** The value of one cookie in a `Cookie` field; undefined where there is none. The first one wins. */
export function cookieValue(field: string | undefined, name: string): string | undefined {
  for (const pair of (field ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/**
 * A `Set-Cookie` field.
 *
 * @param maxAgeSeconds 0 deletes the cookie; browsers cap it at 400 days, and so do we
 */
export function setCookie(
  place: Pick<Place, 'secureCookies'>,
  name: string,
  value: string,
  maxAgeSeconds: number,
): string {
  const seconds = Math.max(0, Math.min(Math.ceil(maxAgeSeconds), 400 * 86_400));
  // Lax: Strict would be withheld on the first landing after a login that another site began.
  const flags = `Path=/; HttpOnly; SameSite=Lax${place.secureCookies ? '; Secure' : ''}`;
  return `${name}=${value}; Max-Age=${seconds}; ${flags}`;
}
