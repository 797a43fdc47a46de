import type { HandshakeRecord, HandshakeState } from '../../protocol/handshake-record.js';

/** Which handshakes are asked for; an absent member asks for all. */
export interface HandshakeFilter {
  /** Departures and arrivals after this moment on the host's clock, milliseconds since the epoch. */
  readonly afterMs?: number;
  /** The page that was asked for, or where the reader went: path and query; with an anchor, exactly. */
  readonly redirect?: string;
  /** The claim `sub`. */
  readonly sub?: string;
  readonly states?: readonly HandshakeState[];
}

const bare = (page: string): string => page.split('#', 1)[0] ?? page;

function isAt(page: string | undefined, wanted: string): boolean {
  if (page === undefined) return false;
  return page === wanted || (!wanted.includes('#') && bare(page) === wanted);
}

/** What a filter looks at: what is looked at often, and must not be read from JSON for that. */
export interface Sortable extends Pick<
  HandshakeRecord,
  'state' | 'leftAtMs' | 'arrivedAtMs' | 'page' | 'location'
> {
  /** The claim `sub`. */
  readonly sub?: string;
}

/** True for a handshake that a filter asks for. */
export function fits(record: Sortable, filter: HandshakeFilter): boolean {
  const { afterMs, redirect, sub, states } = filter;
  const lastMs = record.arrivedAtMs ?? record.leftAtMs ?? 0;
  return (
    (afterMs === undefined || lastMs > afterMs) &&
    (redirect === undefined || isAt(record.page, redirect) || isAt(record.location, redirect)) &&
    (sub === undefined || record.sub === sub) &&
    (states === undefined || states.includes(record.state))
  );
}
