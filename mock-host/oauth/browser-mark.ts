import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import { browserCookieName, cookieValue, setCookie } from '../readers/session-cookie.js';
import type { Site } from '../site.js';
import { openForMs } from './open-requests.js';

/**
 * What binds a state to the browser that was sent off with it: a cookie of the host, 256 random bits. Without it a link
 * with somebody else's code would log a reader in as them (RFC 6749 §10.12).
 */

const form = /^[\w-]{43}$/;

const hashed = (mark: string): string => createHash('sha256').update(mark).digest('base64url');

const markIn = ({ place }: Pick<Site, 'place'>, request: IncomingMessage): string | undefined => {
  const mark = cookieValue(request.headers.cookie, browserCookieName(place)) ?? '';
  return form.test(mark) ? mark : undefined;
};

/** The mark of a browser, hashed; undefined for one that brings none. */
export function browserOf(site: Pick<Site, 'place'>, request: IncomingMessage): string | undefined {
  const mark = markIn(site, request);
  return mark === undefined ? undefined : hashed(mark);
}

/** Marks a browser, or lets it keep its mark: several tabs may be on their way. */
export function markBrowser(
  site: Pick<Site, 'place'>,
  request: IncomingMessage,
): { readonly browser: string; readonly cookie: string } {
  const mark = markIn(site, request) ?? randomBytes(32).toString('base64url');
  const cookie = setCookie(site.place, browserCookieName(site.place), mark, openForMs / 1000);
  return { browser: hashed(mark), cookie };
}
