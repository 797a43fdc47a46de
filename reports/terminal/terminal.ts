import type { ReportFormat } from '../format.js';
import { paper } from '../paper.js';
import { putReport } from './report.js';
import { renderRun } from './run.js';

/** What a person reads. */
export const terminal: ReportFormat = {
  name: 'terminal',
  shares: true,
  render: (report, { columns, colour, verbose }) => {
    const page = paper(columns, colour);
    const { ink } = page;
    page.put(`${ink.bold(report.tool.name)} ${ink.dim(report.tool.version)}`);
    page.gap();
    putReport(page, report, verbose);
    return page.toString();
  },
  renderRun,
};
