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
   * never forgotten, and one that is good again on a clock that was moved back is not taken a second time; where there is
   * no room, the new one must not be taken.
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

/** How much of the memory stays filled with expired tokens when room is made. */
const spared = 0.75;

/**
 * Opens a cache. Only verified tokens get in, so filling it takes the key. Expired ones stay as long as there is room, since
 * the clock may be moved back to where they are good again. Tokens that are good for long may take half of
 * it, so that the others, which make room by themselves, always find some.
 *
 * @param clock milliseconds since the epoch
 * @param mostOctets what all entries may take together
 */
export function openReplayCache(clock: () => number, mostOctets: number): ReplayCache {
  const most = Math.floor(mostOctets / entryOctets);
  const used = new Map<string, TokenUse & { readonly untilMs: number; readonly far: boolean }>();
  let far = 0;
  /** Of a token that is good until then, or less long, nobody knows any more whether it was used. */
  let forgottenUntilMs = -Infinity;
  const forget = (hash: string): void => {
    if (used.get(hash)?.far === true) far -= 1;
    used.delete(hash);
  };
  const sweep = (now: number): void => {
    for (const [hash, { untilMs }] of used) {
      if (used.size <= most * spared && far <= (most / 2) * spared) break;
      if (now < untilMs) continue;
      forgottenUntilMs = Math.max(forgottenUntilMs, untilMs);
      forget(hash);
    }
  };
  const isFull = (isFar: boolean): boolean => used.size >= most || (isFar && far >= most / 2);
  return {
    use: (hash, untilMs) => {
      const now = clock();
      const before = used.get(hash);
      if (before !== undefined) return before;
      const isFar = untilMs - now > farMs;
      if (isFull(isFar)) sweep(now);
      if (isFull(isFar) || untilMs <= forgottenUntilMs)
        return { remembered: isFar ? far : used.size };
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
      forgottenUntilMs = -Infinity;
    },
  };
}
