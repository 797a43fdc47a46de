import { mask } from '../protocol/secrecy/masking.js';
import type { Report, RunReport } from '../protocol/report.js';
import type { ReportFormat } from './format.js';
import { catalogueMembers } from './parts/clean-text.js';

/** What JSON may hold as it is and a terminal would obey: DEL, C1, direction marks, line separators. */
const obeyed = /[\x7F-\x9F\p{Cf}\p{Zl}\p{Zp}]/gu;

const spelledOut = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/**
 * The report model as it is (`report.schema.json`), each text from outside masked once more on its way out. A lone
 * surrogate is no text, and many readers of JSON refuse it.
 */
const text = (report: Report | RunReport): string => {
  const guard = (key: string, value: unknown): unknown =>
    typeof value === 'string'
      ? (catalogueMembers.has(key) ? value : mask(value)).toWellFormed()
      : value;
  return `${JSON.stringify(report, guard, 2).replace(obeyed, spelledOut)}\n`;
};

/** The report model as JSON. */
export const json: ReportFormat = { name: 'json', render: text, renderRun: text };
