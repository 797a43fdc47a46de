/** How long a sign-in counts, in milliseconds. */
const minuteMs = 60_000;

/** The clock of a ledger. */
export interface LedgerClock {
  /** Milliseconds, of whatever beginning. */
  readonly now: () => number;
  /** Does something later, and gives what calls it off. */
  readonly after: (ms: number, what: () => void) => () => void;
}

/** What is asked of a ledger: so many sign-ins at a host. */
export interface SignInsWanted {
  readonly host: string;
  /** How many are made together. */
  readonly count: number;
  /** How many the host gets in any 60 seconds. */
  readonly most: number;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
  /** Is told that there is a wait, and for how many milliseconds where that is known. */
  readonly waits: (ms: number | undefined) => void;
}

/** Ends sign-ins that were let in: how many passwords were sent, all of them where nobody knows. */
export type EndSignIns = (made?: number) => void;

/** Who signs in where, in one process: the sign-ins of all targets of a run at one host count together. */
export interface SignInLedger {
  /** Resolves when they may be made. Rejects with the reason of `signal` where that aborts before. */
  readonly enter: (wanted: SignInsWanted) => Promise<EndSignIns>;
}

/** Sign-ins under way, or made. They count from their beginning until a minute after their end. */
interface Entry {
  count: number;
  /** Absent while they are under way. */
  endedMs?: number;
}

interface Waiter extends SignInsWanted {
  readonly admit: () => void;
}

/** What a ledger knows of one host. */
interface Page {
  entries: Entry[];
  readonly waiters: Waiter[];
  callOff?: () => void;
}

const systemClock: LedgerClock = {
  now: () => performance.now(),
  after: (ms, what) => {
    const timer = setTimeout(what, ms);
    return () => clearTimeout(timer);
  },
};

/** When so many more have room, on the clock of the ledger; undefined where that hangs on what is under way. */
function roomAt({ entries }: Page, { count, most }: SignInsWanted): number | undefined {
  let used = entries.reduce((sum, entry) => sum + entry.count, 0);
  const ended = entries
    .filter((entry) => entry.endedMs !== undefined)
    .toSorted((a, b) => (a.endedMs ?? 0) - (b.endedMs ?? 0));
  for (const { count: freed, endedMs = 0 } of ended) {
    used -= freed;
    if (used + count <= most) return endedMs + minuteMs;
  }
  return undefined;
}

/**
 * Opens an empty ledger. In no 60 seconds are more passwords sent to a host than may be: a sign-in counts while it is under
 * way, too, since nobody knows before its end when its password is sent. Who asks first goes first.
 *
 * @param clock by default that of this machine
 */
export function openSignInLedger(clock: LedgerClock = systemClock): SignInLedger {
  const pages = new Map<string, Page>();

  const pump = (page: Page): void => {
    page.callOff?.();
    delete page.callOff;
    const now = clock.now();
    page.entries = page.entries.filter(
      ({ endedMs }) => endedMs === undefined || endedMs + minuteMs > now,
    );
    for (;;) {
      const [first] = page.waiters;
      if (first === undefined) return;
      const used = page.entries.reduce((sum, { count }) => sum + count, 0);
      if (used + first.count > first.most) break;
      page.waiters.shift();
      first.admit();
    }
    const ends = page.entries.flatMap(({ endedMs }) => endedMs ?? []);
    if (ends.length === 0) return;
    page.callOff = clock.after(Math.max(0, Math.min(...ends) + minuteMs - now), () => pump(page));
  };

  const enter = (wanted: SignInsWanted): Promise<EndSignIns> =>
    new Promise((resolve, reject) => {
      const { host, signal, count, most } = wanted;
      const page = pages.get(host) ?? { entries: [], waiters: [] };
      pages.set(host, page);
      const abort = (): void => {
        page.waiters.splice(page.waiters.indexOf(waiter), 1);
        reject(signal?.reason instanceof Error ? signal.reason : new Error('interrupted'));
        pump(page);
      };
      const waiter: Waiter = {
        ...wanted,
        admit: () => {
          signal?.removeEventListener('abort', abort);
          const entry: Entry = { count };
          page.entries.push(entry);
          resolve((made = count) => {
            if (entry.endedMs !== undefined) return;
            entry.count = made;
            entry.endedMs = clock.now();
            pump(page);
          });
        },
      };
      // Who has no limit waits for nobody, and counts for the others.
      if (most === Infinity) return waiter.admit();
      page.waiters.push(waiter);
      if (signal?.aborted === true) return abort();
      signal?.addEventListener('abort', abort, { once: true });
      pump(page);
      if (!page.waiters.includes(waiter)) return;
      const at = page.waiters[0] === waiter ? roomAt(page, wanted) : undefined;
      wanted.waits(at === undefined ? undefined : Math.max(0, at - clock.now()));
    });

  return { enter };
}
