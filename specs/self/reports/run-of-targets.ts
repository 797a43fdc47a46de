import type { Report, RunReport } from '../../../protocol/report.js';
import { fullReport } from './full-report.js';
import { sampleReport } from '../harness/sample-report.js';

/** A run over targets of these names: one that fell, one without a verdict, one that did not start, others that passed. */
export function runOf(
  names: readonly string[],
  made: (at: number) => Report = fullReport,
): RunReport {
  const passed: Partial<Report> = {
    exitCode: 0,
    summary: { ...sampleReport().summary, conforms: true, fail: 0, error: 0, warn: 0 },
    verdicts: sampleReport().verdicts.filter(({ outcome }) => outcome === 'pass'),
    editions: sampleReport().editions.map(({ id }) => ({ id, conforms: true, fail: [] })),
    remarks: [],
    remarkCauses: [],
  };
  const targets = names.map((name, at) => {
    const { loginUrl } = made(at).target;
    if (at === 2) {
      return { name, loginUrl, exitCode: 3 as const, failure: `${name} did not start.` };
    }
    const report = {
      ...made(at),
      ...(at === 1 ? { exitCode: 3 as const } : at === 0 ? {} : passed),
    };
    return { name, loginUrl, exitCode: report.exitCode, report };
  });
  const { tool, startedAt, durationMs } = sampleReport();
  return { schema: 1, tool, startedAt, durationMs, exitCode: 1, targets };
}
