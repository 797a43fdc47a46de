import type { JsonObject } from '../../protocol/json.js';
import type { PlanRequest } from '../../protocol/plan.js';

/** Pieces of the honest login flow, from which each handshake makes its own steps. */

const fourteenDays = 14 * 24 * 60 * 60;
/** Seconds that a token lives. */
const tokenLifetime = 10;
/** Characters; three times as many when encoded, with room for the token (RFC 9110 §4.1 recommends 8,000 octets). */
const longestReturnValue = 2_000;

/** A path of the docs: one leading slash, no control character, of a sane length; undefined for anything else. */
export function ownPath(value: string | undefined): string | undefined {
  if (value === undefined || value.length > longestReturnValue) return undefined;
  return /^\/(?![/\\])[^\u0000-\u001f\u007f]*$/.test(value) ? value : undefined;
}

/** The payload of a token that lets one user in for ten seconds, and keeps them signed in for two weeks. */
export function userClaims(request: PlanRequest): JsonObject {
  const now = Math.floor(request.nowMs / 1000);
  const { firstName, lastName, groups } = request.user;
  return {
    expiresAt: now + fourteenDays,
    groups,
    content: { firstName, lastName },
    iat: now,
    exp: now + tokenLifetime,
  };
}
