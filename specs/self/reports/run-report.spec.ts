import { expect, test } from '@playwright/test';
import { parse } from 'junit2json';
import type { TestSuites } from 'junit2json';
import { parse as parseHtml } from 'parse5';
import type { DefaultTreeAdapterMap } from 'parse5';
import type { RunReport } from '../../../protocol/report.js';
import { fingerprint } from '../../../reports/parts/fingerprint.js';
import { meaningOfRun } from '../../../reports/parts/targets.js';
import { formats } from '../../../reports/index.js';
import { endlessTexts, hostileReport, hostileTexts } from './hostile-report.js';
import { obeyed, readers, runnerCommands } from './report-readers.js';
import { runOf } from './run-of-targets.js';
import { sampleReport } from '../harness/sample-report.js';

const view = { columns: 80, colour: false, verbose: false, location: 'docs-handshake.config.ts' };

const names = ['shop', 'docs, internal', 'staging.example', 'Ünïcödé', '日本語', 'SHOP'];

const render = async (format: string, run: RunReport): Promise<string> => {
  const found = await formats[format]?.();
  return found === undefined ? '' : found.renderRun(run, view);
};

for (const [name, load] of Object.entries(formats)) {
  test(`${name}: a report of several targets is one that its reader takes, whatever they are called`, async () => {
    test.slow();
    const { renderRun } = await load();
    const odd = [...hostileTexts.filter((text) => text.trim() !== ''), ...endlessTexts];
    const reports = [
      renderRun(runOf(names), view),
      renderRun(
        runOf(odd, () => sampleReport()),
        view,
      ),
      renderRun(
        runOf(['a', 'b', 'c'], (at) => hostileReport(odd[at] ?? '')),
        view,
      ),
    ];
    expect(await (readers[name] ?? (() => []))(reports)).toEqual([]);
    for (const report of reports) expect.soft(obeyed(report)).toEqual([]);
  });
}

test('JUnit: a suite for each target, its cases under its name, and the counts are those of all', async () => {
  const run = runOf(names);
  const suites = (await parse(await render('junit', run))) as TestSuites;
  const all = suites.testsuite ?? [];
  const cases = all.flatMap(({ testcase = [] }) => testcase);
  const judged = run.targets.flatMap(({ report }) => report?.verdicts ?? []);
  expect(suites.tests).toBe(cases.length);
  // Two of the targets say besides that there is no verdict.
  expect(cases.length).toBe(judged.length + 2);
  expect(new Set(cases.map((one) => `${one.classname} ${one.name}`)).size).toBe(cases.length);
  for (const name of names) {
    expect.soft(all.some((suite) => suite.name?.startsWith(`${name}: `))).toBe(true);
  }
});

test('what a finding is known by is its own for each target, and as before where there is but one', async () => {
  const run = runOf(['a', 'b', 'c'], () => sampleReport());
  const [report] = run.targets;
  const own = ({ targets }: RunReport): readonly string[] =>
    targets.map(({ name }) => fingerprint(report?.report ?? sampleReport(), 'user-host', name));
  expect(new Set(own(run)).size).toBe(3);
  expect(fingerprint(sampleReport(), 'user-host')).toBe('181d7eba6010449c7cb2d265c45333af');
  const sarif = JSON.parse(await render('sarif', run)) as {
    readonly runs: readonly {
      readonly results: readonly {
        readonly message: { readonly text: string };
        readonly partialFingerprints: object;
      }[];
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    }[];
  };
  const [first, ...others] = sarif.runs;
  expect(others, 'code scanning takes one run of a tool').toEqual([]);
  const prints = first?.results.map((one) => JSON.stringify(one.partialFingerprints)) ?? [];
  expect(new Set(prints).size).toBe(prints.length);
  expect(first?.results.every(({ message }) => /^[abc]: /.test(message.text))).toBe(true);
  const rules = first?.tool.driver.rules.map(({ id }) => id) ?? [];
  expect(new Set(rules).size).toBe(rules.length);
  const issues = JSON.parse(await render('gitlab', run)) as readonly {
    readonly fingerprint: string;
  }[];
  expect(new Set(issues.map((issue) => issue.fingerprint)).size).toBe(issues.length);
});

