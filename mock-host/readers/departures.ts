import { randomWord } from './random-word.js';
import { dropOldest, sizeOf, type ShelfLimits } from './shelf.js';

/** Calls back after some milliseconds; the returned function ends that. */
export type Later = (act: () => void, ms: number) => () => void;

/** The timer of this process, which does not keep it running. */
export const later: Later = (act, ms) => {
  const timer = setTimeout(act, ms).unref();
  return () => clearTimeout(timer);
};

/** How long a visitor may stay away before log and journal say so, in milliseconds. */
export const awayMs = 30_000;

/** A visitor's departure. */
export interface Departure {
  /** The page that they had asked for; undefined for none. */
  readonly page: string | undefined;
  /** Its id in the journal; undefined where it has none. */
  readonly handshake: number | undefined;
}

/** Visitors who left for a login flow, and have not come back yet. */
export interface Departures {
  /**
   * A visitor leaves.
   *
   * @param page path, query and perhaps anchor that they asked for; undefined for none
   * @param onAway called once, where they are not back in time
   * @param handshake its id in the journal
   * @returns what their cookie names the departure by: 72 random bits
   */
  readonly leave: (page: string | undefined, onAway: () => void, handshake?: number) => string;
  /** Those of a visitor's departures that are still open. */
  readonly openOf: (ids: readonly string[]) => readonly string[];
  /** The page that an arrival is the way back of, where it is certain which; nothing ends by that. */
  readonly pageOf: (ids: readonly string[], page: string | undefined) => string | undefined;
  /**
   * A visitor is there again: nobody is told any more that they are away.
   *
   * @returns the handshake, where it is certain which
   */
  readonly seen: (ids: readonly string[], page: string | undefined) => number | undefined;
  /**
   * A visitor came back, and their departure is over.
   *
   * @param ids their departures, as their cookie has them; none for a client without cookies
   * @param page what came back of the page that they asked for
   * @returns the departure, where it is certain which
   */
  readonly back: (ids: readonly string[], page: string | undefined) => Departure | undefined;
  readonly octets: () => number;
  /** Forgets all of them. */
  readonly clear: () => void;
}

interface Open extends Departure {
  stop: () => void;
  /** True where nobody has seen the visitor since, nor said that they are away. */
  isAway: boolean;
}

const overhead = 500;
const cost = ({ page = '' }: Open): number => overhead + sizeOf(page);

/** Without its anchor, which no server is told again. */
const bare = (page: string | undefined): string | undefined => page?.split('#', 1)[0];

/** Opens a store; the oldest go first. */
export function openDepartures(timer: Later, { most, mostOctets }: ShelfLimits): Departures {
  const open = new Map<string, Open>();
  let octets = 0;
  const end = (id: string): Open | undefined => {
    const one = open.get(id);
    if (one === undefined) return undefined;
    one.stop();
    octets -= cost(one);
    open.delete(id);
    return one;
  };
  const openOf = (ids: readonly string[]): readonly string[] => ids.filter((id) => open.has(id));
  /** The departures that an arrival may end: that of its page, or else any of the visitor's. */
  const meant = (ids: readonly string[], page: string | undefined): readonly string[] => {
    const own = openOf(ids);
    const known = own.length > 0 ? own : [...open.keys()].filter((id) => open.get(id)?.isAway);
    const same = known.find((id) => bare(open.get(id)?.page) === bare(page));
    if (same !== undefined) return [same];
    // Of a client without cookies nobody knows which one it was; it is not said to be away.
    return own.length > 0 ? own : known.slice(0, 1);
  };
  return {
    leave: (page, onAway, handshake) => {
      const id = randomWord(9);
      const one: Open = { page, handshake, stop: () => undefined, isAway: true };
      const stop = timer(() => {
        one.isAway = false;
        onAway();
      }, awayMs);
      one.stop = () => {
        one.isAway = false;
        stop();
      };
      open.set(id, one);
      octets += cost(one);
      dropOldest(open, () => open.size > most || octets > mostOctets, end);
      return id;
    },
    openOf,
    pageOf: (ids, page) => {
      const own = openOf(ids).length > 0 ? meant(ids, page) : [];
      return own.length === 1 ? open.get(own[0] ?? '')?.page : undefined;
    },
    seen: (ids, page) => {
      const own = openOf(ids).length > 0 ? meant(ids, page) : [];
      for (const id of meant(ids, page)) open.get(id)?.stop();
      return own.length === 1 ? open.get(own[0] ?? '')?.handshake : undefined;
    },
    back: (ids, page) => {
      const those = meant(ids, page);
      if (openOf(ids).length === 0) {
        // It may be somebody else's, who is still to come.
        for (const id of those) open.get(id)?.stop();
        return undefined;
      }
      const ended = those.map(end);
      return ended.length === 1 ? ended[0] : undefined;
    },
    octets: () => octets,
    clear: () => {
      for (const id of open.keys()) end(id);
    },
  };
}
