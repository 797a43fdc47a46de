/** What has changed, on its way to whoever judges it. */
export interface Changes {
  /** Takes the path of what changed, absolute. */
  readonly add: (path: string) => void;
  /** Aborts with the next change; at once where one is waiting. */
  readonly signal: () => AbortSignal;
  /**
   * What has changed since the last time, once it is quiet: a burst comes as one.
   *
   * @throws the reason of the signal where that aborts first
   */
  readonly next: (ended: AbortSignal | undefined) => Promise<readonly string[]>;
}

/** A change was seen in the middle of something that it makes worthless. */
export class Superseded extends Error {
  constructor() {
    super('A watched file has changed.');
    this.name = 'Superseded';
  }
}

/** How many times as long as the quiet a burst may last. */
const longestBurst = 20;

/**
 * Collects changes.
 *
 * @param quietMs how long nothing may change before it counts, in milliseconds
 */
export function openChanges(quietMs: () => number): Changes {
  const paths = new Set<string>();
  let broken = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let begunAtMs = 0;
  let isQuiet = false;
  let settled: (() => void) | undefined;
  const settle = (): void => {
    isQuiet = true;
    settled?.();
  };
  const taken = (): readonly string[] => {
    const all = [...paths];
    paths.clear();
    isQuiet = false;
    broken = new AbortController();
    return all;
  };
  return {
    add: (path) => {
      if (paths.size === 0) begunAtMs = performance.now();
      paths.add(path);
      isQuiet = false;
      broken.abort(new Superseded());
      clearTimeout(timer);
      const left = begunAtMs + longestBurst * quietMs() - performance.now();
      timer = setTimeout(settle, Math.max(0, Math.min(quietMs(), left)));
    },
    signal: () => broken.signal,
    next: async (ended) => {
      ended?.throwIfAborted();
      if (paths.size === 0 || !isQuiet) {
        await new Promise<void>((resolve, reject) => {
          const end = (): void => {
            clearTimeout(timer);
            reject(ended?.reason as Error);
          };
          settled = () => {
            ended?.removeEventListener('abort', end);
            resolve();
          };
          ended?.addEventListener('abort', end, { once: true });
        });
        settled = undefined;
      }
      return taken();
    },
  };
}
