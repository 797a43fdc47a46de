import type { JudgedTarget, Report, RunReport } from '../protocol/report.js';
import type { Verdict } from '../protocol/verdict.js';
import { grouped, seconds } from './parts/amounts.js';
import { outside, tame } from './parts/clean-text.js';
import { findingParts } from './parts/finding-parts.js';
import type { ReportFormat, ReportView } from './format.js';
import { code, escaped, item, linked } from './parts/markdown-text.js';
import { outcomeWords, standing } from './parts/standing.js';
import { tallyOf } from './parts/tally.js';
import { meaning } from './parts/meaning.js';
import { meaningOfRun, nameOf, notJudgedWords, rowOf } from './parts/targets.js';
import { wholeRun } from './parts/whole-run.js';

/** Below 1 MiB, which is what GitHub takes for a summary, and enough for 300 findings of the greatest length. */
const mostBytes = 1_000_000;

/** A piece of a section, and how many requirements it tells of. */
interface Line {
  readonly text: string;
  readonly count: number;
}

/** A part of the page whose lines may be left out from the end. */
interface Section {
  readonly open: string;
  readonly lines: readonly Line[];
  readonly close: string;
}

/** How many requirements lines tell of. */
const countOf = (lines: readonly Line[]): number =>
  lines.reduce((sum, { count }) => sum + count, 0);

function findingBlock(verdict: Verdict): string {
  const { expected, actual, why, fix, source, address, seen } = findingParts(verdict);
  const { id, level, title } = verdict;
  const rows: readonly (readonly [label: string, markdown: string])[] = [
    ['Expected', escaped(expected)],
    ['Actual', escaped(actual)],
    ['Why', escaped(why)],
    ['Fix', escaped(fix)],
    ['Source', linked(source, address)],
    ['Seen', escaped(tame(seen))],
  ];
  const items = rows
    .filter(([, markdown]) => markdown !== '')
    .map(([label, markdown]) => `- **${label}:** ${markdown}`);
  return `\n#### ${code(tame(id))} (${level})\n\n${escaped(tame(title))}\n\n${items.join('\n')}\n`;
}

const findings = (name: string, verdicts: readonly Verdict[]): Section => ({
  open: `\n### ${name} (${verdicts.length})\n`,
  lines: verdicts.map((verdict) => ({ text: findingBlock(verdict), count: 1 })),
  close: '',
});

/** A row of a table, and how many requirements it tells of: one unless it says so. */
interface Row {
  readonly cells: readonly [string, string];
  readonly count?: number;
}

/** A table that is folded away: what a reader asks for only after the findings. */
function folded(name: string, heads: readonly [string, string], rows: readonly Row[]): Section {
  const lines = rows.map(({ cells, count = 1 }) => ({ text: `| ${cells.join(' | ')} |\n`, count }));
  return {
    open: `\n<details>\n<summary>${name} (${countOf(lines)})</summary>\n\n| ${heads.join(' | ')} |\n|---|---|\n`,
    lines,
    close: '\n</details>\n',
  };
}

/** Those that were not judged for one and the same reason together. */
function unjudged(verdicts: readonly Verdict[]): readonly Row[] {
  const groups = grouped(
    verdicts,
    ({ outcome, actual, title }) => `${outcomeWords(outcome)}: ${outside(actual ?? title)}`,
  );
  return [...groups].map(([reason, rows]) => ({
    cells: [rows.map(({ id }) => code(tame(id))).join(', '), escaped(reason)],
    count: rows.length,
  }));
}

const row = (id: string, text: string): Row => ({ cells: [code(id), escaped(text)] });

const spoken = ({ id, actual, title }: Verdict): Row => row(tame(id), outside(actual ?? title));

function accepted({ id, known }: Verdict): Row {
  const { reason = '', owner = '', expires = '' } = known ?? {};
  return row(tame(id), `${outside(reason)} (${outside(owner)}, until ${tame(expires)})`);
}

/** What is to be said of entries of the baseline. */
const baselineRows = ({ baseline }: Report): readonly Row[] =>
  (baseline?.entries ?? []).flatMap(({ id, says }) =>
    says === undefined ? [] : [row(outside(id), outside(says))],
  );

function sectionsOf(report: Report): readonly Section[] {
  const having = (...outcomes: readonly string[]): readonly Verdict[] =>
    report.verdicts.filter(({ outcome }) => outcomes.includes(outcome));
  const named = ({ id, title }: Verdict): Row => row(tame(id), tame(title));
  const sections = [
    findings('Failed', standing(report, 'failed')),
    findings('The suite broke on', standing(report, 'broke')),
    findings('Warnings', standing(report, 'warned')),
    folded('Known', ['requirement', 'why it is accepted'], standing(report, 'known').map(accepted)),
    folded('Baseline', ['requirement', 'what is to be said'], baselineRows(report)),
    folded(
      'Switched off',
      ['requirement', 'why'],
      (report.off ?? []).map(({ id, reason }) => row(tame(id), outside(reason))),
    ),
    folded('Notes', ['requirement', 'note'], having('note').map(spoken)),
    folded('Not judged', ['requirement', 'why not'], unjudged(standing(report, 'skipped'))),
    folded('Passed', ['requirement', 'what is met'], having('pass').map(named)),
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

/** Exit code 0 or 1, or no verdict. */
const markOf = (exitCode: number): string => (exitCode === 0 ? '✅' : exitCode === 3 ? '❔' : '❌');

/**
 * The verdict, what it is about, and what is to be known of the run as a whole.
 *
 * @param name of the target, cleaned, where there are several
 */
function head(report: Report, name?: string): string {
  const { exitCode, target, summary, remarks } = report;
  const [verdict, why] = meaning(report);
  const reasons = wholeRun(report)?.reasons ?? remarks.map((remark) => outside(remark));
  const tally = tallyOf(summary).map(({ text }) => text);
  return [
    `## ${markOf(exitCode)} ${escaped(`${name === undefined ? '' : `${name}: `}${outside(verdict)}`)}`,
    escaped(`Exit code ${exitCode}: ${outside(why)}`),
    `${tally.join(' · ')}, in ${seconds(report)}`,
    [
      '| | |\n|---|---|',
      `| Login | ${code(outside(target.loginUrl))} |`,
      `| Docs | ${code(outside(target.docsOrigin))} |`,
      `| Rules | ${escaped(outside(`${target.handshake}, edition ${target.edition}`))} |`,
    ].join('\n'),
    ...(reasons.length === 0 ? [] : [reasons.map(item).join('\n')]),
  ].join('\n\n');
}

const bytes = (text: string): number => Buffer.byteLength(text);

/** Leaves lines out from the end until the page fits, and says so. */
function fitted(first: string, sections: readonly Section[], most: number): string {
  const cut = (left: number): string =>
    `\n**Cut here: ${left} more would not fit. \`--report json=<path>\` has them all.**\n`;
  const all = sections.reduce((sum, { lines }) => sum + countOf(lines), 0);
  const room = most - bytes(cut(all)) - 1;
  let text = `${first}\n`;
  let size = bytes(text);
  let written = 0;
  for (const { open, lines, close } of sections) {
    const frame = bytes(open + close);
    if (size + frame + bytes(lines[0]?.text ?? '') > room) return text + cut(all - written);
    text += open;
    size += frame;
    for (const line of lines) {
      if (size + bytes(line.text) > room) return text + close + cut(all - written);
      text += line.text;
      size += bytes(line.text);
      written += line.count;
    }
    text += close;
  }
  return text;
}

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
