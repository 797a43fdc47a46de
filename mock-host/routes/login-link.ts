import type { HandshakeFacts } from '../../protocol/handshake.js';
import type { LoginChoice, Place, Site } from '../site.js';

/** A page as the login flow is told it. */
const asSent = ({ facts, docsOrigin }: Place, page: string): string =>
  facts.returnValue === 'absolute' ? docsOrigin + page : page;

/**
 * The login URL with the page to come back to: the configured URL, its own query kept, the return
 * parameter added by `encodeURIComponent`, as a whole URL where the host sends one. Nothing of the request's `Host` gets in.
 *
 * @param returnTo path and query (open docs: and anchor), relative to the docs origin
 * @param instead a value that no docs host sends, for a fault on demand
 */
export function loginLink(
  { place, links }: Pick<Site, 'place' | 'links'>,
  choice: LoginChoice,
  returnTo: string | undefined,
  instead?: string,
): string {
  const { returnParam } = links;
  const url = new URL(choice.url);
  url.hash = '';
  const page = returnTo === undefined ? undefined : asSent(place, returnTo);
  const value = instead ?? page;
  if (value === undefined || returnParam === undefined) return url.href;
  const own = url.search.slice(1);
  url.search = '';
  const added = `${encodeURIComponent(returnParam)}=${encodeURIComponent(value)}`;
  return `${url.href}?${own === '' || own.endsWith('&') ? own : `${own}&`}${added}`;
}

/** The parameter of the docs host's own login page that holds the page to come back to: that of the login link, where it has one. */
export const ownParam = ({ returnParam }: Pick<HandshakeFacts, 'returnParam'>): string =>
  returnParam ?? 'redirect';

/**
 * The docs host's own page that sends readers to the login flow, with the page to come back to.
 *
 * @param returnTo path and query, relative to the docs origin; undefined where it is not known
 */
export function loginPage(
  { docsPath, facts }: Pick<Place, 'docsPath' | 'facts'>,
  returnTo?: string,
): string {
  const page = docsPath + facts.loginPath;
  return returnTo === undefined
    ? page
    : `${page}?${ownParam(facts)}=${encodeURIComponent(returnTo)}`;
}

/** True for a page that may be handed to the login flow: relative, one leading slash, no control character. */
export function isRelativePage(value: string): boolean {
  return /^\/(?![/\\])/.test(value) && !/\p{Cc}/u.test(value);
}

/** Where this host has its own pages and scripts. */
export const own = '/_docs-handshake';

/** True for a path, below the docs subpath, that is not a docs page. */
export function isReserved(
  path: string,
  { reservedPaths }: Pick<HandshakeFacts, 'reservedPaths'>,
): boolean {
  const bare =
    path
      .split(/[?#]/, 1)[0]
      ?.toLowerCase()
      .replace(/\/{2,}/g, '/') ?? '';
  return [own, ...reservedPaths].some((entry) => bare === entry || bare.startsWith(`${entry}/`));
}
