import type { HandshakeState } from '../../../protocol/handshake-record.js';
import { printable } from '../../event-log.js';
import type { HandshakeFilter } from '../../journal/handshake-filter.js';
import type { HandshakePage, Journal } from '../../journal/journal.js';
import type { OrderCount } from '../order-count.js';
import { answer, problem, type ApiAnswer, type ApiCall, type ApiParts } from '../api-answer.js';

const states: readonly HandshakeState[] = [
  ...(['left', 'away', 'accepted', 'refused'] as const),
  ...(['identified', 'stranger', 'failed'] as const),
];
/** Records of one answer. */
const mostRecords = 500;
/** How long an answer may wait for something to tell, in seconds. */
const longestWait = 60;
/** Changes that come within this time are told together, in milliseconds. */
const pauseMs = 20;

/** What a list is asked for with. */
interface Wish {
  readonly cursor: number;
  readonly limit: number;
  readonly waitMs: number;
  /** How many orders whoever asks knows of; undefined where they do not matter to them. */
  readonly orders: number | undefined;
  readonly filter: HandshakeFilter;
}

/** A number in the query; the fallback where it is absent, undefined where it is none that fits. */
function numberIn(
  query: URLSearchParams,
  name: string,
  [least, most, usual]: readonly [number, number, number],
): number | undefined {
  const text = query.get(name);
  if (text === null) return usual;
  const value = /^\d{1,15}(?:\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

/** A moment: milliseconds since the epoch, or ISO 8601. */
function momentIn(text: string): number | undefined {
  const ms = /^\d{1,15}$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Reads the query; a sentence where it cannot be read. */
function readWish(query: URLSearchParams): Wish | string {
  const known = ['cursor', 'limit', 'after', 'redirect', 'sub', 'state', 'wait', 'orders'];
  if ([...query.keys()].some((name) => !known.includes(name))) {
    return `The query may have ${known.join(', ')}, and no other.`;
  }
  const cursor = numberIn(query, 'cursor', [0, Number.MAX_SAFE_INTEGER, 0]);
  const limit = numberIn(query, 'limit', [1, mostRecords, 100]);
  const wait = numberIn(query, 'wait', [0, longestWait, 0]);
  const orders = numberIn(query, 'orders', [0, Number.MAX_SAFE_INTEGER, -1]);
  if (cursor === undefined) return 'cursor must be one that an answer gave.';
  if (orders === undefined) return 'orders must be those that an answer gave.';
  if (limit === undefined) return `limit must be a number from 1 to ${mostRecords}.`;
  if (wait === undefined) return `wait must be a number of seconds from 0 to ${longestWait}.`;
  const after = query.get('after');
  const afterMs = after === null ? undefined : momentIn(after);
  if (after !== null && afterMs === undefined) {
    return 'after must be milliseconds since the epoch, or a time such as 2027-01-31T12:00:00Z.';
  }
  const wanted = query.get('state')?.split(',');
  const chosen = states.filter((state) => wanted?.includes(state));
  if (wanted !== undefined && chosen.length !== wanted.length) {
    return `state must be some of ${states.join(', ')}.`;
  }
  const { redirect, sub } = Object.fromEntries(query);
  return {
    cursor,
    limit: Math.floor(limit),
    waitMs: wait * 1000,
    orders: orders === -1 ? undefined : orders,
    filter: {
      ...(afterMs !== undefined && { afterMs }),
      // The journal keeps pages so.
      ...(redirect !== undefined && { redirect: printable(redirect) }),
      ...(sub !== undefined && { sub }),
      ...(wanted !== undefined && { states: chosen }),
    },
  };
}

/** Lists until there is something to tell, the time is over, or nobody waits any more. */
function listWaiting(
  journal: Journal,
  told: OrderCount,
  wish: Wish,
  closed: AbortSignal,
): Promise<HandshakePage> {
  const { limit, waitMs, filter, orders } = wish;
  const isToldOtherwise = (): boolean => orders !== undefined && orders !== told.count();
  let { cursor } = wish;
  const list = (): HandshakePage => {
    const page = journal.list(cursor, filter, limit);
    // What was looked at once is not looked at again.
    ({ cursor } = page);
    return page;
  };
  const first = list();
  if (first.handshakes.length > 0 || waitMs === 0 || isToldOtherwise()) {
    return Promise.resolve(first);
  }
  return new Promise((resolve) => {
    let due: NodeJS.Timeout | undefined;
    const end = (page: HandshakePage): void => {
      stop();
      stopTold();
      clearTimeout(timer);
      clearTimeout(due);
      closed.removeEventListener('abort', leave);
      resolve(page);
    };
    const leave = (): void => end(first);
    // Several waiters and many changes: each looks once in a while, not once for each change.
    const look = (): void => {
      due = undefined;
      const page = list();
      if (page.handshakes.length > 0 || isToldOtherwise()) end(page);
    };
    const lookSoon = (): void => void (due ??= setTimeout(look, pauseMs));
    const stop = journal.onChange(lookSoon);
    const stopTold = told.onChange(lookSoon);
    const timer = setTimeout(() => end(list()), waitMs).unref();
    closed.addEventListener('abort', leave);
  });
}

/** `GET /handshakes`: those that changed after a cursor; waits for one where it is told to. */
export async function listHandshakes(
  { site }: ApiParts,
  { query, closed }: ApiCall,
): Promise<ApiAnswer> {
  const wish = readWish(query);
  if (typeof wish === 'string') return problem(400, 'malformed', wish);
  const page = await listWaiting(site.memory.journal, site.orders, wish, closed);
  return answer({ ...page, orders: site.orders.count() });
}

/** The id in a path; undefined for what is none. */
export const handshakeId = (text: string | undefined): number | undefined =>
  /^[1-9]\d{0,14}$/.test(text ?? '') ? Number(text) : undefined;

/** The answer where there is no such handshake. */
export const noHandshake = (): ApiAnswer =>
  problem(404, 'no-such-handshake', 'There is no such handshake, or it is too long ago.');

/** `GET /handshakes/{id}`. */
export function oneHandshake({ site }: ApiParts, { values }: ApiCall): ApiAnswer {
  const id = handshakeId(values['id']);
  const record = id === undefined ? undefined : site.memory.journal.find(id);
  return record === undefined ? noHandshake() : answer(record);
}
