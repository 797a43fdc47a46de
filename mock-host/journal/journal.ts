import type {
  AskState,
  EndpointCall,
  HandshakeRecord,
  SessionAsk,
} from '../../protocol/handshake-record.js';
import type { JsonObject } from '../../protocol/json.js';
import { copied, dropOldest, type ShelfLimits } from '../readers/shelf.js';
import { addEvent, amend, emptyEntry, recordOf, stateOf, type Entry } from './entry.js';
import { fits, type HandshakeFilter } from './handshake-filter.js';

/** A visitor leaves for the login flow. */
export interface Leaving {
  /** The host's clock, milliseconds since the epoch. */
  readonly leftAtMs: number;
  /** The login URL as it was sent, masked; absent where the visitor chooses among several. */
  readonly sentTo?: string;
  readonly page?: string;
}

/** A token, or what stands in its place, comes. */
export interface Arriving {
  /** The host's clock, milliseconds since the epoch. */
  readonly arrivedAtMs: number;
  /** Path and query, and how it was carried, without the token. */
  readonly arrivedAt: string;
}

/** How the host decided. */
export interface Settling {
  readonly state: 'accepted' | 'refused';
  readonly code?: string;
  readonly sentence: string;
  readonly location?: string;
}

/** What was read of a token; undefined for what could not be. */
export interface ReadParts {
  readonly header: JsonObject | undefined;
  readonly claims: JsonObject | undefined;
  readonly masked: string;
}

/** A page asked a session API who reads, and told what came of it. */
export interface Asking {
  readonly page: string;
  /** The host's clock, milliseconds since the epoch. */
  readonly atMs: number;
  readonly state: AskState;
  readonly code?: string;
  readonly sentence: string;
  readonly asked: Omit<SessionAsk, 'times'>;
}

/** Some records, and where to go on. */
export interface HandshakePage {
  /** In the order in which they changed last. */
  readonly handshakes: readonly HandshakeRecord[];
  /** What to ask with for everything that changes from here on. */
  readonly cursor: number;
}

/** The handshakes of one host, each from the departure on. */
export interface Journal {
  /** @returns its id, rising from 1 for as long as the host runs, `clear` or not */
  readonly leave: (leaving: Leaving) => number;
  /** @param id that of the departure where it is certain; a new handshake begins where it is not, or where that one is settled */
  readonly arrive: (id: number | undefined, arriving: Arriving) => number;
  /** @returns the id of a new handshake, or of the last one of that page where the same came of it: it counts on */
  readonly ask: (asking: Asking) => number;
  readonly read: (id: number, parts: ReadParts) => void;
  /** What a code was redeemed with. */
  readonly note: (id: number, calls: readonly EndpointCall[]) => void;
  readonly settle: (id: number, how: Settling) => void;
  readonly tell: (id: number, event: HandshakeRecord['events'][number]) => void;
  /** A fault on demand touches it. */
  readonly touch: (id: number, fault: string) => void;
  /** The id of the latest handshake; 0 before the first. */
  readonly lastId: () => number;
  readonly find: (id: number) => HandshakeRecord | undefined;
  /**
   * What changed after a cursor.
   *
   * @param most records at once
   */
  readonly list: (cursor: number, filter: HandshakeFilter, most: number) => HandshakePage;
  /** Calls back after every change; the returned function ends that. */
  readonly onChange: (listener: () => void) => () => void;
  readonly octets: () => number;
  /** Forgets every handshake. Ids and cursors go on rising. */
  readonly clear: () => void;
}

/** True where the same came of a question as the last time. */
const isSame = (
  entry: Entry,
  { state, code }: Pick<Asking, 'state' | 'code'>,
  { status, look, rows }: Asking['asked'],
): boolean =>
  entry.state === state &&
  entry.code === code &&
  entry.asked?.status === status &&
  JSON.stringify(entry.asked?.rows) === JSON.stringify(rows) &&
  entry.asked?.look?.sentence === look?.sentence;

/**
 * Opens a journal; the oldest handshakes go first.
 *
 * @param steady milliseconds on a clock that nobody moves
 */
