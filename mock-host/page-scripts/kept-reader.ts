import { nowAt, wasTakenBack, type PageClock } from '../clock.js';

/** What a browser keeps of its reader, where the docs are open: until the session ends, and no longer. */
export interface KeptReader {
  readonly user: Readonly<Record<string, unknown>>;
  /** The host's clock, milliseconds since the epoch. */
  readonly endsAtMs: number;
  /** When it was kept, on the clock that the host's follows, milliseconds since the epoch. */
  readonly keptAtMs: number;
  /** True where the login replaced what was kept of another reader. */
  readonly replaced?: boolean;
}

const store = 'docs-handshake-user';

/** The clock that a script is told of in `data-clock` of its own element; that of this machine where it is told none. */
export const readClock = (text: string | undefined): PageClock =>
  text === undefined ? { aheadMs: 0, movedMs: 0, takenBack: [] } : (JSON.parse(text) as PageClock);

const isOver = ({ endsAtMs, keptAtMs }: KeptReader, clock: PageClock): boolean =>
  nowAt(clock) >= endsAtMs || wasTakenBack(clock, keptAtMs, endsAtMs);

/** What is kept of a reader whose session is not over; undefined for nobody. */
export function keptReader(clock: PageClock): KeptReader | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(store) ?? 'null') as KeptReader | null;
    if (kept !== null && typeof kept.user === 'object' && !isOver(kept, clock)) return kept;
  } catch {
    // What cannot be read is as good as nothing.
  }
  return undefined;
}

/** Keeps a reader, in place of another one. */
export const keepReader = (kept: KeptReader): void =>
  localStorage.setItem(store, JSON.stringify(kept));

/** Forgets the reader. */
export const forgetReader = (): void => localStorage.removeItem(store);

/** True where the browser keeps the data of a reader who seems to be another one. */
export function replacesReader(user: Readonly<Record<string, unknown>>, clock: PageClock): boolean {
  const kept = keptReader(clock);
  return (
    kept !== undefined &&
    ['groups', 'content'].some(
      (name) => JSON.stringify(kept.user[name]) !== JSON.stringify(user[name]),
    )
  );
}
