import type { DriverName } from './exchange.js';

/** What a configuration makes of one requirement, whatever its level: not judged, a warning, or a failure. */
export type Weight = 'off' | 'warn' | 'fail';

/** A requirement that a configuration weighs in its own way. */
export interface Weighing {
  readonly weight: Weight;
  /** Why; always there for `off`. */
  readonly reason?: string;
}

/** One fall that is known and accepted for a while: an entry of a baseline. */
export interface BaselineEntry {
  /** The requirement. */
  readonly id: string;
  /** The name of a configured target, or the login URL without query and fragment. */
  readonly target: string;
  /** The handshake's id. */
  readonly handshake: string;
  /** Absent: whichever driver saw it. */
  readonly driver?: DriverName;
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it holds, `YYYY-MM-DD`, UTC. */
  readonly expires: string;
}

/** What becomes of the verdicts of a run on their way to its exit code. */
export interface Gate {
  /** By requirement id. */
  readonly weights: ReadonlyMap<string, Weighing>;
  /** The entries of this target and handshake, and the file that they stand in, as it was named. */
  readonly baseline?: { readonly file: string; readonly entries: readonly BaselineEntry[] };
}

/**
 * What became of an entry of the baseline:
 * - `known`: its requirement fell, and does not gate.
 * - `mended`: its requirement no longer falls.
 * - `expired`: its last day is over; where its requirement fell, that gates.
 * - `unknown`: there is no such requirement.
 * - `not-judged`: its requirement was not judged in this run.
 */
export type EntryState = 'known' | 'mended' | 'expired' | 'unknown' | 'not-judged';

/** An entry as a run found it. */
export interface JudgedEntry extends BaselineEntry {
  readonly state: EntryState;
  /** True where the run fails for it. */
  readonly gates: boolean;
  /** What to say of it, one sentence; absent where it does what it is for, and for longer than two weeks. */
  readonly says?: string;
}

/** The days before its end on which an entry is warned of. */
export const warnedDays = 14;
/** The most days that an entry may hold, from the day on which it is read. */
export const mostDays = 180;

const dayMs = 86_400_000;

/** The UTC day of a moment, `YYYY-MM-DD`. Milliseconds since the epoch. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** How many days lie between two UTC days; negative where the second is earlier, NaN where one is no day. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
