import { didYouMean } from '../configuration/misspelt.js';
import { usage } from '../configuration/setting-failure.js';
import type { Report, RunReport } from '../protocol/report.js';
import { rendered } from '../reports/format.js';
import { formats } from '../reports/index.js';
import type { ReportView } from '../reports/index.js';

/**
 * A report as text, in one of the formats of `--report`.
 *
 * @param report of one target or of several, as a JSON report holds either
 * @param format `terminal`, `json`, …
 * @param view default 80 columns, no colour, not verbose
 * @throws Failure `usage` for a format that there is not
 */
export async function render(
  report: Report | RunReport,
  format: string,
  view: Partial<ReportView> = {},
): Promise<string> {
  const known = Object.keys(formats);
  const load = Object.hasOwn(formats, format) ? formats[format] : undefined;
  if (load === undefined) {
    throw usage`There is no report ${format}: choose ${known.join(' or ')}.${didYouMean(format, known)}`;
  }
  return rendered(await load(), report, { columns: 80, colour: false, verbose: false, ...view });
}
