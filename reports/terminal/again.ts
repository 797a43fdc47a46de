import type { Report } from '../../protocol/report.js';
import type { Verdict } from '../../protocol/verdict.js';
import { compare } from '../comparison.js';
import type { ReportView } from '../format.js';
import { paper, tame } from '../paper.js';
import type { Paper } from '../paper.js';
import { outside } from '../parts/clean-text.js';
import { meaning } from '../parts/meaning.js';
import { tallyOf } from '../parts/tally.js';
import { wholeRun } from '../parts/whole-run.js';
import { putFinding } from './findings.js';

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

const seconds = ({ durationMs }: Report): string => `${(durationMs / 1000).toFixed(1)} s`;

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
  const has = (verdict: Verdict): boolean =>
    ['fail', 'error', 'warn', 'known'].includes(verdict.outcome);
  const unjudged = after.exitCode === 3 && after.summary.pass === 0;
  for (const verdict of after.verdicts) {
    const change = changes.get(verdict.id);
    // A fall that is new is told in full, others in a line; where nothing was judged the reasons below tell it once.
    if (change === 'worse' && has(verdict)) putFinding(page, verdict);
    else if (has(verdict) || (change !== undefined && !unjudged)) putOutcome(page, verdict);
  }
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
