import type * as tough from 'tough-cookie';
import type { HandedCookie } from '../../protocol/driver.js';
import {
  cookieName,
  dropOf,
  foldedCookies,
  withoutLongAttributes,
} from '../../protocol/http/dropped-cookie.js';
import type { DroppedCookie } from '../../protocol/http/dropped-cookie.js';
import { sealAs } from '../../protocol/secrecy/sealed.js';
import { isTrustworthy } from './same-site.js';

type Tough = typeof tough;

/** How a request relates to the page that caused it (draft-ietf-httpbis-rfc6265bis §5.2): decides which `SameSite` cookies go along. */
export type SameSiteContext = 'strict' | 'lax' | 'none';

/** One cookie as it stands in a `Cookie` field. */
export type CookiePair = readonly [name: string, value: string];

/** The cookies of one visitor, kept and sent by a browser's rules. */
export interface CookieJar {
  /** The cookies that go to a URL, in the order of RFC 6265 §5.4. */
  pairs(url: string, context: SameSiteContext): Promise<readonly CookiePair[]>;
  /**
   * Takes in the `Set-Cookie` values of one response.
   *
   * @returns those that a browser would refuse, which are left out
   */
  store(url: string, values: readonly string[]): Promise<readonly DroppedCookie[]>;
  all(): Promise<readonly HandedCookie[]>;
  adopt(cookies: readonly HandedCookie[]): Promise<void>;
}

const sameSiteWords = { strict: 'Strict', lax: 'Lax', none: 'None' } as const;

/** Kept: asking for a module anew takes its time each time, and every visitor has a jar. */
let loading: Promise<Tough> | undefined;

/** Opens an empty jar. The cookie library is loaded with the first cookie. */
export function openCookieJar(): CookieJar {
  let opened: { readonly jar: tough.CookieJar; readonly library: Tough } | undefined;
  const open = async (): Promise<{ readonly jar: tough.CookieJar; readonly library: Tough }> => {
    const library = await (loading ??= import('tough-cookie'));
    opened ??= {
      library,
      jar: new library.CookieJar(undefined, {
        looseMode: true,
        rejectPublicSuffixes: true,
        prefixSecurity: 'silent',
        // Chromium keeps `Secure` cookies that plain HTTP sets on loopback, and no others.
        enforceSecureOriginOnStorage: true,
        allowSecureOnLocal: true,
      }),
    };
    return opened;
  };
  return {
    pairs: async (url, context) =>
      opened?.jar
        .getCookiesSync(url, { sameSiteContext: context, sort: true })
        .map((cookie) => [cookie.key, cookie.value]) ?? [],
    store: async (url, values) => {
      if (values.length === 0) return [];
      const { jar } = await open();
      const dropped = values.flatMap((value) => storeOne(jar, value, url) ?? []);
      return [...dropped, ...values.flatMap(foldedCookies)];
    },
    all: async () => {
      const cookies = opened?.jar.serializeSync()?.cookies ?? [];
      const { fromJSON } = opened?.library ?? { fromJSON: () => undefined };
      return cookies.flatMap((serialized) => {
        const cookie = fromJSON(serialized);
        return cookie === undefined ? [] : [handed(cookie)];
      });
    },
    adopt: async (cookies) => {
      if (cookies.length === 0) return;
      const { jar, library } = await open();
      for (const cookie of cookies) {
        const host = cookie.domain.replace(/^\./, '').replace(/^([^[].*:.*)$/, '[$1]');
        const made = new library.Cookie({
          key: cookie.name,
          value: cookie.value.reveal(),
          path: cookie.path,
          secure: cookie.secure,
          httpOnly: cookie.httpOnly,
          ...(cookie.hostOnly ? {} : { domain: host }),
          ...(cookie.expires === undefined ? {} : { expires: new Date(cookie.expires * 1000) }),
          ...(cookie.sameSite === undefined ? {} : { sameSite: cookie.sameSite.toLowerCase() }),
        });
        const url = `https://${host}${cookie.path}`;
        if (URL.canParse(url)) keep(jar, made, url);
      }
    },
  };
}

/** The library throws for some of the cookies that a browser silently drops. */
function keep(jar: tough.CookieJar, cookie: string | tough.Cookie, url: string): boolean {
  try {
    return jar.setCookieSync(cookie, url, { ignoreError: true }) !== undefined;
  } catch {
    // Dropped, as a browser would.
    return false;
  }
}

/** Takes in one `Set-Cookie` value by the rules that browsers have beyond the library's. */
function storeOne(jar: tough.CookieJar, field: string, url: string): DroppedCookie | undefined {
  const at = new URL(url);
  const dropped = dropOf(field, at, isTrustworthy(url));
  if (dropped !== undefined) return dropped;
  const name = cookieName(field);
  if (!isTrustworthy(url) && hidesSecure(jar, field, at)) return { name, reason: 'hides-secure' };
  return keep(jar, withoutLongAttributes(field), url) ? undefined : { name, reason: 'domain' };
}

/** True where a `Secure` cookie of that name is kept, whose place plain HTTP may not take (RFC 6265bis §5.7, step 13). */
function hidesSecure(jar: tough.CookieJar, field: string, url: URL): boolean {
  const name = cookieName(field);
  return jar
    .getCookiesSync(`https://${url.host}${url.pathname}`, { sameSiteContext: 'strict' })
    .some((cookie) => cookie.secure && cookie.key === name);
}

function handed(cookie: tough.Cookie): HandedCookie {
  const until = cookie.expiryTime();
  const sameSite = sameSiteWords[cookie.sameSite as keyof typeof sameSiteWords] as
    | HandedCookie['sameSite']
    | undefined;
  return {
    name: cookie.key,
    value: sealAs(cookie.value),
    domain: cookie.domain ?? '',
    hostOnly: cookie.hostOnly ?? true,
    path: cookie.path ?? '/',
    secure: cookie.secure,
    httpOnly: cookie.httpOnly,
    ...(until === undefined || !Number.isFinite(until)
      ? {}
      : { expires: Math.floor(until / 1000) }),
    ...(sameSite === undefined ? {} : { sameSite }),
  };
}

/** The names that a response sets, accepted or not. */
export function namesSet(values: readonly string[]): readonly string[] {
  return values.map((value) => (value.split(';', 1)[0] ?? '').split('=', 1)[0]?.trim() ?? '');
}

/** The values that a response sets, as spelled. */
export function valuesSet(values: readonly string[]): readonly string[] {
  return values.map((value) => /^[^=;]*=([^;]*)/.exec(value)?.[1]?.trim() ?? '');
}
