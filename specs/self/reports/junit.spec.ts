import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { parse as fromXml } from 'junit2json';
import type { TestSuites } from 'junit2json';
import { parse as fromFile } from 'test-results-parser';
import type { Report } from '../../../protocol/report.js';
import { junit } from '../../../reports/junit.js';
import { readers } from './report-readers.js';
import { sampleReport, sampleVerdict } from '../harness/sample-report.js';

const view = { columns: 80, colour: false, verbose: false };
const schema = readers['junit'] ?? (() => ['there is no reader']);

/** A run whose only fall is known, with a requirement switched off, and an entry of its baseline that no longer holds. */
const gated = (gates: boolean): Report => {
  const entry = {
    target: 'https://login.example/docs-login',
    handshake: 'mintlify-authentication',
    reason: 'The new host comes in March.',
    owner: 'docs team',
    expires: '2027-03-01',
  };
  const known = { fell: 'fail', ...entry } as const;
  return sampleReport({
    exitCode: gates ? 1 : 0,
    remarks: [],
    verdicts: [
      sampleVerdict({ id: 'callback-reached', outcome: 'pass' }),
      sampleVerdict({ id: 'user-host', outcome: 'known', actual: 'There is no host.', known }),
    ],
    off: [{ id: 'clock-skew', title: 'The clock agrees.', reason: 'It is a test machine.' }],
    baseline: {
      file: 'baseline.json',
      entries: [
        {
          ...entry,
          id: 'token-alg',
          state: 'mended',
          gates,
          says: 'token-alg no longer falls: take its entry out.',
        },
      ],
    },
  });
};

/** A run that saw nothing: all its requirements are skipped. */
const unjudged = (): Report => {
  const report = sampleReport({ exitCode: 3, remarks: ['The target did not answer.'] });
  const verdicts = report.verdicts.map((verdict) => ({
    ...verdict,
    outcome: 'not-reached' as const,
    actual: 'No visit got an answer.',
  }));
  const none = { pass: 0, fail: 0, warn: 0, note: 0, notApplicable: 0, error: 0 };
  const summary = { conforms: false, ...none, notReached: verdicts.length };
  return { ...report, verdicts, summary, editions: [], visits: [] };
};

interface Row {
  readonly name: string;
  readonly report: Report;
  /** What the first suite counts, and how many errors there are in all. */
  readonly counts: readonly [failures: number, errors: number, skipped: number, all: number];
}

const { summary } = sampleReport();
const skipped = summary.notReached + summary.notApplicable;
const rows: readonly Row[] = [
  {
    name: 'a must fell',
    report: sampleReport(),
    counts: [summary.fail, summary.error, skipped, summary.error],
  },
  {
    name: 'a should gates',
    report: sampleReport({ failOn: 'should' }),
    counts: [summary.fail + summary.warn, summary.error, skipped, summary.error],
  },
  { name: 'no verdict', report: unjudged(), counts: [0, 0, 12, 1] },
  { name: 'a baseline that no longer holds', report: gated(true), counts: [0, 0, 2, 1] },
  { name: 'a known fall', report: gated(false), counts: [0, 0, 2, 0] },
];

test('counts and cases are those of the report, for two readers and a schema', async ({}, info) => {
  mkdirSync(info.outputPath(), { recursive: true });
  for (const [index, { name, report, counts }] of rows.entries()) {
    const xml = junit.render(report, view);
    expect.soft(await schema([xml]), name).toEqual([]);
    const [failures, errors, skips, allErrors] = counts;
    const total = report.verdicts.length + (report.off?.length ?? 0);
    const suites = (await fromXml(xml)) as TestSuites;
    const [first] = suites.testsuite ?? [];
    expect.soft(first, name).toMatchObject({ tests: total, failures, errors, skipped: skips });
    expect.soft(suites.errors, name).toBe(allErrors);
    const path = info.outputPath(`${index}.xml`);
    writeFileSync(path, xml);
    const result = fromFile({ type: 'junit', files: [path] });
    const [own] = result.suites;
    // This reader does not count what was skipped.
    const judged = { total: total - skips, failed: failures, errors };
    expect.soft(own, name).toMatchObject(judged);
    // A pipeline that looks at this file alone must not take a run without a verdict for a good one.
    expect.soft(result.status, name).toBe(report.exitCode === 0 ? 'PASS' : 'FAIL');
  }
});

test('each outcome is said as JUnit says it, under a name that stays', async () => {
  const suites = (await fromXml(junit.render(sampleReport(), view))) as TestSuites;
  const cases = new Map(
    suites.testsuite?.[0]?.testcase?.map((one) => [one.name?.split(':')[0], one]),
  );
  expect(cases.get('user-host')).toMatchObject({
    classname: 'mintlify-authentication.user',
    name: 'user-host: The host claim equals the docs host name exactly.',
    failure: [{ type: 'fail', message: 'The token has no host.' }],
  });
  expect(cases.get('user-host')?.failure?.[0]?.inner).toBe(
    [
      'Expected: host is "docs.example".',
      'Actual: The token has no host.',
      'Why: The docs host refuses a token that was made for another site, so nobody gets in.',
      'Fix: Set host to the docs host name, without scheme, port or path.',
      'Source: JWT authentication, User data (since 2026-03-10), https://docs.example/jwt#user-data',
      'Seen: over HTTP and in a browser; plain, deep-link',
    ].join('\n'),
  );
  expect(cases.get('token-json')?.error).toMatchObject([{ message: 'The check itself broke.' }]);
  expect(cases.get('redirect-exact')?.skipped).toEqual([
    { message: 'not reached: It was dropped.' },
  ]);
  expect(cases.get('users-kept-apart')?.skipped?.[0]?.message).toMatch(/^not applicable: /);
  const warned = cases.get('cache-no-store');
  expect(warned?.failure).toBeUndefined();
  expect(warned?.['system-out']?.[0]).toMatch(/^warning\nExpected: Cache-Control: no-store/);
});

test('what is known or off is skipped, with its reason; a baseline that no longer holds is said', async () => {
  const suites = (await fromXml(junit.render(gated(true), view))) as TestSuites;
  const said = suites.testsuite?.flatMap(({ testcase = [] }) =>
    testcase.flatMap(({ skipped = [], error = [] }) => [
      ...skipped.map(({ message }) => message),
      ...error.map(({ inner }) => inner?.split('\n').at(-1)),
    ]),
  );
  expect(said).toEqual([
    'known: The new host comes in March.',
    'off: It is a test machine.',
    'token-alg no longer falls: take its entry out.',
  ]);
});
