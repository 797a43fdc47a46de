import { expect, test } from '@playwright/test';
import { exitCodeOfAll } from '../../../judge/conformance.js';
import type { ExitCode, JudgedTarget, Report } from '../../../protocol/report.js';
import { sampleReport, sampleVerdict } from '../harness/sample-report.js';

type Came = Pick<JudgedTarget, 'exitCode' | 'report' | 'failure'>;

const summary = { ...sampleReport().summary, fail: 0, error: 0, warn: 0 };
const reached = sampleVerdict({ id: 'callback-reached', outcome: 'pass' });
const clean: Partial<Report> = {
  summary,
  verdicts: [reached],
  remarks: [],
  remarkCauses: [],
};
const of = (exitCode: ExitCode, over: Partial<Report> = {}): Came => ({
  exitCode,
  report: sampleReport({ ...clean, exitCode, ...over }),
});

/** What may come of one target, by the name of its line in the table of exit codes. */
const ways = {
  passed: of(0),
  fell: of(1, { summary: { ...summary, fail: 1 } }),
  should: of(1, { summary: { ...summary, warn: 1 } }),
  broke: of(3, { summary: { ...summary, error: 1 } }),
  brokeAndCut: of(3, {
    summary: { ...summary, error: 1 },
    remarkCauses: [{ code: 'time-up' }],
  }),
  unreachable: of(3, { verdicts: [sampleVerdict({ ...reached, outcome: 'not-reached' })] }),
  noStart: { exitCode: 3, failure: 'It did not start.' },
  settings: { exitCode: 2, failure: 'Something answers there.' },
} as const satisfies Record<string, Came>;
type Way = keyof typeof ways;

test('the strongest reason of any target is the exit code of the run, wherever it stands', () => {
  const rows: readonly (readonly [targets: readonly Way[], code: ExitCode])[] = [
    [['passed', 'passed'], 0],
    [['passed', 'broke'], 3],
    [['passed', 'should'], 1],
    [['broke', 'should'], 1],
    [['brokeAndCut', 'should'], 3],
    [['should', 'unreachable'], 3],
    [['should', 'noStart'], 3],
    [['unreachable', 'fell'], 1],
    [['noStart', 'fell', 'passed'], 1],
    [['broke', 'fell'], 1],
    [['fell', 'settings'], 2],
    [['settings', 'unreachable', 'passed'], 2],
    [['passed', 'should', 'broke', 'unreachable', 'fell', 'settings'], 2],
  ];
  for (const [names, code] of rows) {
    const targets = names.map((name) => ways[name]);
    expect.soft(exitCodeOfAll(targets), names.join()).toBe(code);
    expect.soft(exitCodeOfAll(targets.toReversed()), `${names.join()}, reversed`).toBe(code);
  }
  expect(exitCodeOfAll([]), 'nothing judged is not green').toBe(3);
});
