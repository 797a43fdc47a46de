/** Why a wait ended: it was all over, nothing happened any more, or it took too long. */
export type Quiet = 'over' | 'quiet' | 'capped';

/** When things last happened, in milliseconds since the epoch, and whether more is under way. */
export interface Activity {
  /** True where there is nothing left to wait for. */
  readonly over: () => boolean;
  /** True while the page loads, or a request that could lead on is pending. */
  readonly busy: () => boolean;
  readonly lastEventMs: () => number;
  /** When a page or its request last made progress: the cap counts from there. */
  readonly lastPageMs: () => number;
  /** The most that is waited for a page whose end is known never to come, in milliseconds; undefined for any other. */
  readonly mostMs: () => number | undefined;
  /** When the page will go on by itself (a refresh); undefined for never. */
  readonly dueMs: () => number | undefined;
}

/** Slack after the moment for which a refresh was announced, in milliseconds. */
const refreshSlackMs = 1_500;

/** What ends a wait besides, and what does not. */
export interface QuietOptions {
  /** True: the end of the visit is waited out. */
  readonly pastEnd?: true;
  /** Asked at every event: a page that never comes to rest has had its time. */
  readonly enough?: () => boolean;
}

/** Waits on events, not on the clock: a slow page or machine moves the end, it does not change it. */
export interface QuietWatch {
  /** Something happened. */
  touch(): void;
  /** Waits until nothing is pending and nothing has happened for `ms`, or until `over`. */
  quiet(ms: number, capMs: number, options?: QuietOptions): Promise<Quiet>;
  /** Waits until something holds; false where that took longer than `capMs`. */
  until(holds: () => boolean, capMs: number): Promise<boolean>;
  /** Ends every wait. */
  dispose(): void;
}

/** Opens a watch over one page's activity. */
export function openQuietWatch(activity: Activity): QuietWatch {
  const checks = new Set<() => void>();
  const timers = new Set<NodeJS.Timeout>();

  /** Runs `decide` at every event and when it asks to be run again; it gives an answer, or milliseconds to wait. */
  const wait = <T>(decide: () => { readonly answer: T } | number): Promise<T> =>
    new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const check = (): void => {
        if (timer !== undefined) {
          clearTimeout(timer);
          timers.delete(timer);
        }
        const decided = decide();
        if (typeof decided === 'number') {
          timer = setTimeout(check, Math.max(1, decided));
          timers.add(timer);
        } else {
          checks.delete(check);
          resolve(decided.answer);
        }
      };
      checks.add(check);
      check();
    });

  return {
    touch: () => {
      for (const check of checks) check();
    },
    quiet: (ms, capMs, { pastEnd, enough } = {}) =>
      wait<Quiet>(() => {
        if (pastEnd !== true && activity.over()) return { answer: 'over' };
        const now = Date.now();
        const due = activity.dueMs();
        const dueAt = due === undefined ? 0 : due + refreshSlackMs;
        const capAt = Math.max(
          activity.lastPageMs() + Math.min(capMs, activity.mostMs() ?? capMs),
          dueAt,
        );
        const quietAt = Math.max(activity.lastEventMs() + ms, dueAt);
        if (!activity.busy() && now >= quietAt) return { answer: 'quiet' };
        if (now >= capAt || enough?.() === true) return { answer: 'capped' };
        return (activity.busy() ? capAt : Math.min(quietAt, capAt)) - now;
      }),
    until: (holds, capMs) => {
      const endMs = Date.now() + capMs;
      return wait<boolean>(() => {
        if (holds()) return { answer: true };
        const left = endMs - Date.now();
        return left <= 0 ? { answer: false } : left;
      });
    },
    dispose: () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      checks.clear();
    },
  };
}
