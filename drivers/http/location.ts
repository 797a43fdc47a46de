import { parseUrl } from '../../protocol/url/parse-url.js';

/**
 * Resolves a raw `Location` value as browsers do (Fetch "location URL"): UTF-8 octets are percent-encoded
 * as UTF-8, octets that are not UTF-8 one by one, surrounding blanks and inner tabs go.
 *
 * @param raw the field value as latin1 text
 * @param base the URL of the request that was answered
 * @returns an absolute URL with the fragment that was sent, and none that was not; undefined where no browser can resolve it
 */
export function resolveLocation(raw: string, base: string): string | undefined {
  const text = decodeOctets(raw);
  return parseUrl(text, base)?.href;
}

function decodeOctets(raw: string): string {
  const bytes = Buffer.from(raw, 'latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return raw.replace(
      /[\u0080-\u00ff]/g,
      (octet) => `%${octet.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  }
}

/** A redirect without a fragment of its own takes over that of the URL it came from (RFC 9110 §10.2.2); an empty one is one. */
export function withInheritedFragment(next: string, from: string): string {
  const hash = from.indexOf('#');
  return next.includes('#') || hash === -1 ? next : next + from.slice(hash);
}

/** The URL without its fragment: what goes over the wire. */
export function withoutFragment(url: string): string {
  return url.replace(/#.*$/s, '');
}

/** Scheme, host and port of a URL; the empty string where it has none. */
export function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : '';
}
