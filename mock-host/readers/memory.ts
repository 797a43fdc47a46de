import type { KeptRefusal } from '../arrival/refusals.js';
import { openReplayCache, type ReplayCache } from './replay-cache.js';
import { openSessions, type Sessions } from './sessions.js';
import { openTickets, type Tickets } from './tickets.js';

/** A reader on the way from the callback to the page, who is to bring the cookie of the new session. */
export interface KeptLanding {
  readonly session: string;
  /** Where the reader goes: path, query and anchor. */
  readonly location: string;
  /** When the session ends, milliseconds since the epoch. */
  readonly endsAtMs: number;
}

/** What the host remembers of its visitors. */
export interface Memory {
  readonly sessions: Sessions;
  readonly replays: ReplayCache;
  /** Reasons kept for the page that shows them, so that no reason travels in a URL. */
  readonly refusals: Tickets<KeptRefusal>;
  readonly landings: Tickets<KeptLanding>;
}

/**
 * What each store may hold, in octets: 64 MB with all of them and the events, whatever the tokens hold. Used tokens are
 * counted, since each takes as much as the other.
 */
export const shares: Readonly<Record<keyof Memory | 'events', number>> = {
  sessions: 32_000_000,
  refusals: 8_000_000,
  landings: 4_000_000,
  replays: 8_000_000,
  events: 12_000_000,
};

/** Opens the memory of one host. */
export function openMemory(clock: () => number): Memory {
  return {
    sessions: openSessions(clock, { most: 10_000, mostOctets: shares.sessions }),
    replays: openReplayCache(clock, shares.replays),
    refusals: openTickets({ most: 1_000, mostOctets: shares.refusals }),
    landings: openTickets({ most: 1_000, mostOctets: shares.landings }),
  };
}

/** Forgets every visitor. */
export function clearMemory({ sessions, replays, refusals, landings }: Memory): void {
  for (const store of [sessions, replays, refusals, landings]) store.clear();
}
