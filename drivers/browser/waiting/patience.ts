import type { Page } from 'playwright';
import type { Stop } from '../../../protocol/exchange.js';
import { withNote } from '../../../protocol/stop.js';
import { isHonest, sessionOf } from '../../../protocol/visit-kinds.js';
import type { Visit } from '../../../protocol/visit.js';
import { nextDueMs } from '../../chromium/page-timers.js';
import type { Tab } from '../../chromium/tab.js';
import { place } from '../../wording.js';
import type { PageRecord } from '../record/record.js';

/** Pages that led nowhere although they were waited for, with the seconds that this took: one for each run. */
export type DeadEnds = Map<string, number>;

/** How long a page is waited for that has something under way, from its load or the form that was sent; in milliseconds. */
const patienceMs = 15_000;
/** How often it is looked at meanwhile, in milliseconds. */
const roundMs = 1_000;

/** How long a page that led nowhere before is looked at, if it never comes to rest; in milliseconds. */
const settledMs = 3_000;

/** Waits for what a page does by itself later on. */
export interface Patience {
  /** Begins a look at what is shown; for an earlier one there is nothing to wait for any more. */
  begin(): number;
  /** A form was sent: what it leads to has its own time. */
  submitted(): void;
  /** Waits a while where the page has something under way; false where it has not, or its time is over. */
  more(turn: number): Promise<boolean>;
  /** True where a page that never comes to rest has had its time, and awaits nothing at the moment. */
  over(): boolean;
  /** The same end, with the words that say how long was waited. */
  withWait(stop: Stop): Stop;
}

/** Opens the account of one visit. */
export function openPatience(
  { page, cdp }: Tab,
  record: PageRecord,
  visit: Visit,
  deadEnds: DeadEnds,
): Patience {
  const streams = new Set<string>();
  let turns = 0;
  let submittedMs = 0;
  let waits = '';
  let waitedMs: number | undefined;

  // What a server pushes comes without a timer, and without a request of its own.
  cdp.on('Network.webSocketCreated', ({ requestId }) => streams.add(requestId));
  cdp.on('Network.webSocketClosed', ({ requestId }) => streams.delete(requestId));
  cdp.on('Network.requestWillBeSent', ({ requestId, type }) => {
    if (type === 'EventSource') streams.add(requestId);
    if (type === 'Document') streams.clear();
  });
  cdp.on('Network.loadingFinished', ({ requestId }) => streams.delete(requestId));
  cdp.on('Network.loadingFailed', ({ requestId }) => streams.delete(requestId));

  const keyFor = (honest: boolean): string => {
    const hop = record.navigations.shown;
    const who = sessionOf(visit) === 'anonymous' ? 'a stranger' : 'a reader';
    const when = submittedMs > record.shownMs() ? 'submitted' : 'shown';
    const page = hop === undefined ? 'none' : `${hop.method} ${place(hop.url)}`;
    return [honest, who, when, page].join(' ');
  };
  /** The seconds that such a page was waited for in vain. A hostile visit says nothing of honest ones. */
  const known = (): number | undefined =>
    deadEnds.get(keyFor(true)) ?? (isHonest(visit) ? undefined : deadEnds.get(keyFor(false)));

  return {
    begin: () => (turns += 1),
    submitted: () => void (submittedMs = Date.now()),
    more: async (turn) => {
      if (turn !== turns || known() !== undefined) return false;
      const key = keyFor(isHonest(visit));
      const fromMs = Math.max(record.shownMs(), submittedMs);
      const due = await dueOf(page, streams.size);
      const left = fromMs + patienceMs - Date.now();
      if (turn !== turns || record.over() || key !== keyFor(isHonest(visit))) return turn === turns;
      if (due === undefined || left <= 0 || due > left) {
        if (waits === key) waitedMs = patienceMs - Math.max(left, 0);
        return false;
      }
      waits = key;
      const [at, pages] = [record.lastEventMs(), record.pages()];
      await record.watch.until(
        () => record.over() || record.pages() !== pages || record.lastEventMs() !== at,
        Math.min(due + 50, left, roundMs),
      );
      return turn === turns;
    },
    over: () => {
      const fromMs = Math.max(record.shownMs(), submittedMs);
      const ms = known() === undefined ? patienceMs : settledMs;
      if (record.busy() || Date.now() < fromMs + ms) return false;
      waits = keyFor(isHonest(visit));
      waitedMs = patienceMs;
      return true;
    },
    withWait: (stop) => {
      const vain = waits === keyFor(isHonest(visit)) && waitedMs !== undefined;
      if (vain) deadEnds.set(waits, Math.round((waitedMs ?? 0) / 1000));
      const seconds = known();
      if (seconds === undefined) return stop;
      const waited = `It had timers under way and was waited for, ${Math.max(seconds, 1)} s from its load.`;
      return withNote(stop, waited);
    },
  };
}

/** Milliseconds until a page may go on by itself; what workers and streams have in mind cannot be seen. */
async function dueOf(page: Page, streams: number): Promise<number | undefined> {
  const due = await nextDueMs(page);
  return streams > 0 || page.workers().length > 0 ? Math.min(due ?? roundMs, roundMs) : due;
}
