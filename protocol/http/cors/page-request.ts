import type { HeaderField } from '../message.js';
import { parseUrl } from '../../url/parse-url.js';
import type { CredentialsMode } from './check.js';

/** What a page's script asks for with mode `cors`, which is that of `fetch()` (Fetch, "request"). */
export interface PageCall {
  /** Of the page, serialised; `null` for an opaque one (a sandboxed page, for one). */
  readonly origin: string;
  readonly credentials: CredentialsMode;
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  /** As the script set them; those that a browser adds by itself are passed over. */
  readonly headers: readonly HeaderField[];
}

/** The same on its way: redirects change it. */
export interface PageRequest extends PageCall {
  /** `cors` once another origin was asked (Fetch, "response tainting"): it never becomes `basic` again. */
  readonly tainting: 'basic' | 'cors';
  /** True once another origin sent it on to a third one: its origin is `null` from then on (Fetch, "redirect-taint"). */
  readonly tainted: boolean;
  /** Redirects followed so far. */
  readonly redirects: number;
}

/** What came back: a status and raw fields. */
export interface CorsAnswer {
  readonly status: number;
  readonly headers: readonly HeaderField[];
}

/** The methods that are written in capitals whatever the script wrote (Fetch, "normalize" a method): `patch` is none. */
const normalizedMethods = /^(?:delete|get|head|options|post|put)$/i;

const isHttp = (url: URL | undefined): boolean => /^https?:$/.test(url?.protocol ?? '');

/** True for http and https. */
export const isHttpUrl = (url: string): boolean => isHttp(parseUrl(url));

/** The origin of an address, serialised; `null` for what has none. */
export const originOf = (url: string): string => parseUrl(url)?.origin ?? 'null';

/** True where an address is the page's own (HTML, "same origin"): an opaque origin is nobody's. */
export const isOwn = (origin: string, url: string): boolean =>
  origin !== 'null' && originOf(url) === origin;

/** A page's call at its beginning (Fetch, "main fetch"). */
export function pageRequest(call: PageCall): PageRequest {
  return {
    ...call,
    method: normalizedMethods.test(call.method) ? call.method.toUpperCase() : call.method,
    tainting: isOwn(call.origin, call.url) ? 'basic' : 'cors',
    tainted: false,
    redirects: 0,
  };
}

/** The origin that a request names (Fetch, "serializing a request origin"). */
export const namedOrigin = ({ origin, tainted }: PageRequest): string =>
  tainted ? 'null' : origin;

/**
 * The `Origin` field of a request (Fetch, "append a request Origin header", under the usual referrer policy); undefined
 * where none is sent.
 */
export const originField = (request: PageRequest): string | undefined =>
  request.tainting === 'cors' || !/^(?:GET|HEAD)$/.test(request.method)
    ? namedOrigin(request)
    : undefined;

/** True where cookies go along (Fetch, "HTTP-network-or-cache fetch"), as far as their own rules let them. */
export const carriesCookies = ({ credentials, tainting }: PageRequest): boolean =>
  credentials === 'include' || (credentials === 'same-origin' && tainting === 'basic');
