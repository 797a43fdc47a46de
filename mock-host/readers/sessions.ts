import type { WayBackFinding } from '../../judge/arrival/way-back.js';
import { randomWord } from './random-word.js';
import { openShelf, type Shelf, type ShelfLimits } from './shelf.js';
import type { JsonObject } from '../../protocol/json.js';

/** A signed-in reader. Everything stays on the server; the cookie holds the id alone. */
export interface DocsSession {
  readonly user: JsonObject;
  /** The groups that count. */
  readonly groups: readonly string[];
  /** Milliseconds since the epoch: from this moment on the session is over. */
  readonly endsAtMs: number;
  /** True where the login ended the session of another reader in the same browser. */
  readonly replacesAnother: boolean;
  /** What became of the reader's way back, for the page that they reach first. */
  readonly wayBack: readonly WayBackFinding[];
}

/** The sessions of one host, in memory. */
export interface Sessions extends Pick<Shelf<DocsSession>, 'size' | 'octets'> {
  /** Opens a session and returns its id: 256 random bits. The session that `replaces` names ends. */
  readonly open: (session: DocsSession, replaces: string | undefined) => string;
  /** The live session of an id; undefined where there is none or it is over. */
  readonly find: (id: string | undefined) => DocsSession | undefined;
  /** Ends a session; true where there was one. */
  readonly end: (id: string | undefined) => boolean;
  /** True once after each opening: the page reached first says that the token was accepted. */
  readonly takeNews: (id: string | undefined) => boolean;
  /** Ends every session that is over by now, so that no clock that is moved back revives one. */
  readonly sweep: () => void;
  /** Ends every session. */
  readonly clear: () => void;
}

/**
 * Opens a store; the oldest session goes first.
 *
 * @param clock milliseconds since the epoch
 */
export function openSessions(clock: () => number, limits: ShelfLimits): Sessions {
  const live = openShelf<DocsSession>(limits);
  const news = new Set<string>();
  const end = (id: string | undefined): boolean => {
    if (id === undefined) return false;
    news.delete(id);
    return live.drop(id);
  };
  const find = (id: string | undefined): DocsSession | undefined => {
    const session = id === undefined ? undefined : live.get(id);
    if (session === undefined || clock() < session.endsAtMs) return session;
    end(id);
    return undefined;
  };
  return {
    open: (session, replaces) => {
      end(replaces);
      const id = randomWord(32);
      live.put(id, session);
      news.add(id);
      const [oldest] = news.size > limits.most ? news : [];
      if (oldest !== undefined) news.delete(oldest);
      return id;
    },
    find,
    sweep: () => {
      for (const id of live.keys()) find(id);
    },
    end,
    takeNews: (id) => id !== undefined && news.delete(id),
    size: live.size,
    octets: live.octets,
    clear: () => {
      live.clear();
      news.clear();
    },
  };
}
