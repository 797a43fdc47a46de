/** The first use of a token. */
export interface TokenUse {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** The id of the session that it opened; undefined where it opened none. */
  readonly session?: string;
}

/** A token that was not used before, and cannot be remembered: tokens that are still good fill the memory. */
export interface NoRoom {
  /** How many of them there are. */
  readonly remembered: number;
}

/** Tokens that were used. */
export interface ReplayCache {
  /**
   * Takes note of a token. Atomic: of two calls with one hash, exactly one gets `undefined`. A token that is still good is
   * never forgotten; where there is no room, the new one must not be taken.
   *
   * @param hash SHA-256 of the signing input
   * @param untilMs when the token is refused for its age anyway, milliseconds since the epoch
   * @returns how it was used before, or that it cannot be remembered; undefined for the first use
   */
  readonly use: (hash: string, untilMs: number) => TokenUse | NoRoom | undefined;
  /** Takes note of the session that a used token opened, so that the same browser may bring it again. */
  readonly bind: (hash: string, session: string) => void;
  readonly size: () => number;
  /** Octets that the entries take, at most. */
  readonly octets: () => number;
  /** Forgets every token. */
  readonly clear: () => void;
}

/** Octets of an entry, at most: 64 hexadecimal digits, the session's 43 characters, their heads, times and the map's own. */
export const entryOctets = 400;

/** A token that is good for longer than this, in milliseconds, is far from the ten seconds that the texts name. */
const farMs = 60_000;

/** Expired entries are looked for at most this often, in milliseconds, unless there is no room. */
const sweepEveryMs = 1_000;

/**
 * Opens a cache. Only verified tokens get in, so filling it takes the key. Tokens that are good for long may take half of
 * it, so that the others, which make room by themselves, always find some.
 *
 * @param clock milliseconds since the epoch
 * @param mostOctets what all entries may take together
 */
export function openReplayCache(clock: () => number, mostOctets: number): ReplayCache {
  const most = Math.floor(mostOctets / entryOctets);
  const used = new Map<string, TokenUse & { readonly untilMs: number; readonly far: boolean }>();
  let far = 0;
  let sweptMs = -Infinity;
  const forget = (hash: string): void => {
    if (used.get(hash)?.far === true) far -= 1;
    used.delete(hash);
  };
  const sweep = (now: number): void => {
    for (const [hash, entry] of used) if (now >= entry.untilMs) forget(hash);
    sweptMs = now;
  };
  const isFull = (isFar: boolean): boolean => used.size >= most || (isFar && far >= most / 2);
  return {
    use: (hash, untilMs) => {
      const now = clock();
      const before = used.get(hash);
      if (before !== undefined && now < before.untilMs) return before;
      const isFar = untilMs - now > farMs;
      if (Math.abs(now - sweptMs) >= sweepEveryMs || isFull(isFar)) sweep(now);
      forget(hash);
      if (isFull(isFar)) return { remembered: isFar ? far : used.size };
      if (isFar) far += 1;
      used.set(hash, { atMs: now, untilMs, far: isFar });
      return undefined;
    },
    bind: (hash, session) => {
      const entry = used.get(hash);
      if (entry !== undefined) used.set(hash, { ...entry, session });
    },
    size: () => used.size,
    octets: () => used.size * entryOctets,
    clear: () => {
      used.clear();
      far = 0;
    },
  };
}
