import type { DriverName, Exchange, StopParts } from './exchange.js';
import type { Visit } from './visit.js';

/**
 * The exchange of a visit that was not made: nothing was observed.
 *
 * @param why why it was not made: whole sentences, or the parts of an end
 * @param atMs our clock in milliseconds since the epoch
 */
export function notMade(
  visit: Visit,
  driver: DriverName,
  why: string | StopParts,
  atMs: number,
): Exchange {
  return {
    visit: visit.name,
    driver,
    startedAtMs: atMs,
    durationMs: 0,
    hops: [],
    navigations: [],
    stop: { ...(typeof why === 'string' ? { notes: [why] } : why), code: 'not-made' },
    signIns: 0,
    secrets: [],
  };
}
