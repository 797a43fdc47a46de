import type { KeptRefusal } from '../arrival/refusals.js';
import { openGroupsSeen, type GroupsSeen } from '../docs/groups-seen.js';
import type { HandshakeVerdicts } from '../../protocol/handshake-record.js';
import type { Outcome } from '../../protocol/verdict.js';
import { openJournal, type Journal } from '../journal/journal.js';
import { openSealedTokens, type SealedTokens } from '../journal/sealed-tokens.js';
import { later, openDepartures, type Departures, type Later } from './departures.js';
import { openReplayCache, type ReplayCache } from './replay-cache.js';
import { openSessions, type Sessions } from './sessions.js';
import { openShelf, type Shelf } from './shelf.js';
import { openTickets, type Tickets } from './tickets.js';

/** A reader on the way from the callback to the page, who is to bring the cookie of the new session. */
export interface KeptLanding {
  readonly session: string;
  /** Where the reader goes: path, query and anchor. */
  readonly location: string;
  readonly handshake: number;
  /** When the session ends, milliseconds since the epoch. */
  readonly endsAtMs: number;
  /** The fault on demand by which the cookie was not sent. */
  readonly fault?: string;
}

/** What the host remembers of its visitors. */
export interface Memory {
  readonly sessions: Sessions;
  readonly replays: ReplayCache;
  /** Reasons kept for the page that shows them, so that no reason travels in a URL. */
  readonly refusals: Tickets<KeptRefusal>;
  readonly landings: Tickets<KeptLanding>;
  readonly departures: Departures;
  /** What groups accepted tokens had. */
  readonly groups: GroupsSeen;
  readonly journal: Journal;
  readonly tokens: SealedTokens;
  /** Verdicts that somebody asked for, or that were made before their token was gone, by the id of the handshake. */
  readonly verdicts: Shelf<HandshakeVerdicts>;
  /** What readers' browsers made of tokens that stayed there, by the id of the handshake. */
  readonly told: Shelf<Readonly<Record<string, Outcome>>>;
}

/**
 * What each store may hold, in octets: 64 MB with all of them and the events, whatever the tokens hold. Used tokens are
 * counted, since each takes as much as the other.
 */
export const shares: Readonly<Record<keyof Memory | 'events', number>> = {
  sessions: 19_000_000,
  refusals: 8_000_000,
  landings: 2_000_000,
  departures: 2_000_000,
  replays: 8_000_000,
  events: 10_500_000,
  groups: 1_000_000,
  journal: 8_000_000,
  tokens: 2_000_000,
  verdicts: 3_000_000,
  told: 500_000,
};

/** Handshakes whose verdicts are kept. */
export const mostVerdicts = 100;

/** Opens the memory of one host. */
export function openMemory(clock: () => number, timer: Later = later): Memory {
  return {
    sessions: openSessions(clock, { most: 10_000, mostOctets: shares.sessions }),
    replays: openReplayCache(clock, shares.replays),
    refusals: openTickets({ most: 1_000, mostOctets: shares.refusals }),
    landings: openTickets({ most: 1_000, mostOctets: shares.landings }),
    departures: openDepartures(timer, { most: 1_000, mostOctets: shares.departures }),
    groups: openGroupsSeen(),
    journal: openJournal({ most: 1_000, mostOctets: shares.journal }),
    tokens: openSealedTokens(timer, { most: 200, mostOctets: shares.tokens }),
    verdicts: openShelf({ most: mostVerdicts, mostOctets: shares.verdicts }),
    told: openShelf({ most: mostVerdicts, mostOctets: shares.told }),
  };
}

/** Forgets every visitor. */
export function clearMemory(memory: Memory): void {
  const stores: readonly { readonly clear: () => void }[] = Object.values(memory);
  for (const store of stores) store.clear();
}
