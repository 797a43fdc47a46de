import type { EditionResult, Report } from '../../protocol/report.js';
import { seconds } from '../parts/amounts.js';
import { outside } from '../parts/clean-text.js';
import { label } from '../paper.js';
import type { Paper } from '../paper.js';
import { editionWords } from '../parts/editions.js';
import { meaning } from '../parts/meaning.js';
import { tallyOf } from '../parts/tally.js';
import type { Causes } from '../parts/causes.js';

/** The end of a report: the tally, the editions, the verdict and what its exit code means. */
export function putResult(page: Paper, report: Report, causes: Causes, verbose: boolean): void {
  const { ink } = page;
  const { summary } = report;
  page.gap();
  const paints = { good: ink.green, bad: ink.red, odd: ink.yellow, said: ink.cyan, open: ink.dim };
  const tally = tallyOf(summary).map(({ count, text, mood }) =>
    count > 0 ? paints[mood](text) : text,
  );
  page.put(tally.join(' · '));
  page.put(ink.dim(`in ${seconds(report)}`));
  for (const edition of report.editions) putEdition(page, edition, report);
  page.gap();
  const good = report.exitCode === 0;
  const [verdict, why] = meaning(report);
  const mark = good ? '✓ ' : '✗ ';
  const paint = good ? ink.green : ink.red;
  page.put(paint(ink.bold(verdict)), paint(mark));
  page.put(`Exit code ${report.exitCode}${why === '' ? '.' : `: ${why}`}`, '', mark.length);
  const rows: readonly (readonly [name: string, text: string])[] = [
    ...causes.atEnd.map((text) => ['Cause', outside(text)] as const),
    ...(report.exitCode === 3 ? report.remarks : []).map(
      (text) => ['Remark', outside(text)] as const,
    ),
    ...nextCommand(report, verbose).map((text) => ['Next', text] as const),
  ];
  for (const [name, text] of rows) page.put(text, label(ink, name), mark.length);
}

/** What to type next; nothing where all is well. */
function nextCommand(
  { exitCode, editions, target, verdicts }: Report,
  verbose: boolean,
): readonly string[] {
  const known = verdicts.filter(({ outcome }) => outcome === 'known').map(({ id }) => id);
  const gating = editions.find(({ id }) => id === target.edition)?.fail ?? [];
  const fallen = [
    ...gating.filter((id) => !known.includes(id)),
    ...verdicts.filter(({ weighs }) => weighs?.as === 'fail').map(({ id }) => id),
  ];
  const warned = verdicts
    .filter(({ id, outcome }) => outcome === 'warn' && !fallen.includes(id))
    .map(({ id }) => id);
  const [first, ...others] = [...fallen, ...warned];
  if (first !== undefined && exitCode !== 3) {
    const each = others.length === 0 ? '' : ', and so on for the others';
    return [`docs-handshake explain ${first}${each}`];
  }
  return exitCode === 3 && !verbose
    ? ['the same command with --verbose: it lists every visit']
    : [];
}

/** What one edition makes of the run, and what fell of it. */
function putEdition(page: Paper, edition: EditionResult, report: Report): void {
  const { ink } = page;
  const { id, fail } = edition;
  const gates = id === report.target.edition ? ' (gates)' : '';
  const { tone, says } = editionWords(edition, report);
  const marks = { good: ink.green('✓ '), bad: ink.red('✗ '), open: ink.dim('– ') };
  const fell = fail.length === 0 ? '' : `: ${fail.join(', ')} fell`;
  page.put(`${id}${gates} ${ink.dim(says + fell)}`, marks[tone], 2);
}
