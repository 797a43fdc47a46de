import { wasAnswered, type DriverName, type Exchange } from '../protocol/exchange.js';
import { brought, type Reading, type Requirement } from '../protocol/requirement.js';
import type { VisitFinding } from './check-visit.js';

/** What came out of one row, and in which visits. */
export interface RowFinding {
  readonly finding: VisitFinding;
  readonly visits: readonly string[];
  /** Visits that it could not use. */
  readonly notThrough?: readonly string[];
}

/** What one driver made of one row. */
export interface DriverFinding extends RowFinding {
  readonly driver: DriverName;
}

const of = (rows: readonly DriverFinding[], driver: DriverName): DriverFinding | undefined =>
  rows.find((row) => row.driver === driver);

/**
 * The finding of a row that a browser decides, where the browser saw nothing and plain HTTP passed: readers come
 * with browsers.
 *
 * @returns undefined where the findings of the drivers go together as those of any row
 */
export function browsersWord(
  item: Requirement,
  rows: readonly DriverFinding[],
): RowFinding | undefined {
  const browser = of(rows, 'browser');
  const http = of(rows, 'http');
  if (item.browserDecides !== true || browser?.finding.is !== 'not-reached') return undefined;
  if (http?.finding.is !== 'met' && http?.finding.is !== 'noted') return undefined;
  const reason = `Plain HTTP got in, and the browser did not. ${browser.finding.reason}`;
  const because = browser.finding.because ?? browser.finding.reason;
  return { finding: { is: 'not-reached', reason, because }, visits: browser.visits };
}

/** How far one visit came. */
function distance(reading: Reading): number {
  const { exchange } = reading;
  const answered = wasAnswered(exchange);
  if (brought(reading)) return 5;
  if (exchange.callback !== undefined) return 4;
  if (exchange.signIns > 0) return 3;
  if (!answered) return 0;
  return unable(exchange) ? 1 : 2;
}

/** Ends that come of what the driver is, not of what the login flow does. */
const unable = ({ stop }: Exchange): boolean => stop.code === 'browser-needed';

const most = (readings: Iterable<Reading>): number =>
  Math.max(0, ...[...readings].map((reading) => distance(reading)));

/**
 * The findings of the drivers, that of the driver first which got furthest: with any of its visits, then with those
 * of the row. Of two reasons it has the better one.
 */
export function furthestFirst(
  rows: readonly DriverFinding[],
  readings: ReadonlyMap<DriverName, ReadonlyMap<string, Reading>>,
): readonly DriverFinding[] {
  const reach = ({ driver, visits }: DriverFinding): readonly [number, number] => {
    const own = readings.get(driver) ?? new Map<string, Reading>();
    const shown = visits.flatMap((name) => own.get(name) ?? []);
    return [most(own.values()), most(shown)];
  };
  return rows.toSorted((one, other) => {
    const [a, b] = [reach(one), reach(other)];
    return b[0] - a[0] || b[1] - a[1];
  });
}
