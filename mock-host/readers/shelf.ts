/** How much a store may hold. */
export interface ShelfLimits {
  /** Entries at once. */
  readonly most: number;
  /** Octets of all entries together, as `sizeOf` counts them. */
  readonly mostOctets: number;
}

/** Values by their keys; where they are too many or too large, the oldest go first. */
export interface Shelf<T> {
  /** Keeps a value under a new key; one that is larger than the whole shelf is not kept. */
  readonly put: (key: string, value: T) => void;
  /** A copy of the value; undefined where it is unknown or was pushed out. */
  readonly get: (key: string) => T | undefined;
  /** Forgets a value; true where there was one. */
  readonly drop: (key: string) => boolean;
  /** Every key, oldest first. */
  readonly keys: () => readonly string[];
  readonly size: () => number;
  /** Octets that the entries take, at most. */
  readonly octets: () => number;
  readonly clear: () => void;
}

/** Octets that an entry of a map takes beside its texts: the map's own, two strings' heads, a number. */
const overhead = 160;

/** Octets of a text in memory: one for each character, two where one of them is beyond Latin-1. */
export const sizeOf = (text: string): number =>
  /[^\u0000-\u00ff]/.test(text) ? text.length * 2 : text.length;

/** A copy of a text: a piece that is cut from a long one keeps the whole of it in memory. */
export const copied = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');

/**
 * Drops the oldest entries of a map until it is no longer full. One that is not full is not asked for its first entry: where
 * many were dropped before, that takes it long.
 */
export function dropOldest<K>(
  kept: ReadonlyMap<K, unknown>,
  isFull: () => boolean,
  drop: (key: K) => void,
): void {
  if (!isFull()) return;
  for (const oldest of kept.keys()) {
    drop(oldest);
    if (!isFull()) return;
  }
}

/**
 * Opens a shelf. Values are kept as JSON: a parsed token may take twenty times the octets that it came in, and a piece
 * of a text keeps the whole text alive; of JSON the size is known.
 */
export function openShelf<T>({ most, mostOctets }: ShelfLimits): Shelf<T> {
  const kept = new Map<string, string>();
  let octets = 0;
  const cost = (key: string, text: string): number => overhead + sizeOf(key) + sizeOf(text);
  const drop = (key: string): boolean => {
    const text = kept.get(key);
    if (text === undefined) return false;
    octets -= cost(key, text);
    return kept.delete(key);
  };
  return {
    put: (key, value) => {
      drop(key);
      const text = JSON.stringify(value);
      const added = cost(key, text);
      if (added > mostOctets) return;
      dropOldest(kept, () => kept.size >= most || octets + added > mostOctets, drop);
      kept.set(key, text);
      octets += added;
    },
    get: (key) => {
      const text = kept.get(key);
      return text === undefined ? undefined : (JSON.parse(text) as T);
    },
    drop,
    keys: () => [...kept.keys()],
    size: () => kept.size,
    octets: () => octets,
    clear: () => {
      kept.clear();
      octets = 0;
    },
  };
}
