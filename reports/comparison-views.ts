import { changeHeadings, type Comparison, type Difference } from './comparison.js';
import type { ReportView } from './format.js';
import { paper } from './paper.js';
import type { Paper } from './paper.js';
import { outside, tame } from './parts/clean-text.js';
import { code, escaped } from './syntax/markdown-text.js';
import type { TargetComparison } from './run-comparison.js';

const step = ({ before, after }: Difference): string => `${before} → ${after}`;

/** What became of it in one sentence. */
export function tally({ differences, same }: Comparison): string {
  const parts = changeHeadings.map(([change, heading]) => {
    const count = differences.filter((one) => one.change === change).length;
    return `${count} ${heading.toLowerCase()}`;
  });
  return `${parts.join(' · ')} · ${same} the same`;
}

function putComparison(page: Paper, comparison: Comparison): void {
  const { ink } = page;
  const marks = {
    worse: ink.red('✗ '),
    'newly-unjudged': ink.yellow('– '),
    better: ink.green('✓ '),
    'newly-judged': ink.green('✓ '),
  };
  for (const remark of comparison.remarks) page.put(outside(remark), '· ');
  for (const [change, heading] of changeHeadings) {
    const own = comparison.differences.filter((one) => one.change === change);
    if (own.length > 0) page.heading(heading, own.length);
    for (const one of own) {
      page.put(`${ink.bold(tame(one.id))}  ${step(one)}`, marks[change]);
      page.put(tame(one.title), '', 2);
      if (one.actual !== undefined && change !== 'better') page.put(outside(one.actual), '', 2);
    }
  }
  page.gap();
  page.put(tally(comparison));
}

/** A comparison for a terminal. */
export function comparisonText(comparison: Comparison, { columns, colour }: ReportView): string {
  const page = paper(columns, colour);
  putComparison(page, comparison);
  return page.toString();
}

/** The same of several targets. */
export function runComparisonText(
  all: readonly TargetComparison[],
  { columns, colour }: ReportView,
): string {
  const page = paper(columns, colour);
  for (const one of all) {
    page.heading(`━━ ${one.name} ━━`);
    if ('comparison' in one) putComparison(page, one.comparison);
    else page.put(outside(one.says), '· ');
    page.gap();
  }
  return page.toString();
}

/** A comparison as Markdown, for a comment on a pull request. */
export function comparisonMarkdown(comparison: Comparison): string {
  const lines: string[] = [`**${tally(comparison)}**`, ''];
  for (const remark of comparison.remarks) lines.push(`- ${escaped(outside(remark))}`);
  if (comparison.remarks.length > 0) lines.push('');
  for (const [change, heading] of changeHeadings) {
    const own = comparison.differences.filter((one) => one.change === change);
    if (own.length === 0) continue;
    lines.push(
      `### ${heading} (${own.length})`,
      '',
      '| requirement | before → now | seen now |',
      '|---|---|---|',
    );
    for (const one of own) {
      lines.push(
        `| ${code(tame(one.id))} | ${step(one)} | ${escaped(outside(one.actual ?? ''))} |`,
      );
    }
    lines.push('');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

/** The same of several targets. */
export const runComparisonMarkdown = (all: readonly TargetComparison[]): string =>
  all
    .map((one) => {
      const says =
        'comparison' in one
          ? comparisonMarkdown(one.comparison)
          : `${escaped(outside(one.says))}\n`;
      return `## ${escaped(one.name)}\n\n${says}`;
    })
    .join('\n');
