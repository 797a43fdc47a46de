import type { HandedCookie } from '../../../protocol/driver.js';
import type { BlockedCookie, CookieBlock } from '../../../protocol/http/cookie-block.js';
import { isTrustworthy, relationOf } from '../same-site.js';
import type { CookiePair } from '../cookie-jar.js';

/** What of a jar goes along with the request of a page, and what does not, and why. */
export interface PageCookies {
  readonly sent: readonly CookiePair[];
  readonly blocked: readonly BlockedCookie[];
}

/** Whether a path is below a cookie's (RFC 6265 §5.1.4). */
const pathMatches = (path: string, cookiePath: string): boolean =>
  path === cookiePath ||
  (path.startsWith(cookiePath) && (cookiePath.endsWith('/') || path[cookiePath.length] === '/'));

/** Whether a host is that of a cookie, or one below it (RFC 6265 §5.1.3). */
const hostMatches = (host: string, { domain, hostOnly }: HandedCookie): boolean =>
  host === domain || (!hostOnly && host.endsWith(`.${domain}`));

/** Why a page of another site sends no such cookie; undefined where it does. */
function siteBlock({ sameSite, secure }: HandedCookie): CookieBlock | undefined {
  switch (sameSite) {
    case 'Strict':
      return 'same-site-strict';
    case 'Lax':
      return 'same-site-lax';
    case 'None':
      return secure ? undefined : 'same-site-insecure';
    default:
      return 'same-site-unset';
  }
}

/**
 * The cookies of a page's request, by the rules of browsers (RFC 6265bis §5.8.3): a page of another site sends those
 * alone that say SameSite=None.
 *
 * @param held everything that is kept, in the order in which it came
 * @param near false where the page is of another site than the address
 * @param nowMs our clock, in milliseconds since the epoch
 */
export async function cookiesOfPage(
  held: readonly HandedCookie[],
  url: string,
  near: boolean,
  nowMs: number,
): Promise<PageCookies> {
  const { hostname, pathname } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const live = held.filter(({ expires }) => expires === undefined || expires * 1000 > nowMs);
  const blocked: BlockedCookie[] = [];
  const going: HandedCookie[] = [];
  for (const cookie of live) {
    const { name } = cookie;
    if (!hostMatches(host, cookie)) {
      // Cookies of strangers were never for this address.
      const kin = await relationOf(`https://${hostOf(cookie.domain)}`, `https://${hostname}`);
      if (kin !== 'cross-site') blocked.push({ name, reason: 'domain' });
      continue;
    }
    const reason = blockAt(cookie, url, pathname) ?? (near ? undefined : siteBlock(cookie));
    if (reason === undefined) going.push(cookie);
    else blocked.push({ name, reason });
  }
  // Longer paths first (RFC 6265 §5.4).
  const sorted = going.toSorted((a, b) => b.path.length - a.path.length);
  return { sent: sorted.map(({ name, value }) => [name, value.reveal()]), blocked };
}

/** Why a cookie of the right host does not go to an address, whoever asks. */
function blockAt(cookie: HandedCookie, url: string, path: string): CookieBlock | undefined {
  if (!pathMatches(path, cookie.path)) return 'path';
  return cookie.secure && !isTrustworthy(url) ? 'secure' : undefined;
}

/** A host as it stands in a URL. */
const hostOf = (domain: string): string => (domain.includes(':') ? `[${domain}]` : domain);
