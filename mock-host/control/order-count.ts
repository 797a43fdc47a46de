import type { EventLog } from '../event-log.js';

/** How often a host was told something: faults, keys, its clock, a reset. Whoever follows it looks again when that rises. */
export interface OrderCount {
  /** Rising for as long as the host runs. */
  readonly count: () => number;
  /** Calls back after every order; the returned function ends that. */
  readonly onChange: (listener: () => void) => () => void;
}

/** Counts from now on. */
export function countOrders(log: Pick<EventLog, 'onEvent' | 'onClear'>): OrderCount {
  let count = 0;
  const listeners = new Set<() => void>();
  const rise = (): void => {
    count += 1;
    for (const listener of listeners) listener();
  };
  log.onEvent(({ kind }) => {
    if (kind === 'told-otherwise') rise();
  });
  log.onClear(rise);
  return {
    count: () => count,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
