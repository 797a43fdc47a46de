import { corsCheck } from './check.js';
import { listOf } from './fields.js';
import { namedOrigin } from './page-request.js';
import type { CorsAnswer, PageRequest } from './page-request.js';
import type { Refusal } from './reasons.js';
import { isRedirect } from './redirect.js';
import { isSafelistedMethod, unsafeNames } from './safelist.js';

/** The request that asks beforehand whether another may be made: an `OPTIONS` to its address, without cookies or body. */
export interface Preflight {
  /** The field `Origin`. */
  readonly origin: string;
  /** The field `Access-Control-Request-Method`. */
  readonly requestMethod: string;
  /** The field `Access-Control-Request-Headers`; absent where no field needs leave. */
  readonly requestHeaders?: string;
}

/**
 * The preflight that is due before a request (Fetch, "CORS-preflight fetch"), as if none were remembered: what
 * `Access-Control-Max-Age` says is about later requests.
 *
 * @returns undefined where none is due
 */
export function preflightOf(request: PageRequest): Preflight | undefined {
  if (request.tainting === 'basic') return undefined;
  const names = unsafeNames(request.headers);
  if (isSafelistedMethod(request.method) && names.length === 0) return undefined;
  return {
    origin: namedOrigin(request),
    requestMethod: request.method,
    ...(names.length === 0 ? {} : { requestHeaders: names.join(',') }),
  };
}

/** What the lists of the answer say of the method and the fields. */
function unlisted(request: PageRequest, { headers }: CorsAnswer): Refusal | undefined {
  const methods = listOf(headers, 'access-control-allow-methods');
  if (methods === null) return { reason: 'preflight-methods-unreadable' };
  const allowed = listOf(headers, 'access-control-allow-headers');
  if (allowed === null) return { reason: 'preflight-headers-unreadable' };
  const { method, credentials } = request;
  // With credentials a star is a method or a field of that name.
  const star = (list: readonly string[] = []): boolean =>
    credentials !== 'include' && list.includes('*');
  if (!isSafelistedMethod(method) && methods?.includes(method) !== true && !star(methods)) {
    return { reason: 'preflight-method-refused', about: method };
  }
  const names = (allowed ?? []).map((name) => name.toLowerCase());
  const refused = unsafeNames(request.headers).filter((name) => !names.includes(name));
  // No star stands for Authorization (Fetch, "CORS non-wildcard request-header name").
  const about = star(allowed) ? refused.find((name) => name === 'authorization') : refused[0];
  return about === undefined ? undefined : { reason: 'preflight-header-refused', about };
}

/**
 * Whether the answer to a preflight lets the request be made (Fetch, "CORS-preflight fetch").
 *
 * @param answer undefined where none came
 * @returns undefined where it does
 */
export function preflightRefusal(
  request: PageRequest,
  answer: CorsAnswer | undefined,
): Refusal | undefined {
  if (answer === undefined) return { reason: 'preflight-no-answer' };
  if (isRedirect(answer)) return { reason: 'preflight-redirect' };
  const check = corsCheck(answer.headers, namedOrigin(request), request.credentials);
  if (check !== undefined) return { ...check, reason: `preflight-${check.reason}` };
  if (answer.status < 200 || answer.status > 299) {
    return { reason: 'preflight-status', about: String(answer.status) };
  }
  return unlisted(request, answer);
}
