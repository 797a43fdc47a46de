import { addressesOf } from '../parts/addresses.js';
import type { Report } from '../../protocol/report.js';
import type { Verdict } from '../../protocol/verdict.js';
import { grouped, seconds } from '../parts/amounts.js';
import { outside, tame } from '../parts/clean-text.js';
import { findingParts } from '../parts/finding-parts.js';
import { code, escaped, item, linked } from '../syntax/markdown-text.js';
import { meaning } from '../parts/meaning.js';
import { outcomeWords, standing } from '../parts/standing.js';
import { tallyOf } from '../parts/tally.js';
import { wholeRun } from '../parts/whole-run.js';
import { countOf } from './fitted-page.js';
import type { Section } from './fitted-page.js';

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

/** The findings, and what is folded away below them. */
export function sectionsOf(report: Report): readonly Section[] {
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
export const markOf = (exitCode: number): string =>
  exitCode === 0 ? '✅' : exitCode === 1 ? '❌' : '❔';

/**
 * The verdict, what it is about, and what is to be known of the run as a whole.
 *
 * @param name of the target, cleaned, where there are several
 */
export function head(report: Report, name?: string): string {
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
      ...addressesOf(target).map(([what, url]) => `| ${what} | ${code(outside(url))} |`),
      `| Docs | ${code(outside(target.docsOrigin))} |`,
      `| Rules | ${escaped(outside(`${target.handshake}, edition ${target.edition}`))} |`,
    ].join('\n'),
    ...(reasons.length === 0 ? [] : [reasons.map(item).join('\n')]),
  ].join('\n\n');
}