test('GitHub: ten annotations of a kind for all targets together, the others counted', async () => {
  const many = Array.from({ length: 12 }, (_none, at) => `target ${at}`);
  const run = runOf(many);
  const targets = many.map((name) => ({ ...run.targets[0]!, name }));
  const log = await render('github', { ...run, targets });
  const commands = runnerCommands(log);
  expect(commands.filter(({ name }) => name === 'error').length).toBe(10);
  expect(commands.find(({ name }) => name === 'notice')?.data).toMatch(/more errors?/);
  expect(commands.find(({ name }) => name === 'error')?.properties['title']).toMatch(/^target 0: /);
});

test('Markdown: a table of all, then what is worth a look first; it is cut where it is too long, and says so', async () => {
  const text = await render('markdown', runOf(names));
  expect(text).toMatch(/^## ❌ Of 6 targets, 3 passed, 1 failed, 2 could not be judged\.\n/);
  const rows = text.split('\n').filter((line) => line.startsWith('| ') && line.endsWith(' |'));
  for (const name of names) {
    expect.soft(rows.filter((row) => row.startsWith(`| ${name} |`)).length, name).toBe(1);
  }
  const heads = text.split('\n').filter((line) => line.startsWith('## '));
  const place = (name: string): number => heads.findIndex((head) => head.includes(` ${name}`));
  expect(place('staging.example')).toBeGreaterThan(0);
  expect(place('Ünïcödé')).toBeGreaterThan(place('staging.example'));
  const format = await formats['markdown']!();
  const short = format.renderRun(runOf(names), { ...view, mostBytes: 6_000 });
  expect(Buffer.byteLength(short)).toBeLessThanOrEqual(6_000);
  expect(short).toMatch(/Cut here: \d+ more would not fit/);
});

type Node = DefaultTreeAdapterMap['node'];

test('HTML: ids are unique, every link leads somewhere, and a target keeps its links', async () => {
  const html = await render('html', runOf(names));
  const ids: string[] = [];
  const links: string[] = [];
  const walk = (node: Node): void => {
    for (const { name, value } of 'attrs' in node ? node.attrs : []) {
      if (name === 'id') ids.push(value);
      if (name === 'href' && value.startsWith('#')) links.push(decodeURIComponent(value.slice(1)));
    }
    if ('childNodes' in node) node.childNodes.forEach(walk);
  };
  walk(parseHtml(html));
  expect(ids.filter((id, at) => ids.indexOf(id) < at)).toEqual([]);
  expect(links.filter((link) => !ids.includes(link))).toEqual([]);
  // Two are called the same but for their case, one has no letter that an id could have.
  for (const id of ['docs-internal.target', 'unicode.target', 'target_5.target', 'shop_1.target']) {
    expect.soft(ids, id).toContain(id);
  }
});

test('a terminal of any width has a line for each target, and what gates', async () => {
  const format = await formats['terminal']!();
  for (const columns of [40, 60, 80, 100]) {
    const text = format.renderRun(runOf(names), { ...view, columns });
    const table = text.slice(text.indexOf('Targets (6)'));
    const lines = table.split('\n');
    for (const name of names) expect.soft(table, `${columns}: ${name}`).toContain(name);
    expect.soft(table, `${columns}`).toMatch(/user-host/);
    expect
      .soft(Math.max(...lines.map((line) => line.length)), `${columns}`)
      .toBeLessThanOrEqual(columns);
  }
});

test('one target that is left of several is spoken of as one', () => {
  const [failed, , , passed] = runOf(names).targets;
  const rows = [
    [passed, 0, 'The 1 target passed.'],
    [failed, 1, 'Of 1 target, 1 failed.'],
  ] as const;
  for (const [target, exitCode, says] of rows) {
    const targets = target === undefined ? [] : [target];
    expect.soft(meaningOfRun({ ...runOf(names), targets, exitCode })[0]).toBe(says);
  }
});
