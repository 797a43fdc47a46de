import { expect, test } from '@playwright/test';
import { failedBefore } from '../../../../command/results/failed-before.js';
import type { ExitCode, JudgedTarget, Report } from '../../../../protocol/report.js';
import { sampleReport } from '../../harness/sample-report.js';

const passed = sampleReport().verdicts.filter(({ outcome }) => outcome === 'pass');
const target = (name: string, exitCode: ExitCode, over?: Partial<Report>): JudgedTarget => ({
  name,
  loginUrl: 'https://login.example/',
  exitCode,
  ...(over === undefined
    ? { failure: 'It did not start.' }
    : { report: sampleReport({ ...over, exitCode }) }),
});

test('a target that is not judged again had passed', () => {
  const targets = [
    target('passed', 0, { verdicts: passed }),
    target('fell', 1, {}),
    target('stale baseline', 1, { verdicts: passed }),
    target('not judged', 3, { verdicts: passed }),
    target('no start', 3),
    target('settings', 2),
  ];
  const { tool, startedAt, durationMs } = sampleReport();
  const report = { schema: 1, tool, startedAt, durationMs, exitCode: 2, targets } as const;
  const names = [...targets.map(({ name }) => name), 'new'];
  const { only, leftOut } = failedBefore({ path: 'a.json', report }, names);
  expect(leftOut).toEqual(['passed']);
  expect([...only]).toEqual([
    ['fell', 'user-host,handoff-not-blocked,cache-no-store,token-json'],
    ['stale baseline', undefined],
    ['not judged', undefined],
    ['no start', undefined],
    ['settings', undefined],
    ['new', undefined],
  ]);
  expect(() => failedBefore({ path: 'a.json', report }, ['passed'])).toThrow(/nothing fell in it/);
  const one = sampleReport();
  expect(() => failedBefore({ path: 'a.json', report: one }, names)).toThrow(/one target: choose/);
});
