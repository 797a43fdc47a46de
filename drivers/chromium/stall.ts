/** What a browser did not do in time; the visit is made again, since it says nothing of the login flow. */
export class Stalled extends Error {
  constructor(what: string) {
    super(`The browser stopped answering: ${what}.`);
    this.name = 'Stalled';
  }
}

/**
 * Waits for something that only a browser that hangs leaves unanswered.
 *
 * @param ms milliseconds
 * @throws Stalled where it takes longer
 */
export function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Stalled(what)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Rejects when the browser fails a visit. */
export interface StallGuard {
  readonly stalled: Promise<never>;
  /** Rejects now: the browser itself says that it failed. */
  readonly fail: (what: string) => void;
  readonly dispose: () => void;
}

/**
 * Rejects when nothing has happened for longer than any wait of a visit lasts.
 *
 * @param lastEventMs when something last happened, in milliseconds since the epoch
 * @param ms milliseconds without any event
 */
export function watchForStall(lastEventMs: () => number, ms: number): StallGuard {
  const startedAtMs = Date.now();
  let timer: NodeJS.Timeout | undefined;
  let fail: StallGuard['fail'] = () => undefined;
  const stalled = new Promise<never>((_resolve, reject) => {
    fail = (what) => reject(new Stalled(what));
    const look = (): void => {
      const left = Math.max(lastEventMs(), startedAtMs) + ms - Date.now();
      if (left <= 0) fail('nothing happened in the page');
      else timer = setTimeout(look, left);
    };
    look();
  });
  stalled.catch(() => undefined);
  return { stalled, fail, dispose: () => clearTimeout(timer) };
}
