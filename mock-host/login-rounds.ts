import { cookieValue, roundsCookieName, setCookie } from './session-cookie.js';
import type { Site } from './site.js';

/** A round is a protected page that sends its visitor to log in. */
const mostRounds = 4;
const withinMs = 10_000;

/**
 * Counts a round. The count lives in the visitor's own cookie, so that the host keeps nothing of strangers.
 *
 * @param cookies the request's `Cookie` field
 * @returns the cookie to set; undefined where the visitor goes in circles
 */
export function countRound(site: Site, cookies: string | undefined): string | undefined {
  const name = roundsCookieName(site);
  const [count, since] = /^(\d)-(\d{1,15})$/.exec(cookieValue(cookies, name) ?? '')?.slice(1) ?? [];
  const nowMs = site.clock();
  const sinceMs = Number(since ?? nowMs);
  const recent = Math.abs(nowMs - sinceMs) < withinMs;
  const rounds = recent ? Number(count ?? 0) + 1 : 1;
  if (rounds >= mostRounds) return undefined;
  return setCookie(site, name, `${rounds}-${recent ? sinceMs : nowMs}`, withinMs / 1000);
}
