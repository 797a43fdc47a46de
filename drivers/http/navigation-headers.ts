import { withoutFragment } from './location.js';
import { isTrustworthy } from './same-site.js';
import type { Relation } from './same-site.js';

type Field = readonly [name: string, value: string];

/** What is known of a navigation before its header is built. */
export interface NavigationRequest {
  readonly url: string;
  readonly userAgent: string;
  readonly relation: Relation;
  readonly referer?: string;
  readonly origin?: string;
  readonly contentType?: string;
  readonly length?: number;
  readonly cookies: readonly Field[];
  /** Sent in place of the driver's own fields of the same name, or beside them. */
  readonly extra: readonly Field[];
}

/** The header of a navigation, as a browser would send it, but with an honest `User-Agent`. */
export function navigationHeaders(request: NavigationRequest): readonly Field[] {
  const url = new URL(request.url);
  const own: Field[] = [
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
