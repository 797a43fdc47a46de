import type { Page } from 'playwright';
import { lookAt } from './browser-ending.js';
import type { View } from './browser-ending.js';
import type { PageRecord } from './browser-record.js';

/** How long nothing must happen before a page counts as at rest, in milliseconds. */
export const settle: Readonly<Record<'still' | 'plain' | 'lively', number>> = {
  /** A page in which nothing can happen by itself. */
  still: 120,
  /** A page with scripts that asks for something, or shows an error. */
  plain: 400,
  /** A page whose scripts may have something in mind. */
  lively: 2_500,
};
/** The most that a look at a page may take, in milliseconds. */
const lookMs = 5_000;

/**
 * Waits until a page is at rest.
 *
 * @param submittedOn the count of pages when a form was submitted, -1 for never
 * @returns what it shows; `stalled` where an answer does not come; undefined where the visit is over, or the page cannot be read
 */
export async function rest(
  page: Page,
  record: PageRecord,
  capMs: number,
  submittedOn: number,
): Promise<View | 'stalled' | undefined> {
  for (;;) {
    const still = await record.watch.quiet(settle.still, capMs);
    if (still === 'over') return undefined;
    const at = record.lastEventMs();
    if (still === 'capped' && record.awaited() !== undefined) return 'stalled';
    const view = await lookAt(page, Math.min(capMs, lookMs));
    if (still === 'capped') return view;
    if (view === undefined && at !== record.lastEventMs()) continue;
    const ms = settleFor(view, record, submittedOn === record.pages());
    const quiet = await record.watch.quiet(ms, capMs);
    if (quiet === 'over') return undefined;
    if (at === record.lastEventMs() || quiet === 'capped') {
      return quiet === 'quiet' && ms > settle.plain ? await lookAt(page, lookMs) : view;
    }
  }
}

/** How long a page must be still before it is believed to be at rest. */
function settleFor(view: View | undefined, record: PageRecord, submitted: boolean): number {
  // What was submitted may be under way, without a trace so far; an app shows its form until the answer comes.
  if (submitted) return settle.lively;
  if (view?.lively !== true) return settle.still;
  const ends = view.asks || (record.course.shown?.status ?? 0) >= 400;
  return ends ? settle.plain : settle.lively;
}
