import { setTimeout as wait } from 'node:timers/promises';
import type { Driver } from '../protocol/driver.js';
import type { Exchange } from '../protocol/exchange.js';

/** The longest that a target may ask its first visitor to wait, in milliseconds; beyond it the run goes on as it is. */
const longestMs = 10_000;

/**
 * How long an answer that ended a visit asks to wait (RFC 9110 §10.2.3), in milliseconds; undefined where it does not,
 * where it is no 429 or 503, or where a password was sent before it.
 */
export function askedToWaitMs(exchange: Exchange, nowMs: number): number | undefined {
  const last = exchange.hops.at(-1);
  if (exchange.stop.code !== 'status' || exchange.signIns > 0) return undefined;
  if (last?.status !== 429 && last?.status !== 503) return undefined;
  const field = last.headers.find(([name]) => name.toLowerCase() === 'retry-after');
  const value = field?.[1].reveal().trim() ?? '';
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/**
 * The same driver, whose first visit is made again where the target says that it is not ready, and soon will be.
 *
 * @param signal ends the wait
 */
export function patient<D extends Driver>(
  driver: D,
  {
    signal,
    progress,
  }: { readonly signal?: AbortSignal; readonly progress: (line: string) => void },
): D {
  let first = true;
  return {
    ...driver,
    visit: async (visit) => {
      const isFirst = first;
      first = false;
      const exchange = await driver.visit(visit);
      const ms = isFirst ? askedToWaitMs(exchange, Date.now()) : undefined;
      if (ms === undefined || ms > longestMs) return exchange;
      progress(`${driver.name}: the target asks to wait ${Math.ceil(ms / 1000)} s`);
      await wait(ms, undefined, signal === undefined ? {} : { signal });
      return driver.visit(visit);
    },
  };
}
