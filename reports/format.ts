import { isOfSeveral } from '../protocol/report.js';
import type { Report, RunReport } from '../protocol/report.js';

/** How a report will be looked at. */
export interface ReportView {
  /** Width in characters. */
  readonly columns: number;
  readonly colour: boolean;
  /** True: list what passed, and every visit. */
  readonly verbose: boolean;
  /** The file of the repository at which findings are to be shown, from its root, with slashes; absent where none is known. */
  readonly location?: string;
  /** The most bytes that its place still takes, where that is limited. */
  readonly mostBytes?: number;
}

/** One output: a view of the report model. */
export interface ReportFormat {
  /** The word after `--report`. */
  readonly name: string;
  /** The report as text, its last line ended. */
  readonly render: (report: Report, view: ReportView) => string;
  /** The same of a run over several targets: one report of them all. */
  readonly renderRun: (run: RunReport, view: ReportView) => string;
  /** True where it is read line by line: it may stand beside others on a stream, and leaves stdout to a machine's. */
  readonly shares?: true;
  /** True where its reader takes no finding without a file of the repository. */
  readonly needsLocation?: true;
  /** What is appended to a file that the surroundings name; such a report takes no path of its own. */
  readonly appendix?: {
    /** The environment variable that holds the path. */
    readonly variable: string;
    /** The most bytes that the file may have in the end. */
    readonly mostBytes: number;
    readonly render: ReportFormat['render'];
    readonly renderRun: ReportFormat['renderRun'];
  };
}

/** The report as text, be it of one target or of several. */
export const rendered = (
  format: Pick<ReportFormat, 'render' | 'renderRun'>,
  report: Report | RunReport,
  view: ReportView,
): string => (isOfSeveral(report) ? format.renderRun(report, view) : format.render(report, view));
