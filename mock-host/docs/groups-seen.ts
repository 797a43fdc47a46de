import { copied, sizeOf } from '../readers/shelf.js';

/** One group that tokens carried. */
export interface SeenGroup {
  readonly name: string;
  /** How many accepted tokens had it. */
  readonly tokens: number;
  /** The last one, in milliseconds since the epoch. */
  readonly lastMs: number;
}

/** The groups of all tokens that were accepted since the start, or the last reset. */
export interface GroupsSeen {
  readonly add: (groups: Iterable<string>, atMs: number) => void;
  /** How many tokens were accepted, with groups or without. */
  readonly tokens: () => number;
  readonly all: () => readonly SeenGroup[];
  /** Octets that the names take, at most. */
  readonly octets: () => number;
  readonly clear: () => void;
}

/** Octets that a name takes beside its text. */
const overhead = 200;

/** Characters of a name that are kept: no page has a longer one. */
const longest = 200;

/**
 * Opens a memory.
 *
 * @param most how many names are kept; the one that was seen longest ago goes first
 */
export function openGroupsSeen(most = 1_000): GroupsSeen {
  const seen = new Map<string, SeenGroup>();
  let tokens = 0;
  return {
    add: (groups, atMs) => {
      tokens += 1;
      for (const group of groups) {
        const name = group.length > longest ? copied(group.slice(0, longest)) : group;
        const before = seen.get(name)?.tokens ?? 0;
        seen.delete(name);
        seen.set(name, { name, tokens: before + 1, lastMs: atMs });
        const [oldest] = seen.keys();
        if (seen.size > most && oldest !== undefined) seen.delete(oldest);
      }
    },
    tokens: () => tokens,
    all: () => [...seen.values()],
    octets: () => [...seen.keys()].reduce((sum, name) => sum + overhead + sizeOf(name), 0),
    clear: () => {
      seen.clear();
      tokens = 0;
    },
  };
}
