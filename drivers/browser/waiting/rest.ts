import type { Page } from 'playwright';
import { lookAt } from '../ending.js';
import type { View } from '../ending.js';
import type { PageRecord } from '../record/record.js';
import type { Patience } from './patience.js';

/** How long nothing must happen before a page counts as at rest, in milliseconds. */
export const settle: Readonly<Record<'loaded' | 'still' | 'plain' | 'lively', number>> = {
  /** A page that has just come: what cannot change any more may be looked at. */
  loaded: 10,
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
/** How often it is looked at: a script may draw it late. */
const mostLooks = 5;

/**
 * Waits until a page is at rest.
 *
 * @param submittedOn the count of pages when a form was submitted, -1 for never
 * @param patience waits for what the page does later on by itself
 * @param stranger true where nobody signs in: a sign-in page is the end then, even if a request of its scripts never ends
 * @returns what it shows; `stalled` where an answer does not come; undefined where the visit is over, or the page cannot be read
 */
export async function rest(
  page: Page,
  record: PageRecord,
  capMs: number,
  submittedOn: number,
  stranger: boolean,
  patience: Patience,
): Promise<View | 'stalled' | undefined> {
  const resting = untilStill(page, record, capMs, submittedOn, patience);
  return stranger ? Promise.race([resting, doorShown(page, record, capMs)]) : resting;
}

/** The sign-in page that a stranger is shown, once its scripts have had their time; never ends where there is none. */
async function doorShown(page: Page, record: PageRecord, capMs: number): Promise<View> {
  for (let looks = 0; looks < mostLooks; looks += 1) {
    await record.watch.until(() => record.parsed() || record.over(), capMs);
    const pages = record.pages();
    const moved = await record.watch.until(
      () => record.pages() !== pages || record.over(),
      strangerMs,
    );
    if (record.over()) break;
    if (moved) continue;
    const view = await lookAt(page, lookMs);
    if (view?.asks === true && record.pages() === pages) return view;
  }
  return new Promise<never>(() => undefined);
}

async function untilStill(
  page: Page,
  record: PageRecord,
  capMs: number,
  submittedOn: number,
  patience: Patience,
): Promise<View | 'stalled' | undefined> {
  const turn = patience.begin();
  let waitedOn = -1;
  let settledAfter = -1;
  for (;;) {
    const early = await earlyLook(page, record, capMs);
    const still = await record.watch.quiet(settle.still, capMs);
    if (still === 'over') return undefined;
    const at = record.lastEventMs();
    if (still === 'capped' && record.awaited() !== undefined) return 'stalled';
    const view = early?.at === at ? early.view : await lookAt(page, Math.min(capMs, lookMs));
    if (still === 'capped') return view;
    if (view === undefined && at !== record.lastEventMs()) continue;
    const submitted = submittedOn === record.pages();
    const waits = waitedOn === record.pages();
    const ms: number = waits ? settle.plain : settleFor(view, record, submitted);
    const quiet = await record.watch.quiet(ms, capMs, { enough: () => patience.over() });
    if (quiet === 'over') return undefined;
    if (at === record.lastEventMs() || quiet === 'capped') {
      const shown: View | undefined =
        quiet === 'quiet' && ms > settle.plain ? await lookAt(page, lookMs) : view;
      // A sign-in page is an end, unless it was sent: then a script may still have to go on.
      const open = quiet === 'quiet' && shown?.lively === true && (submitted || !shown.asks);
      if (open && (await patience.more(turn))) waitedOn = record.pages();
      // What came due last may take its time, as what runs at first.
      else if (open && waits && settledAfter !== record.pages()) {
        waitedOn = -1;
        settledAfter = record.pages();
      } else return shown;
    }
  }
}

/** A look at a page as soon as it has come, with the time of the last event; undefined where it may change yet. */
async function earlyLook(
  page: Page,
  record: PageRecord,
  capMs: number,
): Promise<{ readonly view: View; readonly at: number } | undefined> {
  if ((await record.watch.quiet(settle.loaded, capMs)) !== 'quiet') return undefined;
  const at = record.lastEventMs();
  const view = await lookAt(page, Math.min(capMs, lookMs));
  return view === undefined || view.lively ? undefined : { view, at };
}

/** How long a page must be still before it is believed to be at rest. */
function settleFor(view: View | undefined, record: PageRecord, submitted: boolean): number {
  // What was submitted may be under way, without a trace so far; an app shows its form until the answer comes.
  if (submitted) return settle.lively;
  if (view?.lively !== true) return settle.still;
  const ends = view.asks || (record.navigations.shown?.status ?? 0) >= 400;
  return ends ? settle.plain : settle.lively;
}
