import type { Driver } from '../protocol/driver.js';
import { notMade } from '../protocol/not-made.js';

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

/**
 * Starts the clock of a run.
 *
 * @param ms milliseconds; undefined for no limit
 * @param ended aborts where the user ends the run, which no limit excuses
 */
export function openTimeLimit(ms: number | undefined, ended: AbortSignal | undefined): TimeLimit {
  const clock = new AbortController();
  const seconds = ms === undefined ? 0 : ms / 1000;
  const sentence = `The run was ended after ${seconds} s (--max-time), so not every visit was made: give it more time.`;
  const timer =
    ms === undefined ? undefined : setTimeout(() => clock.abort(new Error(sentence)), ms);
  let isCut = false;
  const over = (): string | undefined =>
    clock.signal.aborted && ended?.aborted !== true ? sentence : undefined;
  const forgive = (cause: unknown): void => {
    if (over() === undefined) throw cause;
    isCut = true;
  };
  return {
    signal:
      ms === undefined
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
