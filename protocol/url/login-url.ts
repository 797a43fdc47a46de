import { authorizationUrl } from '../oauth/authorization-request.js';
import type { Asked, Target } from '../visit.js';

/**
 * The value that a visit sends, before encoding: a path of the docs stands under their subpath, and behind their origin
 * where the host sends whole URLs, as the docs host's own links do.
 *
 * @returns undefined where it sends none
 */
export function returnValue(
  visit: Pick<Asked, 'returnTo'>,
  docs: Pick<Target, 'docsOrigin' | 'docsPath' | 'returnForm'>,
): string | undefined {
  const { returnTo } = visit;
  if (typeof returnTo === 'function') return returnTo(docs.docsOrigin);
  if (returnTo === undefined || !/^\/(?![/\\\t\r\n])/.test(returnTo)) return returnTo;
  const path = docs.docsPath + returnTo;
  return docs.returnForm === 'absolute' ? docs.docsOrigin + path : path;
}

/**
 * The login URL for one visit: the configured URL, its own query kept, the return parameter added
 * percent-encoded (WHATWG URL, `encodeURIComponent`), no fragment. Where the docs host is a client of an authorization
 * server, it is the whole authorization request of that visit.
 */
export function loginUrlFor(target: Target, visit: Asked): string {
  const { client } = target;
  const url = new URL(
    client === undefined
      ? target.loginUrl
      : authorizationUrl(target.loginUrl, client, { name: '', ...visit }),
  );
  url.hash = '';
  const value = returnValue(visit, target);
  const encoded =
    visit.rawReturnTo ??
    (value === undefined ? undefined : encodeURIComponent(value.toWellFormed()));
  const { extraQuery } = visit;
  const further =
    typeof extraQuery === 'function' ? extraQuery(target.secondUser?.username) : extraQuery;
  const added = [
    ...(encoded === undefined || target.returnParam === undefined
      ? []
      : [`${encodeURIComponent(target.returnParam)}=${encoded}`]),
    ...(further === undefined ? [] : [further]),
  ];
  if (added.length === 0) return url.href;
  const query = url.search === '' ? '?' : url.search.endsWith('&') ? url.search : `${url.search}&`;
  url.search = '';
  return `${url.href}${query}${added.join('&')}`;
}
