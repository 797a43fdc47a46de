import { originField } from '../../../protocol/http/cors/page-request.js';
import type { PageRequest } from '../../../protocol/http/cors/page-request.js';
import type { Preflight } from '../../../protocol/http/cors/preflight.js';
import type { AskingPage } from '../../asking/asking-page.js';
import type { CookiePair } from '../cookie-jar.js';
import { withoutFragment } from '../location.js';
import { defaultPolicy, farther, isTrustworthy, refererFor, relationOf } from '../same-site.js';
import type { Relation } from '../same-site.js';
import type { VisitLogOptions } from '../visit-log.js';

/** A page's request on its way, and what browsers know of it besides. */
export interface Asking {
  readonly request: PageRequest;
  /** How far its addresses lie from the page, the farthest of them (Fetch Metadata §2.3). */
  readonly site: Relation;
  /** False where the page is of another site than this very address: decides on cookies. */
  readonly near: boolean;
}

const relationTo = (page: AskingPage, url: string): Promise<Relation> =>
  page.url === undefined ? Promise.resolve('cross-site') : relationOf(page.url, url);

/** A request with what is known of it, after those that redirects led from. */
export async function askingOf(
  page: AskingPage,
  request: PageRequest,
  before: Relation = 'same-origin',
): Promise<Asking> {
  const relation = await relationTo(page, request.url);
  return { request, site: farther(before, relation), near: relation !== 'cross-site' };
}

/** The header of a page's request, as a browser sends it, but with an honest `User-Agent`. */
export function headerOf(
  { userAgent }: Pick<VisitLogOptions, 'userAgent'>,
  page: AskingPage,
  { request, site }: Asking,
  cookies: readonly CookiePair[],
  extra: readonly CookiePair[],
): readonly CookiePair[] {
  const { url } = request;
  const origin = originField(request);
  const referer = page.url === undefined ? undefined : refererFor(page.url, url, defaultPolicy);
  const replaced = new Set(extra.map(([name]) => name.toLowerCase()));
  const own: readonly CookiePair[] = [
    ['Host', new URL(url).host],
    ['User-Agent', userAgent],
    ['Accept', '*/*'],
    ['Accept-Language', 'en'],
    ['Accept-Encoding', 'identity'],
    ...(origin === undefined ? [] : [['Origin', origin] as const]),
    ...(referer === undefined ? [] : [['Referer', withoutFragment(referer)] as const]),
    // Browsers send Fetch Metadata to trustworthy origins only.
    ...(isTrustworthy(url)
      ? ([
          ['Sec-Fetch-Site', site],
          ['Sec-Fetch-Mode', 'cors'],
          ['Sec-Fetch-Dest', 'empty'],
        ] as const)
      : []),
    ...request.headers.map(([name, value]) => [name, value.reveal()] as const),
    ...(cookies.length === 0
      ? []
      : [['Cookie', cookies.map(([n, v]) => (n === '' ? v : `${n}=${v}`)).join('; ')] as const]),
  ];
  return [...own.filter(([name]) => !replaced.has(name.toLowerCase())), ...extra];
}

/** The header of a preflight: that of the request that it asks for, without what only that one carries. */
export function preflightHeaderOf(
  by: Pick<VisitLogOptions, 'userAgent'>,
  page: AskingPage,
  asking: Asking,
  { origin, requestMethod, requestHeaders }: Preflight,
): readonly CookiePair[] {
  const bare = { ...asking, request: { ...asking.request, method: 'OPTIONS', headers: [] } };
  const own = headerOf(by, page, bare, [], []).filter(([name]) => name !== 'Origin');
  return [
    ...own,
    ['Origin', origin],
    ['Access-Control-Request-Method', requestMethod],
    ...(requestHeaders === undefined
      ? []
      : [['Access-Control-Request-Headers', requestHeaders] as const]),
  ];
}
