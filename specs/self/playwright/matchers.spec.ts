import { expect, test } from '@playwright/test';
import { expect as judging } from '../../../playwright/matchers.js';
import type { HandshakeExchange } from '../../../playwright/exchange.js';
import type { Report } from '../../../protocol/report.js';
import { sampleReport, sampleVerdict } from '../harness/sample-report.js';

/** A visit with a report. */
const visited = (over: Partial<Report>): HandshakeExchange => {
  const report = sampleReport(over);
  return {
    path: '/quickstart',
    report,
    stopped: 'The visitor arrived.',
    known: report.verdicts.map(({ id }) => id),
    expecting: async () => report,
  };
};

const said = (work: () => void): string => {
  try {
    work();
  } catch (cause) {
    return String(cause);
  }
  return 'It passed.';
};

test('a flow that does not conform is told what fell, be it accepted by a baseline', () => {
  const { summary } = sampleReport();
  const fell = { id: 'user-host', actual: 'The token has no host.' };
  const editions = [{ id: '2026-03', conforms: false, fail: ['user-host'] }];
  const rows = [
    { outcome: 'fail' },
    { outcome: 'known', known: { reason: 'x', owner: 'y', expires: '2027-01-01', fell: 'fail' } },
  ] as const;
  for (const row of rows) {
    const verdicts = [sampleVerdict({ ...fell, ...row })];
    const exchange = visited({ exitCode: 0, summary, editions, verdicts });
    const text = said(() => judging(exchange).toConform());
    expect.soft(text, row.outcome).toContain('user-host: The host claim equals');
    expect.soft(text, row.outcome).toContain('Actual: The token has no host.');
  }
});
