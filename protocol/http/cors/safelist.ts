import type { HeaderField } from '../message.js';

/** Methods that need no preflight (Fetch, "CORS-safelisted method"): compared by their letters as they are. */
const methods = new Set(['GET', 'HEAD', 'POST']);

/** True where a method alone needs no preflight. */
export const isSafelistedMethod = (method: string): boolean => methods.has(method);

/** Fetch, "CORS-unsafe request-header byte". */
const unsafeByte = /[\x00-\x08\x0a-\x1f"():<>?@[\\\]{}\x7f]/;
const language = /^[0-9A-Za-z *,\-.;=]*$/;
/** A media type up to its parameters (MIME Sniffing, "parse a MIME type"). */
const essence = /^[\t\n\r ]*([!#$%&'*+.^_`|~\w-]+\/[!#$%&'*+.^_`|~\w-]+)[\t\n\r ]*(?:;|$)/;
const forms = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);

/** A single range that has a start (Fetch, "parse a single range header value"). */
function isSimpleRange(value: string): boolean {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(value) ?? [];
  return from !== undefined && (to === '' || Number(from) <= Number(to));
}

/** True for a field that a page may send without a preflight (Fetch, "CORS-safelisted request-header"). */
export function isSafelistedField(name: string, value: string): boolean {
  if (value.length > 128) return false;
  switch (name.toLowerCase()) {
    case 'accept':
      return !unsafeByte.test(value);
    case 'accept-language':
    case 'content-language':
      return language.test(value);
    case 'content-type':
      return !unsafeByte.test(value) && forms.has(essence.exec(value)?.[1]?.toLowerCase() ?? '');
    case 'range':
      return isSimpleRange(value);
    default:
      return false;
  }
}

/**
 * Fields that no page can set, so that the browser added them (Fetch, "forbidden request-header"); and `User-Agent`, which
 * Chromium lets no page set. They ask for no preflight.
 */
const ofBrowser =
  /^(?:accept-charset|accept-encoding|access-control-request-(?:headers|method)|connection|content-length|cookie2?|date|dnt|expect|host|keep-alive|origin|referer|set-cookie|te|trailer|transfer-encoding|upgrade|via|user-agent|proxy-.*|sec-.*)$/i;

/** Sizes above which fields that are harmless one by one need a preflight together, in octets. */
const mostTogether = 1024;

/**
 * The fields for which a preflight is due, in lower case and sorted (Fetch, "CORS-unsafe request-header names").
 *
 * @param fields of the request; those that a browser adds by itself are passed over
 */
export function unsafeNames(fields: readonly HeaderField[]): readonly string[] {
  const own = fields.filter(([name]) => !ofBrowser.test(name));
  const safe = own.filter(([name, value]) => isSafelistedField(name, value.reveal()));
  const size = safe.reduce((sum, [, value]) => sum + value.reveal().length, 0);
  const unsafe = size > mostTogether ? own : own.filter((field) => !safe.includes(field));
  return [...new Set(unsafe.map(([name]) => name.toLowerCase()))].sort();
}
