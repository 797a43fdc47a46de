/** Tasks that are asked for one after the other, a few of them begun ahead of time. */
export interface LookAhead<R> {
  /** The result of the task at an index; rejects as that task did. */
  readonly result: (at: number) => Promise<R>;
  /** Begins nothing more; resolves when nothing is under way. */
  readonly settled: () => Promise<void>;
}

/**
 * Keeps `width` tasks under way, none of them farther ahead of the one that was asked for than twice that: a test that
 * waits leaves the machine to the proofs of the tests after it. A task that is asked for out of order, as with
 * `--grep`, is begun alone.
 */
export function lookAhead<T, R>(
  items: readonly T[],
  width: number,
  task: (item: T) => Promise<R>,
): LookAhead<R> {
  const begun = new Map<number, Promise<R>>();
  let underWay = 0;
  let asked = -1;
  /** Nothing is begun at or behind this index unless it is asked for. */
  let until = 0;
  const begin = (at: number, item: T): Promise<R> => {
    const made = task(item);
    begun.set(at, made);
    underWay += 1;
    void afterwards(made);
    return made;
  };
  /** A task may fail before its test asks for it, or with none to ask. */
  const afterwards = async (made: Promise<R>): Promise<void> => {
    await Promise.allSettled([made]);
    underWay -= 1;
    goOn();
  };
  const goOn = (): void => {
    for (const [at, item] of items.entries()) {
      if (at >= until || underWay >= width) return;
      if (at > asked && !begun.has(at)) void begin(at, item);
    }
  };
  return {
    result: (at) => {
      const item = items[at];
      if (item === undefined) return Promise.reject(new Error(`There is no task ${at}.`));
      until = at === asked + 1 ? at + 1 + 2 * width : 0;
      asked = at;
      const made = begun.get(at) ?? begin(at, item);
      goOn();
      return made;
    },
    settled: async () => {
      until = 0;
      await Promise.allSettled(begun.values());
    },
  };
}
