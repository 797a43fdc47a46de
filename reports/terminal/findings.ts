import type { Report } from '../../protocol/report.js';
import { sourceLine, type Source, type Verdict } from '../../protocol/verdict.js';
import { grouped } from '../parts/amounts.js';
import { witnesses } from '../parts/finding-parts.js';
import { outside, tame } from '../parts/clean-text.js';
import { label, labelColumns } from '../paper.js';
import type { Paper } from '../paper.js';
import type { Causes } from '../parts/causes.js';
import { outcomeWords } from '../parts/standing.js';

/** Where a source can be read, below the line that names it. */
export function putAddress(page: Paper, { address }: Source, indent: number): void {
  if (address !== undefined) page.whole(page.ink.dim(tame(address)), indent + labelColumns);
}

/** What the configuration makes of it, where that is not what its level says. */
const weight = ({ weighs }: Verdict): string =>
  weighs === undefined ? '' : `weighed as a ${weighs.as === 'warn' ? 'warning' : 'failure'}`;

/** One finding in full: what was expected, what was seen, why it matters, how to fix it, who says so. */
export function putFinding(page: Paper, verdict: Verdict): void {
  const { ink } = page;
  const { id, outcome } = verdict;
  const paint = outcome === 'warn' ? ink.yellow : ink.red;
  const about = [verdict.level, weight(verdict), witnesses(verdict)]
    .filter((part) => part !== '')
    .join(', ');
  page.put(`${ink.bold(id)} ${ink.dim(`(${about})`)}`, paint(outcome === 'warn' ? '! ' : '✗ '));
  page.put(tame(verdict.title), '', 2);
  const put = (name: string, text: string | undefined): void => {
    if (text !== undefined && text !== '') page.put(text, label(ink, name), 2);
  };
  put('Expected', verdict.expected && outside(verdict.expected));
  put('Actual', verdict.actual && paint(outside(verdict.actual)));
  put('Why', tame(verdict.why));
  put('Fix', tame(verdict.fix));
  put('Source', ink.dim(tame(sourceLine(verdict.source))));
  putAddress(page, verdict.source, 2);
  put('Weighed', verdict.weighs?.reason && outside(verdict.weighs.reason));
  put('Seen in', verdict.visits.length === 0 ? undefined : ink.dim(verdict.visits.join(', ')));
  page.gap();
}

/** A note: the row and what it has to say. */
export function putNote(page: Paper, verdict: Verdict): void {
  page.put(`${page.ink.bold(verdict.id)}  ${outside(verdict.actual ?? verdict.title)}`, '· ', 0);
}

/** What has one and the same reason. */
function putTogether(page: Paper, reason: string, names: readonly string[]): void {
  page.put(reason, page.ink.dim('– '));
  page.put(page.ink.dim(names.join(', ')), '', 2);
}

/** Visits that did not get through, those with the same end together. */
export function putMissed(page: Paper, missed: Report['notThrough'], causes: Causes): void {
  const groups = grouped(missed, ({ driver, stopped, because }) => {
    const where = driver === 'http' ? 'over HTTP' : 'in a browser';
    const told = causes.toldElsewhere({ text: stopped, because });
    return `${where}${told === undefined ? `: ${outside(stopped)}` : `, for ${told}.`}`;
  });
  for (const [end, visits] of groups) {
    putTogether(
      page,
      end,
      visits.map(({ visit }) => visit),
    );
  }
}

/** Rows without a judgement, those with the same reason together. */
export function putUnjudged(page: Paper, verdicts: readonly Verdict[], causes: Causes): void {
  const groups = grouped(verdicts, ({ outcome, actual, because }) => {
    const told = causes.toldElsewhere({ text: actual ?? '', because });
    const reason =
      told === undefined ? `: ${outside(actual ?? 'no reason given')}` : `, for ${told}:`;
    return outcomeWords(outcome) + reason;
  });
  for (const [reason, rows] of groups) {
    putTogether(
      page,
      reason,
      rows.map(({ id }) => id),
    );
  }
}
