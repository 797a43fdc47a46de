import type { Report } from '../../protocol/report.js';
import type { Verdict } from '../../protocol/verdict.js';
import { label } from '../paper.js';
import { outside, tame } from '../parts/clean-text.js';
import type { Paper } from '../paper.js';

/** A fall that the baseline accepts: what was seen, why it is accepted, until when and by whom. */
export function putKnown(page: Paper, { id, actual, title, known }: Verdict): void {
  const { ink } = page;
  const fell = known?.fell === 'fail' ? 'a must' : 'a should';
  page.put(`${ink.bold(id)} ${ink.dim(`(${fell})`)}`, ink.yellow('~ '));
  page.put(outside(actual ?? title), label(ink, 'Actual'), 2);
  if (known === undefined) return;
  page.put(outside(known.reason), label(ink, 'Reason'), 2);
  page.put(`${outside(known.owner)}, until ${known.expires} (UTC)`, label(ink, 'Owner'), 2);
}

/** What is to be said of the baseline: entries that no longer hold first, since the run fails for them. */
export function putBaseline(page: Paper, { baseline }: Report): void {
  const { ink } = page;
  const told = (baseline?.entries ?? []).filter(({ says }) => says !== undefined);
  if (baseline === undefined || told.length === 0) return;
  page.heading(`Baseline ${tame(baseline.file)}`, told.length);
  for (const { says = '', gates } of told.toSorted((a, b) => Number(b.gates) - Number(a.gates))) {
    page.put(outside(says), gates ? ink.red('✗ ') : '· ');
  }
}

/** What the configuration switches off, and why. */
export function putOff(page: Paper, { off = [] }: Report): void {
  if (off.length === 0) return;
  page.heading('Switched off', off.length);
  for (const { id, reason } of off) page.put(`${page.ink.bold(id)}  ${outside(reason)}`, '– ', 0);
}
