import type { Report, ReportHop, ReportVisit } from '../../protocol/report.js';
import { gotThere, isMade } from './got-there.js';

/** Titles are written to stand inside a sentence too; one that begins with code, such as `redirect[]`, keeps its spelling. */
export const sentence = (text: string): string =>
  /^\p{Ll}+(?![^\s,:;])/u.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;

/** True where the next request asks for the very address that a hop leads to, which need not stand there twice. */
export function leadsTo({ location, url }: ReportHop, next: string | undefined): boolean {
  if (next === undefined || location === undefined) return false;
  return location === next || (URL.canParse(location, url) && new URL(location, url).href === next);
}

/** The first visit of each driver, as a reader would make it; where this driver did not get in, one that shows why. */
export function firstVisits({ visits, verdicts }: Report): readonly ReportVisit[] {
  const [row] = verdicts;
  return (['http', 'browser'] as const).flatMap((driver) => {
    const own = visits.filter((visit) => visit.driver === driver);
    const outcome = row?.drivers[driver];
    const failed =
      outcome === 'pass' || outcome === undefined
        ? undefined
        : own.find(
            (visit) =>
              row?.visits.includes(visit.name) === true && !gotThere(visit) && isMade(visit),
          );
    const first = failed ?? own.find(gotThere) ?? own.find(isMade) ?? own[0];
    return first ? [first] : [];
  });
}

/** What a visit looks like: two look the same when every answer and every address is, and the end. */
export const outline = ({ hops, calls = [], reached }: ReportVisit): string =>
  JSON.stringify([
    hops.map(({ method, status, url, blocked }) => [method, status, url, blocked !== undefined]),
    calls.map(({ role, by, method, status, url, readable, reason }) =>
      // Some of them are absent: in an array JSON has null for it.
      [role, by, method, status, url, readable, reason],
    ),
    reached,
  ]);
