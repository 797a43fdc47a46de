import type { JudgedTarget, RunReport } from '../../protocol/report.js';
import type { ReportFormat, ReportView } from '../format.js';
import { seconds } from '../parts/amounts.js';
import { outside } from '../parts/clean-text.js';
import { code, escaped } from '../syntax/markdown-text.js';
import { meaningOfRun, nameOf, notJudgedWords, rowOf } from '../parts/targets.js';
import { fitted } from './fitted-page.js';
import type { Section } from './fitted-page.js';
import { head, markOf, sectionsOf } from './report.js';

/** Below 1 MiB, which is what GitHub takes for a summary, and enough for 300 findings of the greatest length. */
const mostBytes = 1_000_000;

/** One line for each target. */
function table(targets: readonly JudgedTarget[]): string {
  const heads = ['Target', 'Verdict', 'Passed', 'Failed', 'Warnings', 'Known', 'Left out'];
  const lines = targets.map(rowOf).map((row) => {
    const cells = [
      escaped(row.name),
      `${markOf(row.exitCode)} ${row.verdict}`,
      ...[row.passed, row.failed, row.warnings, row.known, row.leftOut].map(String),
      notJudgedWords(row),
      row.gates.map(code).join(', '),
      String(row.exitCode),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    `| ${[...heads, 'Not judged', 'What gates', 'Exit code'].join(' | ')} |`,
    '|---|---|---|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

function headOfRun(run: RunReport): string {
  const [verdict, why] = meaningOfRun(run);
  return [
    `## ${markOf(run.exitCode)} ${verdict}`,
    `Exit code ${run.exitCode}: ${why}`,
    `in ${seconds(run)}`,
    table(run.targets),
  ].join('\n\n');
}

/** What is to be said of one target among several, its head with its first lines. */
function sectionsOfTarget(target: JudgedTarget): readonly Section[] {
  const { report, failure = '', exitCode, loginUrl } = target;
  const whole = (text: string): Section => ({
    open: '',
    lines: [{ text: `\n${text}\n`, count: 0 }],
    close: '',
  });
  const name = nameOf(target);
  if (report !== undefined) return [whole(head(report, name)), ...sectionsOf(report)];
  const title = `## ${markOf(exitCode)} ${escaped(name)}`;
  const said = `Exit code ${exitCode}: ${escaped(outside(failure))}`;
  return [whole([title, said, `Login: ${code(outside(loginUrl))}`].join('\n\n'))];
}

const most = ({ mostBytes: left }: ReportView): number => Math.min(left ?? mostBytes, mostBytes);

/** What is worth a look first stands first, since a page may be cut. */
const byUrgency = (targets: readonly JudgedTarget[]): readonly JudgedTarget[] =>
  targets.toSorted((a, b) => Number(a.exitCode === 0) - Number(b.exitCode === 0));

/** The report as Markdown, for a summary, a pull request or a ticket: findings first, what was left out is said. */
export const markdown: ReportFormat = {
  name: 'markdown',
  render: (report, view) => fitted(head(report), sectionsOf(report), most(view)),
  renderRun: (run, view) =>
    fitted(headOfRun(run), byUrgency(run.targets).flatMap(sectionsOfTarget), most(view)),
};
