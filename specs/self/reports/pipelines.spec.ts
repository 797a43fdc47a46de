import { expect, test } from '@playwright/test';
import type { Log } from 'sarif';
import type { Report } from '../../../protocol/report.js';
import { github } from '../../../reports/github.js';
import { gitlab } from '../../../reports/gitlab.js';
import { markdown } from '../../../reports/markdown/markdown.js';
import { sarif } from '../../../reports/sarif.js';
import { pageOf, runnerCommands } from './report-readers.js';
import { sampleReport, sampleVerdict } from '../harness/sample-report.js';

const view = { columns: 80, colour: false, verbose: false, location: 'app/docs login.ts' };
const fallen = (count: number, outcome: 'fail' | 'warn'): Report['verdicts'] =>
  Array.from({ length: count }, (_none, index) =>
    sampleVerdict({
      id: `${outcome}-${index}`,
      outcome,
      expected: `This. ${'é'.repeat(1_500)}`,
      actual: `That. ${'é'.repeat(1_500)}`,
    }),
  );

/** Another run of the same flow: another port, another time, other words. */
const later = (): Report => {
  const report = sampleReport();
  return {
    ...report,
    target: { ...report.target, loginUrl: 'https://login.example:8443/docs-login' },
    startedAt: '2026-11-22T04:00:00.000Z',
    verdicts: report.verdicts.map((verdict) => ({ ...verdict, actual: 'Other words.' })),
  };
};

test('SARIF has a result with a place, a rule and a lasting fingerprint for what fell', () => {
  const [run] = (JSON.parse(sarif.render(sampleReport(), view)) as Log).runs;
  const rules = run?.tool.driver.rules ?? [];
  expect(run?.results?.map(({ ruleId, level }) => [ruleId, level])).toEqual([
    ['user-host', 'error'],
    ['handoff-not-blocked', 'error'],
    ['cache-no-store', 'warning'],
  ]);
  for (const { ruleId, locations } of run?.results ?? []) {
    expect(locations?.[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'app/docs%20login.ts' },
      region: { startLine: 1 },
    });
    const rule = rules.find(({ id }) => id === ruleId);
    expect(rule?.help?.text).toContain('Set host to the docs host name');
    expect(rule?.helpUri).toBe('https://docs.example/jwt#user-data');
  }
  expect(run?.invocations).toMatchObject([
    { executionSuccessful: true, exitCode: 1, toolExecutionNotifications: [{ level: 'error' }] },
  ]);
  const prints = (report: Report): readonly unknown[] =>
    (JSON.parse(sarif.render(report, view)) as Log).runs[0]?.results?.map(
      ({ partialFingerprints }) => partialFingerprints,
    ) ?? [];
  expect(prints(later())).toEqual(prints(sampleReport()));
  expect(new Set(prints(sampleReport()).map((one) => JSON.stringify(one))).size).toBe(3);
});

test('GitLab gets an issue with a severity and a lasting fingerprint for what fell', () => {
  const issues = (report: Report): readonly Record<string, unknown>[] =>
    JSON.parse(gitlab.render(report, view)) as readonly Record<string, unknown>[];
  const seen = issues(sampleReport()).map((issue) => [issue['check_name'], issue['severity']]);
  expect(seen).toEqual([
    ['user-host', 'critical'],
    ['handoff-not-blocked', 'critical'],
    ['cache-no-store', 'minor'],
    ['token-json', 'major'],
  ]);
  const prints = (report: Report): readonly unknown[] =>
    issues(report).map((issue) => issue['fingerprint']);
  expect(prints(later())).toEqual(prints(sampleReport()));
  expect(new Set(prints(later())).size).toBe(4);
});

