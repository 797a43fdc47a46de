import type { Refusal } from '../../judge/arrival/judgement.js';
import type { JsonObject } from '../../protocol/json.js';

/**
 * What the host decides by itself, because all texts are silent on it: the length of a session, the size of the
 * data, tokens that come twice. The token itself is the judge's.
 */

/** Seconds that a session lasts where the token names no end. */
const defaultSession = 86_400;

/** Milliseconds that a session may last: browsers keep no cookie longer (RFC 6265bis §5.5). */
const longestSessionMs = 400 * 86_400_000;

/** Groups of one reader that the host compares with those of a page. */
const mostGroups = 1_000;

/** Deepest nesting of user data: pages and reports print it. */
const deepest = 64;

const refusal = (words: Omit<Refusal, 'accepted'>): Refusal => ({ accepted: false, ...words });

/** The end of a session: a moment in milliseconds, or why there can be none. */
export type SessionEnd =
  | {
      readonly endsAtMs: number;
      /** What a reader should know of it, one sentence. */
      readonly remark?: string;
    }
  | Refusal;

/** When the session of a verified user ends (`expiresAt`, seconds since the epoch; absent: 24 hours from now). */
export function sessionEnd(user: JsonObject, nowMs: number): SessionEnd {
  const { expiresAt } = user;
  if (expiresAt === undefined) return { endsAtMs: nowMs + defaultSession * 1000 };
  const plausible = typeof expiresAt === 'number' && expiresAt < 1e11;
  const latestMs = nowMs + longestSessionMs;
  if (plausible && expiresAt * 1000 > latestMs) {
    const remark = 'expiresAt is further ahead: the session ends after 400 days.';
    return { endsAtMs: latestMs, remark };
  }
  if (plausible && expiresAt * 1000 > nowMs) return { endsAtMs: expiresAt * 1000 };
  const actual =
    typeof expiresAt !== 'number'
      ? `expiresAt is of type ${expiresAt === null ? 'null' : typeof expiresAt}.`
      : plausible
        ? `expiresAt is ${expiresAt}, which is past.`
        : `expiresAt is ${expiresAt}: it seems to be in milliseconds.`;
  return refusal({
    code: 'user-expires-at',
    title: 'expiresAt, if present, is a number of seconds since the epoch, in the future',
    expected: 'A number of seconds since the epoch, in the future.',
    actual,
    why: 'The session would be over as it begins.',
    fix: 'Set expiresAt to Math.floor(Date.now() / 1000) plus the seconds that a session should last.',
  });
}

/** The groups of a verified user that count, and what to say where some do not. */
export function readGroups(user: JsonObject): {
  readonly groups: ReadonlySet<string>;
  readonly remark?: string;
} {
  const claimed = Array.isArray(user['groups']) ? user['groups'] : [];
  const groups = claimed.filter((group) => typeof group === 'string');
  if (groups.length <= mostGroups) return { groups: new Set(groups) };
  return {
    groups: new Set(groups.slice(0, mostGroups)),
    remark: `groups has ${groups.length.toLocaleString('en')} entries: this host reads the first ${mostGroups.toLocaleString('en')}.`,
  };
}

/** True where data are too deeply nested to be kept and shown. */
export function isTooDeep(data: JsonObject): boolean {
  let level: readonly unknown[] = [data];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) return true;
    level = level.flatMap((value): readonly unknown[] =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
  }
  return false;
}

/** The refusal of data that are too deeply nested. */
export const tooDeep: Refusal = refusal({
  code: 'user-too-deep',
  title: 'User data are plain: at most 64 levels deep',
  expected: 'At most 64 levels of nesting.',
  actual: 'The payload is nested deeper than that.',
  why: 'Pages print these data, and such a depth breaks the programs that do.',
  fix: 'Flatten what you put into content.',
});

/** The refusal of a token that was used before. */
export function replayed(secondsAgo: number): Refusal {
  return refusal({
    code: 'replay',
    title: 'A token logs in once',
    expected: 'A token that was not used before.',
    actual: `The same token was used ${secondsAgo} s ago.`,
    why: 'A token that works twice works for whoever finds it, in a history or a log.',
    fix: 'Sign a new token for every login, and send the redirect with Cache-Control: no-store. A jti claim keeps two logins of the same second apart.',
  });
}
