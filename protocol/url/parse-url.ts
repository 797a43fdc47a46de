/**
 * Parses a URL (WHATWG URL). Where there is a base, `URL.canParse` must not be asked first: once it is hot,
 * Node.js 20 reads text of one octet per character as UTF-8 and says no to what the parser takes.
 *
 * @param base resolves a relative URL
 * @returns undefined for what is no URL; never throws
 */
export function parseUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

/** The query of a URL or of a request target, its pairs decoded; empty where there is none. */
export const queryOf = (target: string): URLSearchParams =>
  new URLSearchParams(/^[^?]*\?([^#]*)/.exec(target)?.[1]);

/** An absolute URL without the user information that it may hold (WHATWG URL). */
export function withoutUserinfo(address: string): string {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url.href;
}
