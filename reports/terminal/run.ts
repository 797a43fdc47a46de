import type { JudgedTarget, RunReport } from '../../protocol/report.js';
import type { ReportView } from '../format.js';
import { label, paper } from '../paper.js';
import type { Paper } from '../paper.js';
import { seconds } from '../parts/amounts.js';
import { outside } from '../parts/clean-text.js';
import { meaningOfRun, nameOf, notJudgedWords, rowOf } from '../parts/targets.js';
import type { TargetRow } from '../parts/targets.js';
import { putReport } from './report.js';

/** How many columns a text takes, as far as its graphemes tell. */
const columnsOf = (text: string): number => [...new Intl.Segmenter().segment(text)].length;

function fitted(text: string, columns: number): string {
  const parts = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  const short = parts.length > columns ? [...parts.slice(0, columns - 1), '…'] : parts;
  return short.join('') + ' '.repeat(Math.max(0, columns - short.length));
}

/** Between two columns. */
const gutter = '  ';
/** The widest that a name gets, and the room that what gates needs to stand in the line. */
const widestName = 24;
const leastGates = 24;

interface Column {
  readonly head: string;
  readonly cell: (row: TargetRow) => string;
  readonly isNumber?: true;
}

/** The columns before the last one; counts that are 0 for all targets are left out. */
function columnsFor(rows: readonly TargetRow[]): readonly Column[] {
  const counted = (head: string, of: (row: TargetRow) => number): readonly Column[] =>
    rows.some((row) => of(row) > 0)
      ? [{ head, cell: (row) => String(of(row)), isNumber: true }]
      : [];
  return [
    { head: 'Target', cell: ({ name }) => fitted(name, widestName).trimEnd() },
    { head: 'Verdict', cell: ({ verdict }) => verdict },
    { head: 'Pass', cell: ({ passed }) => String(passed), isNumber: true },
    { head: 'Fail', cell: ({ failed }) => String(failed), isNumber: true },
    ...counted('Warn', ({ warnings }) => warnings),
    ...counted('Known', ({ known }) => known),
    ...counted('Left out', ({ leftOut }) => leftOut),
    { head: 'Not judged', cell: notJudgedWords },
    { head: 'Exit', cell: ({ exitCode }) => String(exitCode), isNumber: true },
  ];
}

/** What gates, as much as fits, and how many more there are. */
function gatesIn(gates: readonly string[], columns: number): string {
  const [first = ''] = gates;
  let text = gates.length < 2 ? first : `${first} +${gates.length - 1}`;
  for (let count = 2; count <= gates.length; count += 1) {
    const rest = gates.length - count;
    const longer = gates.slice(0, count).join(', ') + (rest === 0 ? '' : ` +${rest}`);
    if (columnsOf(longer) > columns) break;
    text = longer;
  }
  return fitted(text, columns).trimEnd();
}

const marks = { good: '✓ ', bad: '✗ ', open: '– ' } as const;

/** A target where the page is too narrow for a table. */
function putRow(page: Paper, row: TargetRow, columns: readonly Column[], mark: string): void {
  page.put(`${page.ink.bold(row.name)}: ${row.verdict}, exit code ${row.exitCode}`, mark);
  const counts = columns
    .slice(2, -1)
    .map(({ head, cell }) => `${cell(row)} ${head.toLowerCase()}`)
    .join(' · ');
  page.put(counts, '', 2);
}

/** One line for each target; where the page is too narrow, what gates stands below it. */
function putTable(page: Paper, rows: readonly TargetRow[], width: number): void {
  const { ink } = page;
  const paints = { good: ink.green, bad: ink.red, open: ink.yellow } as const;
  const columns = columnsFor(rows);
  const widths = columns.map(({ head, cell }) =>
    Math.max(columnsOf(head), ...rows.map((row) => columnsOf(cell(row)))),
  );
  const before = 2 + widths.reduce((sum, each) => sum + each + gutter.length, 0);
  const isTable = before - gutter.length <= width;
  const inLine = isTable && width - before >= leastGates;
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => {
        const free = ' '.repeat(Math.max(0, (widths[at] ?? 0) - columnsOf(cell)));
        return columns[at]?.isNumber === true ? free + cell : cell + free;
      })
      .join(gutter);
  if (isTable) {
    const gates = inLine && rows.some((row) => row.gates.length > 0) ? 'What gates' : '';
    const heads = line(columns.map(({ head }) => head));
    page.whole(ink.dim(`  ${heads}${gutter}${gates}`.trimEnd()), 0);
  }
  for (const row of rows) {
    const paint = paints[row.tone];
    const mark = paint(marks[row.tone]);
    const cells = line(columns.map(({ cell }) => cell(row)));
    const gates = inLine ? gatesIn(row.gates, width - before) : '';
    if (isTable) page.whole(`${mark}${cells}${gates === '' ? '' : gutter + paint(gates)}`, 0);
    else putRow(page, row, columns, mark);
    if (!inLine && row.gates.length > 0) page.put(paint(row.gates.join(', ')), '', 4);
  }
}

/** A target that has something to say besides its line. */
function putTarget(page: Paper, target: JudgedTarget, verbose: boolean): void {
  const { report, failure = '', loginUrl, exitCode } = target;
  if (exitCode === 0 && !verbose) return;
  const { ink } = page;
  page.gap();
  page.put(ink.bold(`━━ ${nameOf(target)} ━━`));
  page.gap();
  if (report !== undefined) {
    putReport(page, report, verbose);
    return;
  }
  page.put(outside(loginUrl), label(ink, 'Login'));
  page.put(ink.yellow(outside(failure)), ink.yellow('✗ '));
}

/** A run over several targets for a person: what is wrong with each, then one line for each, the verdict last. */
export function renderRun(run: RunReport, { columns, colour, verbose }: ReportView): string {
  const page = paper(columns, colour);
  const { ink } = page;
  const { tool, targets, exitCode } = run;
  page.put(`${ink.bold(tool.name)} ${ink.dim(tool.version)}`);
  for (const target of targets) putTarget(page, target, verbose);
  page.heading('Targets', targets.length);
  putTable(page, targets.map(rowOf), columns);
  page.gap();
  page.put(ink.dim(`in ${seconds(run)}`));
  page.gap();
  const [verdict, why] = meaningOfRun(run);
  const paint = exitCode === 0 ? ink.green : ink.red;
  page.put(paint(ink.bold(verdict)), paint(exitCode === 0 ? '✓ ' : '✗ '));
  page.put(`Exit code ${exitCode}: ${why}`, '', 2);
  return page.toString();
}
