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

/** A visit that came to no end, although the browser answered all the time: nothing can be said of it. */
export class Endless extends Error {
  /** How long it was followed, in milliseconds. */
  readonly ms: number;
  constructor(ms: number) {
    super(`The visit was given up after ${Math.round(ms / 1000)} s: its page came to no end.`);
    this.name = 'Endless';
    this.ms = ms;
  }
}

/** Rejects when the browser fails a visit. */
export interface StallGuard {
  readonly stalled: Promise<never>;
  /** Rejects now: the browser itself says that it failed. */
  readonly fail: (what: string) => void;
  readonly dispose: () => void;
}

/**
 * Rejects when nothing has happened for longer than any wait of a visit lasts, and when it lasts too long whatever happens.
 *
 * @param lastEventMs when something last happened, in milliseconds since the epoch
 * @param ms milliseconds without any event: `Stalled`
 * @param mostMs milliseconds in all: `Endless`
 */
export function watchForStall(lastEventMs: () => number, ms: number, mostMs: number): StallGuard {
  const startedAtMs = Date.now();
  let limit: NodeJS.Timeout | undefined;
  let timer: NodeJS.Timeout | undefined;
  let fail: StallGuard['fail'] = () => undefined;
  const stalled = new Promise<never>((_resolve, reject) => {
    fail = (what) => reject(new Stalled(what));
    // A clock of its own: events come for as long as a page makes them.
    limit = setTimeout(() => reject(new Endless(mostMs)), mostMs);
    const look = (): void => {
      const left = Math.max(lastEventMs(), startedAtMs) + ms - Date.now();
      if (left <= 0) fail('nothing happened in the page');
      else timer = setTimeout(look, left);
    };
    look();
  });
  stalled.catch(() => undefined);
  return {
    stalled,
    fail,
    dispose: () => {
      clearTimeout(timer);
      clearTimeout(limit);
    },
  };
}
