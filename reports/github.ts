import type { Report } from '../protocol/report.js';
import { clean, outside, tame } from './parts/clean-text.js';
import { findingParts } from './parts/finding-parts.js';
import type { ReportFormat, ReportView } from './format.js';
import { command, inert } from './parts/log-commands.js';
import { markdown } from './markdown.js';
import { standing } from './parts/standing.js';
import type { Standing } from './parts/standing.js';
import { tallyOf } from './parts/tally.js';
import { wholeRun } from './parts/whole-run.js';

/** What GitHub shows of one step: more annotations of a kind are dropped without a word. */
const mostOfAKind = 10;
/** The most characters of a text in an annotation, which is a note at the margin. */
const longest = 500;

const lines = (texts: readonly string[]): string => texts.map(inert).join('\n');

/** One note on the run's page. */
interface Annotation {
  readonly title: string;
  readonly text: string;
}

const noteOf = (report: Report, ...wanted: readonly Standing[]): readonly Annotation[] =>
  standing(report, ...wanted).map((verdict) => {
    const { expected, actual, fix } = findingParts(verdict);
    const said = [`Expected: ${expected}`, `Actual: ${actual}`, `Fix: ${fix}`];
    return {
      title: `${tame(verdict.id)}: ${tame(verdict.title)}`,
      text: lines(said.map((line) => outside(line, longest))),
    };
  });

/** The annotations of a report as commands; those beyond the limit are counted in one notice. */
function annotations(report: Report, { location }: ReportView): string {
  const whole = wholeRun(report);
  const errors: readonly Annotation[] = [
    ...(whole === undefined
      ? []
      : [{ title: 'docs-handshake', text: lines([whole.message, ...whole.reasons]) }]),
    ...noteOf(report, 'failed', 'broke'),
  ];
  const kinds = [
    ['error', errors],
    ['warning', noteOf(report, 'warned')],
  ] as const;
  const shown = kinds.flatMap(([kind, notes]) =>
    notes
      .slice(0, mostOfAKind)
      .map(({ title, text }) => command(kind, text, { file: location, title })),
  );
  const rest = kinds.flatMap(([kind, { length }]) => {
    const left = length - mostOfAKind;
    return left > 0 ? [`${left} more ${kind}${left === 1 ? '' : 's'}`] : [];
  });
  const counted = `${rest.join(' and ')}: the summary has them all.`;
  return [...shown, ...(rest.length === 0 ? [] : [command('notice', counted)])].join('');
}

/** Every requirement with its outcome, folded away. */
function group({ verdicts, summary, target }: Report): string {
  const tally = tallyOf(summary).map(({ text }) => text);
  const rows = verdicts.map(({ id, outcome, title }) =>
    inert(`${outcome.padEnd('not-applicable'.length)}  ${tame(id)}: ${tame(title)}\n`),
  );
  const name = `docs-handshake, ${clean(target.handshake)}: ${tally.join(', ')}`;
  return command('group', name) + rows.join('') + command('endgroup', '');
}

/** GitHub's pipeline: the Markdown report as its summary, findings as annotations, all requirements in the log. */
export const github: ReportFormat = {
  name: 'github',
  shares: true,
  render: (report, view) => group(report) + annotations(report, view),
  appendix: { variable: 'GITHUB_STEP_SUMMARY', mostBytes: 1_000_000, render: markdown.render },
};
