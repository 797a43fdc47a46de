/** Tokens that were used. */
export interface ReplayCache {
  /**
   * Takes note of a token. Atomic: of two calls with one hash, exactly one gets `undefined`.
   *
   * @param hash SHA-256 of the signing input
   * @param untilMs when the token is refused for its age anyway, milliseconds since the epoch
   * @returns when it was used before, milliseconds since the epoch; undefined for the first use
   */
  readonly use: (hash: string, untilMs: number) => number | undefined;
  readonly size: () => number;
}

/**
 * Opens a cache. Only verified tokens get in, so filling it takes the key.
 *
 * @param clock milliseconds since the epoch
 * @param most how many tokens are remembered; the oldest goes first
 */
export function openReplayCache(clock: () => number, most = 10_000): ReplayCache {
  const used = new Map<string, { readonly atMs: number; readonly untilMs: number }>();
  return {
    use: (hash, untilMs) => {
      const now = clock();
      const before = used.get(hash);
      if (before !== undefined && now < before.untilMs) return before.atMs;
      used.delete(hash);
      for (const [key, entry] of used) {
        if (used.size < most && now < entry.untilMs) break;
        used.delete(key);
      }
      used.set(hash, { atMs: now, untilMs });
      return undefined;
    },
    size: () => used.size,
  };
}
