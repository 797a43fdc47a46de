import type { Driver } from '../protocol/driver.js';
import { notMade } from '../protocol/not-made.js';
import type { Deadline, Surroundings } from './surroundings.js';

/** How long a run may take. */
export interface TimeLimit {
  /** Aborts when the time is up, or when whoever started the run ends it. */
  readonly signal: AbortSignal | undefined;
  /** Why the run is over before its end; undefined while there is time left, or where somebody ended it. */
  readonly over: () => string | undefined;
  /** The same driver, whose visits are not made any more once the time is up; the one that runs then is given up. */
  readonly within: (driver: Driver) => Driver;
  /** Whether anything was left out for want of time. */
  readonly cut: () => string | undefined;
  /** Notes that something was left out, and goes on; throws the cause on where time is not the reason. */
  readonly forgive: (cause: unknown) => void;
  readonly end: () => void;
}

/** Why a run is over before its end. */
export const timeUp = (ms: number): string =>
  `The run was ended after ${ms / 1000} s (--max-time), so not every visit was made: give it more time.`;

/** How long there is, and how long the run as a whole may take: the end of all comes first where it is nearer. */
function limitOf(
  ms: number | undefined,
  deadline: Deadline | undefined,
): { readonly leftMs?: number; readonly afterMs: number } {
  if (deadline === undefined)
    return ms === undefined ? { afterMs: 0 } : { leftMs: ms, afterMs: ms };
  const leftMs = Math.max(0, deadline.atMs - performance.now());
  return ms !== undefined && ms < leftMs
    ? { leftMs: ms, afterMs: ms }
    : { leftMs, afterMs: deadline.afterMs };
}

/**
 * Starts the clock of a run.
 *
 * @param ms milliseconds; undefined for no limit
 * @param surroundings whose signal aborts where the user ends the run, which no limit excuses
 */
export function openTimeLimit(
  ms: number | undefined,
  { signal: ended, deadline }: Pick<Surroundings, 'signal' | 'deadline'>,
): TimeLimit {
  const clock = new AbortController();
  const { leftMs, afterMs } = limitOf(ms, deadline);
  const sentence = timeUp(afterMs);
  const timer =
    leftMs === undefined ? undefined : setTimeout(() => clock.abort(new Error(sentence)), leftMs);
  let isCut = false;
  const over = (): string | undefined =>
    clock.signal.aborted && ended?.aborted !== true ? sentence : undefined;
  const forgive = (cause: unknown): void => {
    if (over() === undefined) throw cause;
    isCut = true;
  };
  return {
    signal:
      leftMs === undefined
        ? ended
        : AbortSignal.any([clock.signal, ...(ended === undefined ? [] : [ended])]),
    over,
    cut: () => (isCut ? sentence : undefined),
    forgive,
    within: (driver) => ({
      ...driver,
      visit: async (visit) => {
        if (over() === undefined) {
          try {
            return await driver.visit(visit);
          } catch (cause) {
            forgive(cause);
          }
        }
        isCut = true;
        return notMade(visit, driver.name, sentence, Date.now());
      },
    }),
    end: () => clearTimeout(timer),
  };
}
