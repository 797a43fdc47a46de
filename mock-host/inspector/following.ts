import type { HandshakeRecord } from '../../protocol/handshake-record.js';
import type { HandshakePage } from '../journal/journal.js';
import type { HostApi, HostState } from './host-api.js';

/** How long the host may hold a question back until there is something to tell, in seconds. */
const waitSeconds = 20;

/** How many handshakes are shown: as many as a host keeps. */
const most = 1_000;

/** What is followed: the host and its handshakes, by what it tells. */
export interface Following {
  /** The latest first. */
  readonly handshakes: () => readonly HandshakeRecord[];
  readonly host: () => HostState | undefined;
  /** The host's clock, milliseconds since the epoch. */
  readonly now: () => number;
  /** Asks for all there is, and forgets what is there no more. */
  readonly load: () => Promise<void>;
  /** Asks how the host stands. */
  readonly look: () => Promise<void>;
  /** Waits for what is new. @returns what came; all was asked for anew where the host was told something meanwhile */
  readonly wait: () => Promise<HandshakePage & { readonly isWhole: boolean }>;
  /** Takes what another page of this browser was told. */
  readonly take: (page: HandshakePage) => void;
}

/**
 * Follows a host.
 *
 * @param clock of this browser, milliseconds since the epoch
 * @param onNews is called when there is something else to show
 */
export function follow(api: HostApi, clock: () => number, onNews: () => void): Following {
  let known = new Map<number, HandshakeRecord>();
  let cursor = 0;
  let orders = 0;
  let host: HostState | undefined;
  let aheadMs = 0;
  const look = async (): Promise<void> => {
    host = await api.state();
    aheadMs = host.clock.nowMs - clock();
    onNews();
  };
  const load = async (): Promise<void> => {
    const all = new Map<number, HandshakeRecord>();
    let next = 0;
    let told = 0;
    for (;;) {
      const page = await api.handshakes(next, 0);
      told = page.orders;
      for (const record of page.handshakes) all.set(record.id, record);
      const isAll = page.handshakes.length === 0 || page.cursor === next;
      next = page.cursor;
      if (isAll) break;
    }
    known = all;
    cursor = next;
    orders = told;
    await look();
  };
  const merge = (page: HandshakePage): void => {
    for (const record of page.handshakes) {
      known.delete(record.id);
      known.set(record.id, record);
    }
    for (const id of known.keys()) {
      if (known.size <= most) break;
      known.delete(id);
    }
    ({ cursor } = page);
  };
  return {
    handshakes: () => [...known.values()].sort((one, other) => other.id - one.id),
    host: () => host,
    now: () => clock() + aheadMs,
    load,
    look,
    wait: async () => {
      const page = await api.handshakes(cursor, waitSeconds, orders);
      merge(page);
      // A host that was reset tells no longer of what was.
      const isWhole = page.handshakes.length === 0 || page.orders !== orders;
      await (isWhole ? load() : look());
      return { ...page, isWhole };
    },
    take: (page) => {
      merge(page);
      onNews();
    },
  };
}
