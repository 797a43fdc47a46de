import { mask } from '../protocol/secrecy/masking.js';
import type { ReportFormat } from './format.js';

/** Members whose texts come from the catalogue: they hold no secret, but may name `Bearer undefined`. */
const catalogue = new Set(['title', 'why', 'fix', 'document', 'section', 'address']);

/** The report model as it is (`report.schema.json`), each text from outside masked once more on its way out. */
export const json: ReportFormat = {
  name: 'json',
  render: (report) => {
    const guard = (key: string, value: unknown): unknown =>
      typeof value === 'string' && !catalogue.has(key) ? mask(value) : value;
    return `${JSON.stringify(report, guard, 2)}\n`;
  },
};
