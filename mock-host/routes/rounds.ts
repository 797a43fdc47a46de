import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import { mostRounds, roundsWithinMs } from '../arrival/policy.js';
import { cookieValue, roundsCookieName, setCookie } from '../readers/session-cookie.js';
import type { CookieHost } from '../readers/session-cookie.js';
import { isVisit } from '../server/fetch-metadata.js';
import type { Site } from '../site.js';

/** The page of a request in a few characters that fit into a cookie; its query does not count. */
function pageMark(target: string): string {
  const path = target.split('?', 1)[0] ?? '/';
  return createHash('sha256').update(path).digest('base64url').slice(0, 12);
}

/** One round of a visitor. */
export interface Round {
  /** How often in a row the page sent its visitor to log in, this time included. */
  readonly rounds: number;
  /** True where that is often enough. */
  readonly isCircle: boolean;
  /** What keeps the count. */
  readonly cookie: string;
}

/**
 * Counts a round: the same protected page sends its visitor to log in once more, without a login in between. The count lives in the visitor's own
 * cookie, so that the host keeps nothing of strangers.
 *
 * @param request its `originalUrl` is the page that was asked for
 * @returns undefined where nothing is counted
 */
export function countRound(
  { place, clock }: Pick<Site, 'place' | 'clock'>,
  request: IncomingMessage & { readonly originalUrl: string },
): Round | undefined {
  if (!isVisit(request)) return undefined;
  const name = roundsCookieName(place);
  const kept = cookieValue(request.headers.cookie, name) ?? '';
  const [count, since, page] = /^(\d)-(\d{1,15})-([\w-]{12})$/.exec(kept)?.slice(1) ?? [];
  const nowMs = clock();
  const sinceMs = Number(since ?? nowMs);
  const here = pageMark(request.originalUrl);
  const again = page === here && Math.abs(nowMs - sinceMs) < roundsWithinMs;
  const rounds = again ? Number(count ?? 0) + 1 : 1;
  const value = `${rounds}-${again ? sinceMs : nowMs}-${here}`;
  return {
    rounds,
    isCircle: rounds >= mostRounds,
    cookie: setCookie(place, name, value, roundsWithinMs / 1000),
  };
}

/** The cookie that forgets the count: a login and a logout are no rounds. */
export function forgetRounds(place: CookieHost): string {
  return setCookie(place, roundsCookieName(place), '', 0);
}
