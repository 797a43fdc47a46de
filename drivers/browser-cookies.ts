import type { Cookie } from 'playwright';
import type { HandedCookie } from '../protocol/driver.js';
import { sealAs } from '../protocol/sealed.js';

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
