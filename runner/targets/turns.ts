/** What is done about several things, a bounded number at a time. */
export interface Turns<T> {
  /** How many are under way at the same time, at most. */
  readonly atOnce: number;
  /** Things of one key take turns: never two of them at a time. */
  readonly keyOf: (item: T) => string;
}

/**
 * Does something about every item, and gives the results in the order of the items. Who comes first begins first, but for
 * one whose key is taken: the next one whose is not goes ahead.
 *
 * @param work must not reject: one that fails would leave the others under way
 */
export function inTurns<T, R>(
  items: readonly T[],
  { atOnce, keyOf }: Turns<T>,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results = new Map<number, R>();
  const waiting = items.map((item, at) => ({ item, at, key: keyOf(item) }));
  const taken = new Set<string>();
  return new Promise((resolve) => {
    const go = (): void => {
      while (taken.size < atOnce) {
        const next = waiting.findIndex(({ key }) => !taken.has(key));
        const [begun] = next === -1 ? [] : waiting.splice(next, 1);
        if (begun === undefined) break;
        const { item, at, key } = begun;
        taken.add(key);
        void work(item).then((result) => {
          results.set(at, result);
          taken.delete(key);
          go();
        });
      }
      if (results.size === items.length) {
        resolve(items.map((_item, at) => results.get(at) as R));
      }
    };
    go();
  });
}
