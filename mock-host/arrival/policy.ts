import type { Refusal } from '../../judge/arrival/judgement.js';
import type { JsonObject } from '../../protocol/json.js';

/**
 * The host's own policy: what it decides by itself, because all texts are silent on it. How long a session lasts, how
 * many groups count, tokens that come twice, visitors who go in circles. Whether a token is good is the catalogue's.
 */

/** Seconds that a session lasts where the token names no end. */
const defaultSession = 86_400;

/** Milliseconds that a session may last: browsers keep no cookie longer (RFC 6265bis §5.5). */
const longestSessionMs = 400 * 86_400_000;

/** Groups of one reader that the host compares with those of a page. */
const mostGroups = 1_000;

/** How often a protected page sends its visitor to log in before that is a circle. */
export const mostRounds = 4;
/** The time within which these rounds must fall, in milliseconds. */
export const roundsWithinMs = 10_000;

/** The end of a session: a moment in milliseconds, or why there can be none. */
export type SessionEnd =
  | {
      readonly endsAtMs: number;
      /** What a reader should know of it, one sentence. */
      readonly remark?: string;
    }
  | {
      /** What is wrong with the end that the token names, one sentence. */
      readonly over: string;
    };

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
  return {
    over:
      typeof expiresAt !== 'number'
        ? `expiresAt is of type ${expiresAt === null ? 'null' : typeof expiresAt}.`
        : plausible
          ? `expiresAt is ${expiresAt}, which is past.`
          : `expiresAt is ${expiresAt}: it seems to be in milliseconds.`,
  };
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

/** The refusal of a token that was used before. */
export function replayed(secondsAgo: number): Refusal {
  return {
    accepted: false,
    code: 'replay',
    title: 'A token logs in once',
    expected: 'A token that was not used before.',
    actual: `The same token was used ${secondsAgo} s ago.`,
    why: 'A token that works twice works for whoever finds it, in a history or a log.',
    fix: 'Sign a new token for every login, and send the redirect with Cache-Control: no-store. A jti claim keeps two logins of the same second apart.',
  };
}

/** Octets of a protected header; an honest one has about thirty. */
export const longestHeader = 1_024;

/** The refusal of a token whose header holds more than a header. */
export const longHeader = (octets: number): Refusal => ({
  accepted: false,
  code: 'header-size',
  title: 'The header of a token has 1,024 octets at most',
  expected: 'A header with alg, and perhaps typ and kid.',
  actual: `The header has ${octets.toLocaleString('en')} octets.`,
  why: 'Whatever reads a token reads its header before it knows who wrote it.',
  fix: 'Send only alg (and typ) in the header; what is said of the reader belongs into the payload.',
});

/** The refusal of a token that the host could not tell from a replay later. */
export const noRoom = (remembered: number): Refusal => ({
  accepted: false,
  code: 'replay-memory',
  title: 'Tokens make room for others when they expire',
  expected: 'An exp ten seconds ahead.',
  actual: `${remembered.toLocaleString('en')} tokens that were used are still good, and the host can remember no more of them.`,
  why: 'A token that is forgotten while it is still good logs in a second time.',
  fix: 'Set exp to now in UTC epoch seconds + 10, as a number.',
});

/** The refusal of an engine that broke: the reader sees a reason, the log sees that it is ours. */
export const broken: Refusal = {
  accepted: false,
  code: 'broken',
  title: 'The docs host can judge every token',
  expected: 'A verdict on the token.',
  actual: 'The mock docs host itself broke while it read the token.',
  why: 'This is a fault of docs-handshake, not of the login flow.',
  fix: 'Report it, with the event log.',
};
