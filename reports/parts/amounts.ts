/** `1 visit`, `2 visits`. */
export const plural = (count: number, word: string): string =>
  `${count} ${word}${count === 1 ? '' : 's'}`;

/** How long a run took, such as `1.4 s`. */
export const seconds = ({ durationMs }: { readonly durationMs: number }): string =>
  `${(durationMs / 1000).toFixed(1)} s`;

/** Things of one key together, in the order in which the keys come up. */
export function grouped<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