test('no report of a run without a verdict looks like a success', () => {
  const report = sampleReport({
    exitCode: 3,
    remarks: ['The target did not answer.'],
    verdicts: [],
  });
  const said = /could not be judged.*The target did not answer\./s;
  expect(gitlab.render(report, view)).toMatch(said);
  const [run] = (JSON.parse(sarif.render(report, view)) as Log).runs;
  expect(run?.results?.[0]).toMatchObject({ ruleId: 'run', level: 'error' });
  expect(run?.invocations?.[0]?.executionSuccessful).toBe(false);
  const annotation = runnerCommands(github.render(report, view)).at(-1);
  expect(annotation?.name).toBe('error');
  expect(annotation?.data).toMatch(said);
  expect(pageOf(markdown.render(report, view)).text).toMatch(said);
});

test('GitHub gets ten annotations of a kind, and the number of the others', () => {
  const commands = (report: Report): ReturnType<typeof runnerCommands> =>
    runnerCommands(github.render(report, view)).filter(({ name }) => !name.endsWith('group'));
  const [first] = commands(sampleReport());
  expect(first).toEqual({
    name: 'error',
    properties: {
      file: 'app/docs login.ts',
      title: 'user-host: The host claim equals the docs host name exactly.',
    },
    data:
      'Expected: host is "docs.example".\nActual: The token has no host.\n' +
      'Fix: Set host to the docs host name, without scheme, port or path.',
  });
  const many = [...fallen(12, 'fail'), ...fallen(11, 'warn')];
  const names = (report: Report): readonly string[] => commands(report).map(({ name }) => name);
  const ten = (name: string): readonly string[] => Array.from({ length: 10 }, () => name);
  const crowded = sampleReport({ verdicts: many });
  expect(names(crowded)).toEqual([...ten('error'), ...ten('warning'), 'notice']);
  expect(commands(crowded).at(-1)?.data).toBe(
    '2 more errors and 1 more warning: the summary has them all.',
  );
  expect(names({ ...crowded, failOn: 'should' })).toEqual([...ten('error'), 'notice']);
});

test('Markdown tells the findings, and where it was cut', () => {
  const whole = pageOf(markdown.render(sampleReport(), view)).text;
  for (const part of [
    'Failed (2)',
    'Expected: host is "docs.example".',
    'Not judged (3)',
    'Passed (4)',
  ]) {
    expect(whole).toContain(part);
  }
  expect(whole).not.toContain('Cut here');
  for (const mostBytes of [2_000, 40_000, 10_000_000]) {
    const report = sampleReport({ verdicts: [...fallen(300, 'fail'), ...fallen(300, 'warn')] });
    const text = markdown.render(report, { ...view, mostBytes });
    expect(Buffer.byteLength(text)).toBeLessThan(Math.min(mostBytes, 2 ** 20));
    const shown = text.match(/^#### /gm)?.length ?? 0;
    expect(text).toContain(`**Cut here: ${600 - shown} more would not fit.`);
  }
});

test('Markdown tells a reason once for all that were not judged for it', () => {
  const unjudged = (count: number, outcome: 'not-reached' | 'not-applicable', actual: string) =>
    Array.from({ length: count }, (_unused, at) =>
      sampleVerdict({ id: `${outcome}-${at}`, outcome, actual }),
    );
  const reason = 'It needs a browser to be seen.';
  const verdicts = [
    ...unjudged(4, 'not-reached', reason),
    ...unjudged(2, 'not-applicable', reason),
    ...unjudged(1, 'not-reached', 'It was not asked.'),
  ];
  const text = markdown.render(sampleReport({ verdicts }), view);
  const page = pageOf(text).text;
  expect(page).toContain('Not judged (7)');
  const rows = text.split('\n').filter((line) => line.includes('needs a browser'));
  expect(rows.map((row) => pageOf(row).text.replace(/\s*\|\s*/g, '|'))).toEqual([
    `|not-reached-0, not-reached-1, not-reached-2, not-reached-3|not reached: ${reason}|`,
    `|not-applicable-0, not-applicable-1|not applicable: ${reason}|`,
  ]);
  // What is left out is counted by requirement, not by line.
  const first = Buffer.byteLength(text.slice(0, text.indexOf('\n\n<details>')));
  const cut = markdown.render(sampleReport({ verdicts }), { ...view, mostBytes: first + 130 });
  expect(cut).toContain('**Cut here: 7 more would not fit.');
});
