import type { DriverName, Exchange } from './exchange.js';
import type { Visit } from './visit.js';

/**
 * The exchange of a visit that was not made: nothing was observed.
 *
 * @param sentence why it was not made
 * @param atMs our clock in milliseconds since the epoch
 */
export function notMade(
  visit: Visit,
  driver: DriverName,
  sentence: string,
  atMs: number,
): Exchange {
  return {
    visit: visit.name,
    driver,
    startedAtMs: atMs,
    durationMs: 0,
    hops: [],
    navigations: [],
    stop: { code: 'not-made', sentence },
    signIns: 0,
    secrets: [],
  };
}
