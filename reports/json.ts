import { mask } from '../protocol/masking.js';
import type { ReportFormat } from './format.js';

/** The report model as it is (`report.schema.json`), each text masked once more on its way out. */
export const json: ReportFormat = {
  name: 'json',
  render: (report) => {
    const guard = (_key: string, value: unknown): unknown =>
      typeof value === 'string' ? mask(value) : value;
    return `${JSON.stringify(report, guard, 2)}\n`;
  },
};
