import type { Report } from '../protocol/report.js';

/** How a report will be looked at. */
export interface ReportView {
  /** Width in characters. */
  readonly columns: number;
  readonly colour: boolean;
  /** True: list what passed, and every visit. */
  readonly verbose: boolean;
}

/** One output: a view of the report model. */
export interface ReportFormat {
  /** The word after `--report`. */
  readonly name: string;
  /** The report as text, its last line ended. */
  readonly render: (report: Report, view: ReportView) => string;
}
