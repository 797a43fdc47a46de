import { parseUrl } from '../../url/parse-url.js';
import { valueOf } from './fields.js';
import { isHttpUrl, isOwn, originOf } from './page-request.js';
import type { CorsAnswer, PageRequest } from './page-request.js';
import type { Refusal } from './reasons.js';

const statuses = new Set([301, 302, 303, 307, 308]);
/** Redirects that are followed. */
const most = 20;

/** True for an answer that sends on: a redirect status without a `Location` is read as it is. */
export const isRedirect = ({ status, headers }: CorsAnswer): boolean =>
  statuses.has(status) && valueOf(headers, 'location') !== undefined;

/** Fields that go with a body (Fetch, "request-body-header name"). */
const ofBody = /^content-(?:encoding|language|location|type|length)$/i;

/** The method after a redirect: a form that is sent on is asked for with GET, unless by 307 or 308. */
function methodAfter(method: string, status: number): string {
  if (status === 303) return /^(?:GET|HEAD)$/.test(method) ? method : 'GET';
  return method === 'POST' && status <= 302 ? 'GET' : method;
}

/**
 * Follows a redirect as a browser does (Fetch, "HTTP-redirect fetch").
 *
 * @param answer one for which `isRedirect` holds, and which passed its CORS check where one was due
 * @returns the request that follows, or why none does
 */
export function redirected(
  request: PageRequest,
  { status, headers }: CorsAnswer,
): PageRequest | Refusal {
  const location = parseUrl(valueOf(headers, 'location') ?? '', request.url);
  if (location === undefined) return { reason: 'redirect-location' };
  if (!isHttpUrl(location.href)) return { reason: 'scheme', about: location.protocol };
  if (request.redirects >= most) return { reason: 'redirect-count' };
  const url = location.href;
  const userinfo = location.username !== '' || location.password !== '';
  if (userinfo && (request.tainting === 'cors' || !isOwn(request.origin, url))) {
    return { reason: 'redirect-userinfo' };
  }
  const method = methodAfter(request.method, status);
  const leaves = originOf(request.url) !== originOf(url);
  const kept = request.headers.filter(
    ([name]) =>
      !(method !== request.method && ofBody.test(name)) &&
      !(leaves && /^authorization$/i.test(name)),
  );
  return {
    ...request,
    method,
    url,
    headers: kept,
    tainting: request.tainting === 'basic' && isOwn(request.origin, url) ? 'basic' : 'cors',
    tainted: request.tainted || (leaves && !isOwn(request.origin, request.url)),
    redirects: request.redirects + 1,
  };
}
