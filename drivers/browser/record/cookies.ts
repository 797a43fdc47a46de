import type { Cookie } from 'playwright';
import type { HandedCookie } from '../../../protocol/driver.js';
import { cookieName } from '../../../protocol/http/dropped-cookie.js';
import type { DroppedCookie, DropReason } from '../../../protocol/http/dropped-cookie.js';
import { sealAs } from '../../../protocol/secrecy/sealed.js';
import { namesSet, valuesSet } from '../../http/cookie-jar.js';
import { originOf } from '../../http/location.js';

/** A browser's cookie for the other driver. Playwright marks a cookie with a `Domain` by a leading dot. */
export function handedCookie(cookie: Cookie): HandedCookie {
  return {
    name: cookie.name,
    value: sealAs(cookie.value),
    domain: cookie.domain.replace(/^\./, ''),
    hostOnly: !cookie.domain.startsWith('.'),
    path: cookie.path,
    ...(cookie.expires < 0 ? {} : { expires: cookie.expires }),
    secure: cookie.secure,
    httpOnly: cookie.httpOnly,
    sameSite: cookie.sameSite,
  };
}

/** The other driver's cookie for a browser. */
export function browserCookie(cookie: HandedCookie): Cookie {
  return {
    name: cookie.name,
    value: cookie.value.reveal(),
    domain: cookie.hostOnly ? cookie.domain : `.${cookie.domain}`,
    path: cookie.path,
    expires: cookie.expires ?? -1,
    secure: cookie.secure,
    httpOnly: cookie.httpOnly,
    sameSite: cookie.sameSite ?? 'Lax',
  };
}

/** What Chromium calls the reasons (`Network.SetCookieBlockedReason`). */
const reasons: Readonly<Record<string, DropReason>> = {
  NameValuePairExceedsMaxSize: 'too-large',
  SameSiteNoneInsecure: 'same-site-none',
  SecureOnly: 'secure-over-http',
  OverwriteSecure: 'hides-secure',
  InvalidDomain: 'domain',
  SyntaxError: 'malformed',
  DisallowedCharacter: 'malformed',
  NoCookieContent: 'malformed',
};

/** A cookie that Chromium did not keep. */
export function droppedByBrowser(blocked: {
  readonly blockedReasons: readonly string[];
  readonly cookieLine: string;
}): DroppedCookie {
  const { cookieLine } = blocked;
  const name = cookieName(cookieLine);
  const [value = ''] = valuesSet([cookieLine]);
  if (blocked.blockedReasons.includes('InvalidPrefix')) {
    return { name, reason: /^__host-/i.test(cookieLine) ? 'host-prefix' : 'secure-prefix' };
  }
  const reason = blocked.blockedReasons.map((word) => reasons[word]).find(Boolean) ?? 'refused';
  return reason === 'too-large'
    ? { name, reason, octets: name.length + value.length }
    : { name, reason };
}

/** Who set which cookie: docs and login flow may share a host, and a host's cookies know no port. */
export interface CookieLedger {
  asked(requestId: string, url: string): void;
  /** An answer; `url` is that of its request where that is known for certain. */
  answered(
    requestId: string,
    headers: Readonly<Record<string, string>>,
    url: string | undefined,
  ): void;
  /** Names of cookies that the docs host set, and nobody else. */
  readonly docsOnly: () => ReadonlySet<string>;
}

/** Opens an empty ledger. */
export function openCookieLedger(docsOrigin: string): CookieLedger {
  const origins = new Map<string, string>();
  const docs = new Set<string>();
  const others = new Set<string>();
  return {
    asked: (requestId, url) => void origins.set(requestId, originOf(url)),
    answered: (requestId, headers, url) => {
      const origin = url === undefined ? origins.get(requestId) : originOf(url);
      const field = Object.entries(headers).find(([name]) => /^set-cookie$/i.test(name));
      for (const name of namesSet(field?.[1].split('\n') ?? [])) {
        (origin === docsOrigin ? docs : others).add(name);
      }
    },
    docsOnly: () => new Set([...docs].filter((name) => !others.has(name))),
  };
}
