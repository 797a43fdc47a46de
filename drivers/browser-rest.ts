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
/** How long a sign-in page is watched that a stranger will not answer, whatever it still loads; in milliseconds. */
const strangerMs = 3_000;

/**
 * Waits until a page is at rest.
 *
 * @param submittedOn the count of pages when a form was submitted, -1 for never
 * @param stranger true where nobody signs in: a sign-in page is the end then, even if a request of its scripts never ends
 * @returns what it shows; `stalled` where an answer does not come; undefined where the visit is over, or the page cannot be read
 */
export async function rest(
  page: Page,
  record: PageRecord,
  capMs: number,
  submittedOn: number,
  stranger: boolean,
): Promise<View | 'stalled' | undefined> {
  const resting = untilStill(page, record, capMs, submittedOn);
  return stranger ? Promise.race([resting, doorShown(page, record, capMs)]) : resting;
}

/** The sign-in page that a stranger is shown, once its scripts have had their time; never ends where there is none. */
async function doorShown(page: Page, record: PageRecord, capMs: number): Promise<View> {
  for (;;) {
    await record.watch.until(() => record.parsed() || record.over(), capMs);
    const pages = record.pages();
    const moved = await record.watch.until(
      () => record.pages() !== pages || record.over(),
      strangerMs,
    );
    const view = moved ? undefined : await lookAt(page, lookMs);
    if (view?.asks === true && record.pages() === pages) return view;
    if (!moved) return new Promise<never>(() => undefined);
    if (record.over()) return new Promise<never>(() => undefined);
  }
}

async function untilStill(
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
