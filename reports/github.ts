import { plural } from './parts/amounts.js';
import { clean, outside, tame } from './parts/clean-text.js';
import { findingParts } from './parts/finding-parts.js';
import type { ReportFormat, ReportView } from './format.js';
import { command, inert } from './syntax/log-commands.js';
import { markdown } from './markdown/markdown.js';
import { standing } from './parts/standing.js';
import type { Standing } from './parts/standing.js';
import { tallyOf } from './parts/tally.js';
import { named, toldAlone, toldOf } from './parts/told.js';
import type { Told } from './parts/told.js';

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

const notesOf = (told: Told, ...wanted: readonly Standing[]): readonly Annotation[] =>
  (told.report === undefined ? [] : standing(told.report, ...wanted)).map((verdict) => {
    const { expected, actual, fix } = findingParts(verdict);
    const said = [`Expected: ${expected}`, `Actual: ${actual}`, `Fix: ${fix}`];
    return {
      title: named(told, `${tame(verdict.id)}: ${tame(verdict.title)}`),
      text: lines(said.map((line) => outside(line, longest))),
    };
  });

/** What is to be said of a run that no requirement says. */
const wholeNote = (told: Told): readonly Annotation[] =>
  told.whole === undefined
    ? []
    : [
        {
          title: named(told, 'docs-handshake'),
          text: lines([told.whole.message, ...told.whole.reasons]),
        },
      ];

/** The annotations of a step as commands; those beyond the limit are counted in one notice. */
function annotations(all: readonly Told[], { location }: ReportView): string {
  const errors = all.flatMap((told) => [...wholeNote(told), ...notesOf(told, 'failed', 'broke')]);
  const kinds = [
    ['error', errors],
    ['warning', all.flatMap((told) => notesOf(told, 'warned'))],
  ] as const;
  const shown = kinds.flatMap(([kind, notes]) =>
    notes
      .slice(0, mostOfAKind)
      .map(({ title, text }) => command(kind, text, { file: location, title })),
  );
  const rest = kinds.flatMap(([kind, { length }]) => {
    const left = length - mostOfAKind;
    return left > 0 ? [plural(left, `more ${kind}`)] : [];
  });
  const counted = `${rest.join(' and ')}: the summary has them all.`;
  return [...shown, ...(rest.length === 0 ? [] : [command('notice', counted)])].join('');
}

/** Every requirement with its outcome, folded away. */
function group(told: Told): string {
  if (told.report === undefined) return '';
  const { verdicts, summary, target } = told.report;
  const tally = tallyOf(summary).map(({ text }) => text);
  const rows = verdicts.map(({ id, outcome, title }) =>
    inert(`${outcome.padEnd('not-applicable'.length)}  ${tame(id)}: ${tame(title)}\n`),
  );
  const name = named(told, `${clean(target.handshake)}: ${tally.join(', ')}`);
  return command('group', `docs-handshake, ${name}`) + rows.join('') + command('endgroup', '');
}

const written = (all: readonly Told[], view: ReportView): string =>
  all.map(group).join('') + annotations(all, view);

/** GitHub's pipeline: the Markdown report as its summary, findings as annotations, all requirements in the log. */
export const github: ReportFormat = {
  name: 'github',
  shares: true,
  render: (report, view) => written([toldAlone(report)], view),
  renderRun: ({ targets }, view) => written(targets.map(toldOf), view),
  appendix: {
    variable: 'GITHUB_STEP_SUMMARY',
    mostBytes: 1_000_000,
    render: markdown.render,
    renderRun: markdown.renderRun,
  },
};
