import type { CDPSession, Page } from 'playwright';
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

/** The account of one visit. Times are milliseconds since the epoch. */
interface Account {
  readonly page: Page;
  readonly record: PageRecord;
  readonly visit: Visit;
  readonly deadEnds: DeadEnds;
  /** What a server pushes through. */
  readonly streams: ReadonlySet<string>;
  /** The look at what is shown. */
  turns: number;
  submittedMs: number;
  /** The page that was waited for last, as `keyFor` names it, and for how long in vain. */
  waits: string;
  waitedMs: number | undefined;
}

/** What a server pushes comes without a timer, and without a request of its own. */
function streamsOf(cdp: CDPSession): ReadonlySet<string> {
  const streams = new Set<string>();
  cdp.on('Network.webSocketCreated', ({ requestId }) => streams.add(requestId));
  cdp.on('Network.webSocketClosed', ({ requestId }) => streams.delete(requestId));
  cdp.on('Network.requestWillBeSent', ({ requestId, type }) => {
    if (type === 'EventSource') streams.add(requestId);
    if (type === 'Document') streams.clear();
  });
  cdp.on('Network.loadingFinished', ({ requestId }) => streams.delete(requestId));
  cdp.on('Network.loadingFailed', ({ requestId }) => streams.delete(requestId));
  return streams;
}

/** The page that is shown, as the dead ends know it. */
function keyFor({ record, visit, submittedMs }: Account, honest: boolean): string {
  const hop = record.navigations.shown;
  const who = sessionOf(visit) === 'anonymous' ? 'a stranger' : 'a reader';
  const when = submittedMs > record.shownMs() ? 'submitted' : 'shown';
  const page = hop === undefined ? 'none' : `${hop.method} ${place(hop.url)}`;
  return [honest, who, when, page].join(' ');
}

const ownKey = (account: Account): string => keyFor(account, isHonest(account.visit));

/** The seconds that such a page was waited for in vain. A hostile visit says nothing of honest ones. */
function knownSeconds(account: Account): number | undefined {
  const { deadEnds, visit } = account;
  return (
    deadEnds.get(keyFor(account, true)) ??
    (isHonest(visit) ? undefined : deadEnds.get(keyFor(account, false)))
  );
}

const fromMs = ({ record, submittedMs }: Account): number =>
  Math.max(record.shownMs(), submittedMs);

async function more(account: Account, turn: number): Promise<boolean> {
  const { page, record, streams } = account;
  if (turn !== account.turns || knownSeconds(account) !== undefined) return false;
  const key = ownKey(account);
  const since = fromMs(account);
  const due = await dueOf(page, streams.size);
  const left = since + patienceMs - Date.now();
  if (turn !== account.turns || record.over() || key !== ownKey(account)) {
    return turn === account.turns;
  }
  if (due === undefined || left <= 0 || due > left) {
    if (account.waits === key) account.waitedMs = patienceMs - Math.max(left, 0);
    return false;
  }
  account.waits = key;
  const [at, pages] = [record.lastEventMs(), record.pages()];
  await record.watch.until(
    () => record.over() || record.pages() !== pages || record.lastEventMs() !== at,
    Math.min(due + 50, left, roundMs),
  );
  return turn === account.turns;
}

function over(account: Account): boolean {
  const ms = knownSeconds(account) === undefined ? patienceMs : settledMs;
  if (account.record.busy() || Date.now() < fromMs(account) + ms) return false;
  account.waits = ownKey(account);
  account.waitedMs = patienceMs;
  return true;
}

function withWait(account: Account, stop: Stop): Stop {
  const { waits, waitedMs, deadEnds } = account;
  if (waitedMs !== undefined && waits === ownKey(account)) {
    deadEnds.set(waits, Math.round(waitedMs / 1000));
  }
  const seconds = knownSeconds(account);
  if (seconds === undefined) return stop;
  const waited = `It had timers under way and was waited for, ${Math.max(seconds, 1)} s from its load.`;
  return withNote(stop, waited);
}

/** Opens the account of one visit. */
export function openPatience(
  { page, cdp }: Tab,
  record: PageRecord,
  visit: Visit,
  deadEnds: DeadEnds,
): Patience {
  const account: Account = {
    page,
    record,
    visit,
    deadEnds,
    streams: streamsOf(cdp),
    turns: 0,
    submittedMs: 0,
    waits: '',
    waitedMs: undefined,
  };
  return {
    begin: () => (account.turns += 1),
    submitted: () => void (account.submittedMs = Date.now()),
    more: (turn) => more(account, turn),
    over: () => over(account),
    withWait: (stop) => withWait(account, stop),
  };
}

/** Milliseconds until a page may go on by itself; what workers and streams have in mind cannot be seen. */
async function dueOf(page: Page, streams: number): Promise<number | undefined> {
  const due = await nextDueMs(page);
  return streams > 0 || page.workers().length > 0 ? Math.min(due ?? roundMs, roundMs) : due;
}
