import { judgeArrival } from '../../judge/arrival/arriving-token.js';
import type { Arrival, ArrivalRules, Refusal } from '../../judge/arrival/judgement.js';
import { refusalFor } from '../../judge/arrival/refusals.js';
import type { WayBackFinding } from '../../judge/arrival/way-back.js';
import type { JsonObject } from '../../protocol/json.js';
import type { Reading } from '../../protocol/requirement.js';
import type { ReplayCache, TokenUse } from '../readers/replay-cache.js';
import { longestHeader, longHeader, noRoom, readGroups, replayed, sessionEnd } from './policy.js';

/** Whether a token was used before, for whoever remembers that: the host, or one browser. */
export interface TokenUses extends Pick<ReplayCache, 'use'> {
  /** True for a use by which this very reader is logged in: a reload, or a page that asks twice. */
  readonly isOwn: (use: TokenUse) => boolean;
}

/** What is decided of an arriving token. */
export type Decision =
  | {
      readonly accepted: true;
      readonly user: JsonObject;
      readonly endsAtMs: number;
      /** By which a token that comes twice is known. */
      readonly tokenHash: string;
      /** Rows that fell on the way back. */
      readonly wayBack: readonly WayBackFinding[];
      /** True where the reader is logged in by this token already: nothing changes. */
      readonly again: boolean;
      /** What the host takes and a developer should know, one sentence each. */
      readonly remarks: readonly string[];
    }
  | Refusal;

/** Whoever attends a decision. */
export interface Attendant {
  /** Is called once with what was read, where there was a token to be read. */
  readonly seen?: (reading: Reading) => void;
  /** Asked of a token that catalogue and host would take, before its use counts: why it is refused all the same. */
  readonly veto?: () => Refusal | undefined;
}

/**
 * Catalogue first, the host's own policy after it. The host decides so where the token is handed to it, and a browser
 * where the token stays there.
 *
 * @param uses undefined where a token may come as often as it likes
 * @param clock milliseconds since the epoch
 * @param attendant hears of it, and may refuse
 */
export async function decide(
  arrival: Arrival,
  rules: ArrivalRules,
  uses: TokenUses | undefined,
  clock: () => number,
  { seen, veto }: Attendant = {},
): Promise<Decision> {
  const verdict = await judgeArrival(arrival, rules, seen);
  if (!verdict.accepted) return verdict;
  if (verdict.headerOctets > longestHeader) return longHeader(verdict.headerOctets);
  const nowMs = clock();
  const end = sessionEnd(verdict.user, nowMs);
  if ('over' in end) return refusalFor(rules, 'session-over', end.over);
  const refused = veto?.();
  if (refused !== undefined) return refused;
  const { signingInputHash: tokenHash, expSeconds } = verdict;
  // Last of all and without a pause after it, so that of two equal arrivals exactly one gets in.
  const used = uses?.use(tokenHash, (expSeconds + rules.leewaySeconds) * 1000);
  if (used !== undefined && 'remembered' in used) return noRoom(used.remembered);
  const again = used !== undefined && uses?.isOwn(used) === true;
  if (used !== undefined && !again) return replayed(Math.round((nowMs - used.atMs) / 1000));
  return {
    accepted: true,
    user: verdict.user,
    endsAtMs: end.endsAtMs,
    tokenHash,
    wayBack: verdict.wayBack,
    again,
    remarks: [...verdict.warnings, end.remark, readGroups(verdict.user).remark].filter(
      (remark) => remark !== undefined,
    ),
  };
}
