import type { ReportVisit } from '../../protocol/report.js';

/** True for a visit in which anything was asked for. */
export const isMade = ({ hops, calls = [] }: ReportVisit): boolean =>
  hops.length + calls.length > 0;

/** True where a visitor was handed over to the docs, or their page was told who reads. */
export function gotThere({ reached, calls = [] }: ReportVisit): boolean {
  if (reached === 'callback') return true;
  const last = calls.findLast(({ role }) => role !== 'preflight');
  const status = last?.status ?? 0;
  return last !== undefined && last.readable !== false && status >= 200 && status < 300;
}
