import type { ReportVisit } from '../../protocol/report.js';

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
