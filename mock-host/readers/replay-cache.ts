/** The first use of a token. */
export interface TokenUse {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** The id of the session that it opened; undefined where it opened none. */
  readonly session?: string;
}

/** Tokens that were used. */
export interface ReplayCache {
  /**
   * Takes note of a token. Atomic: of two calls with one hash, exactly one gets `undefined`.
   *
   * @param hash SHA-256 of the signing input
   * @param untilMs when the token is refused for its age anyway, milliseconds since the epoch
   * @returns how it was used before; undefined for the first use
   */
  readonly use: (hash: string, untilMs: number) => TokenUse | undefined;
  /** Takes note of the session that a used token opened, so that the same browser may bring it again. */
  readonly bind: (hash: string, session: string) => void;
  readonly size: () => number;
  /** Forgets every token. */
  readonly clear: () => void;
}

/**
 * Opens a cache. Only verified tokens get in, so filling it takes the key.
 *
 * @param clock milliseconds since the epoch
 * @param most how many tokens are remembered; the oldest goes first
 */
export function openReplayCache(clock: () => number, most = 10_000): ReplayCache {
  const used = new Map<string, TokenUse & { readonly untilMs: number }>();
  return {
    use: (hash, untilMs) => {
      const now = clock();
      const before = used.get(hash);
      if (before !== undefined && now < before.untilMs) return before;
      used.delete(hash);
      for (const [key, entry] of used) {
        if (used.size < most && now < entry.untilMs) break;
        used.delete(key);
      }
      used.set(hash, { atMs: now, untilMs });
      return undefined;
    },
    bind: (hash, session) => {
      const entry = used.get(hash);
      if (entry !== undefined) used.set(hash, { ...entry, session });
    },
    size: () => used.size,
    clear: () => used.clear(),
  };
}
