import type { StopCode } from '../protocol/exchange.js';
import type { MissedVisit } from '../protocol/report.js';
import type { Reading } from '../protocol/requirement.js';
import { behind, sentenceOf } from '../protocol/stop.js';
import { isHonest, sessionOf } from '../protocol/visit-kinds.js';
import { wasRefused } from './refused-sign-ins.js';

/** Ends that leave a visit without what it was made for, whoever is at fault. */
const missed = new Set<StopCode>([
  'unreachable',
  'tls',
  'timeout',
  'garbage',
  'not-made',
  'sign-in-refused',
  'no-form',
  'browser-needed',
]);
/** Answers of a firewall or a rate limit rather than of the login flow. */
const guarding = new Set([403, 429, 503]);

/**
 * True for a visit that did not get through: refused, cut off, or not made after such. A stranger who is refused is
 * none of these, nor is a reader whom a flow without sessions shows the form.
 */
export function didNotGetThrough(reading: Reading): boolean {
  const { visit, exchange } = reading;
  const { code } = exchange.stop;
  if (sessionOf(visit) === 'anonymous' || exchange.callback !== undefined) return false;
  if (exchange.crossSitePost !== undefined || visit.kind === 'wrong-password') return false;
  if (missed.has(code) || wasRefused(reading)) return true;
  if (code === 'sign-in-page')
    return sessionOf(visit) === 'live' && !isHonest(visit) && !visit.formOnly;
  return code === 'status' && guarding.has(exchange.hops.at(-1)?.status ?? 0);
}

/** The visits of a run that did not get through, each once. */
export function missedVisits(readings: readonly Reading[]): readonly MissedVisit[] {
  return readings.filter(didNotGetThrough).map(({ exchange }) => ({
    visit: exchange.visit,
    driver: exchange.driver,
    cause: exchange.stop.code,
    stopped: sentenceOf(exchange.stop),
    ...behind(exchange.stop),
  }));
}