export function openJournal(
  { most, mostOctets }: ShelfLimits,
  steady: () => number = () => performance.now(),
): Journal {
  /** The one that changed last is the last one. */
  const kept = new Map<number, Entry>();
  const listeners = new Set<() => void>();
  let octets = 0;
  let lastId = 0;
  let revision = 0;
  const drop = (id: number): void => {
    octets -= kept.get(id)?.octets ?? 0;
    kept.delete(id);
  };
  const isFull = (): boolean => kept.size > most || octets > mostOctets;
  /** @param before octets that it took when it was put the last time */
  const put = (entry: Entry, before: number): void => {
    // What changed last stands last: as a rule the same one changes several times in a row.
    const isLast = entry.revision === revision && kept.has(entry.id);
    revision += 1;
    entry.revision = revision;
    octets += entry.octets - before;
    if (!isLast) {
      kept.delete(entry.id);
      kept.set(entry.id, entry);
    }
    dropOldest(kept, isFull, drop);
    for (const listener of listeners) listener();
  };
  const change = (id: number, act: (entry: Entry) => void): void => {
    const entry = kept.get(id);
    if (entry === undefined) return;
    const before = entry.octets;
    act(entry);
    put(entry, before);
  };
  const begin = (known: Partial<Entry>): number => {
    lastId += 1;
    const entry: Entry = {
      id: lastId,
      state: 'left',
      faults: [],
      events: [],
      revision: 0,
      octets: emptyEntry,
      beganMs: steady(),
    };
    amend(entry, known);
    put(entry, 0);
    return lastId;
  };
  return {
    leave: begin,
    arrive: (id, arriving) => {
      const open = id === undefined ? undefined : kept.get(id);
      if (open === undefined || open.arrivedAtMs !== undefined) return begin(arriving);
      change(open.id, (entry) => amend(entry, arriving));
      return open.id;
    },
    ask: ({ page, atMs, asked, ...how }) => {
      const last = [...kept.values()].findLast((entry) => entry.page === page);
      const before = last !== undefined && isSame(last, how, asked) ? last : undefined;
      const times = (before?.asked?.times ?? 0) + 1;
      const known = { page, arrivedAtMs: atMs, asked: { ...asked, times }, ...how };
      if (before === undefined) return begin(known);
      change(before.id, (entry) => amend(entry, known));
      return before.id;
    },
    read: (id, parts) =>
      change(id, (entry) => {
        const sub = parts.claims?.['sub'];
        amend(entry, {
          token: copied(JSON.stringify(parts)),
          ...(typeof sub === 'string' && { sub: copied(sub) }),
        });
      }),
    note: (id, calls) => change(id, (entry) => amend(entry, { calls })),
    settle: (id, how) => change(id, (entry) => amend(entry, how)),
    tell: (id, event) =>
      change(id, (entry) => {
        // Said once more of the same question, it is no news.
        const isKnown =
          entry.asked !== undefined && entry.events.at(-1)?.sentence === event.sentence;
        if (!isKnown) addEvent(entry, event);
      }),
    touch: (id, fault) =>
      change(id, (entry) => (entry.faults = [...new Set([...entry.faults, fault])])),
    lastId: () => lastId,
    find: (id) => {
      const entry = kept.get(id);
      return entry === undefined ? undefined : recordOf(entry, steady());
    },
    list: (cursor, filter, most) => {
      const handshakes: HandshakeRecord[] = [];
      const nowMs = steady();
      let reached = revision;
      for (const entry of kept.values()) {
        if (entry.revision <= cursor) continue;
        if (!fits({ ...entry, state: stateOf(entry, nowMs) }, filter)) continue;
        if (handshakes.length === most) break;
        handshakes.push(recordOf(entry, nowMs));
        reached = entry.revision;
      }
      return { handshakes, cursor: handshakes.length === most ? reached : revision };
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    octets: () => octets,
    clear: () => {
      kept.clear();
      octets = 0;
      for (const listener of listeners) listener();
    },
  };
}
