/** Work that waits for other work of its kind, so that nothing else waits for all of it. */
export interface Line {
  /** Does a piece of work when its turn has come; a rejection is the caller's alone. */
  readonly wait: <T>(work: () => Promise<T>) => Promise<T>;
}

/**
 * Opens a line. A token takes several times as long as a page: where two hundred come at once, pages are answered
 * between a few of them.
 *
 * @param most how many pieces are under way at once
 */
export function openLine(most: number): Line {
  const waiting: (() => void)[] = [];
  let busy = 0;
  const next = (): void => {
    if (busy >= most) return;
    const first = waiting.shift();
    if (first === undefined) return;
    busy += 1;
    // Whatever has arrived meanwhile comes first.
    setImmediate(first);
  };
  return {
    wait: async (work) => {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        next();
      });
      try {
        return await work();
      } finally {
        busy -= 1;
        next();
      }
    },
  };
}
