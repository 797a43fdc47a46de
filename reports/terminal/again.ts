import type { Report } from '../../protocol/report.js';
import type { Verdict } from '../../protocol/verdict.js';
import { compare } from '../comparison.js';
import type { Change } from '../comparison.js';
import type { ReportView } from '../format.js';
import { paper } from '../paper.js';
import type { Paper } from '../paper.js';
import { seconds } from '../parts/amounts.js';
import { causesOf } from '../parts/causes.js';
import { outside, tame } from '../parts/clean-text.js';
import { meaning } from '../parts/meaning.js';
import { tallyOf } from '../parts/tally.js';
import { wholeRun } from '../parts/whole-run.js';
import { putFinding, putUnjudged } from './findings.js';

/** What one requirement came to, in a line: a fall with what was seen. */
function putOutcome(page: Paper, { id, outcome, title, actual }: Verdict): void {
  const { ink } = page;
  const name = ink.bold(tame(id));
  switch (outcome) {
    case 'pass':
    case 'note':
      return page.put(`${name}  ${tame(title)}`, ink.green('✓ '));
    case 'fail':
    case 'error':
      return page.put(`${name}  ${outside(actual ?? title)}`, ink.red('✗ '));
    case 'warn':
      return page.put(`${name}  ${outside(actual ?? title)}`, ink.yellow('! '));
    case 'known':
      return page.put(`${name}  ${outside(actual ?? title)}`, ink.yellow('~ '));
    case 'not-reached':
    case 'not-applicable':
      return page.put(`${name}  not judged: ${outside(actual ?? title)}`, ink.dim('– '));
  }
}

const hasFallen = ({ outcome }: Verdict): boolean =>
  ['fail', 'error', 'warn', 'known'].includes(outcome);

/**
 * What a run over plain HTTP says of requirements that fell before: no verdict on the login flow.
 *
 * @param ids those requirements; the run may have judged others besides
 */
export function fallenAgain(report: Report, ids: readonly string[], view: ReportView): string {
  const page = paper(view.columns, view.colour);
  page.put(page.ink.bold(`What fell before, over HTTP (${seconds(report)})`));
  for (const verdict of report.verdicts) {
    if (ids.includes(verdict.id)) putOutcome(page, verdict);
  }
  return page.toString();
}

/**
 * A whole run, told shortly: what has changed since the one before, what still falls, and the verdict.
 *
 * @param before absent for the first one: what falls is then told in a line each
 */
export function sinceBefore(before: Report | undefined, after: Report, view: ReportView): string {
  const page = paper(view.columns, view.colour);
  const { ink } = page;
  page.put(ink.bold(`All requirements (${seconds(after)})`));
  const changes = new Map(
    compare(before ?? after, after).differences.map((one) => [one.id, one.change] as const),
  );
  const changed = (change: Change): readonly Verdict[] =>
    after.verdicts.filter(({ id }) => changes.get(id) === change);
  for (const verdict of after.verdicts) {
    // A fall that is new is told in full, others in a line.
    if (hasFallen(verdict) && changes.get(verdict.id) === 'worse') putFinding(page, verdict);
    else if (hasFallen(verdict) || changes.get(verdict.id) === 'better') putOutcome(page, verdict);
  }
  const judged = changed('newly-judged').length;
  if (judged > 0) page.put(`${judged} judged again, and met`, ink.green('✓ '));
  putUnjudged(page, changed('newly-unjudged'), causesOf(after));
  page.put(
    tallyOf(after.summary)
      .map(({ text }) => text)
      .join(' · '),
  );
  const [verdict] = meaning(after);
  const paint = after.exitCode === 0 ? ink.green : ink.red;
  page.put(paint(ink.bold(verdict)), paint(after.exitCode === 0 ? '✓ ' : '✗ '));
  for (const reason of wholeRun(after)?.reasons ?? []) page.put(reason, '', 2);
  return page.toString();
}
