import { openShelf } from '../readers/shelf.js';

/** An authorization request that went out by way of a browser. */
export interface OpenRequest {
  /** What state and verifier follow from, together with the seed of the client. */
  readonly purpose: string;
  /** The mark of the browser, hashed. */
  readonly browser: string;
  /** The page that was asked for; absent for none. */
  readonly page?: string;
  /** The host's clock, milliseconds since the epoch. */
  readonly atMs: number;
  /** Absent where the departure is not followed. */
  readonly departure?: string;
  readonly handshake?: number;
}

/** Requests that are not answered yet, by their states. */
export interface OpenRequests {
  readonly keep: (state: string, request: OpenRequest) => void;
  /** The request of a state; undefined where there is none, or it is too long ago. Nothing ends by that. */
  readonly find: (state: string) => OpenRequest | undefined;
  /** The last request of a browser. */
  readonly latestOf: (browser: string) => OpenRequest | undefined;
  /** A state is good once. */
  readonly end: (state: string) => void;
  readonly clear: () => void;
}

/** How long an answer may take, in milliseconds. */
export const openForMs = 600_000;

/** Opens a bounded store; the oldest requests go first. */
export function openRequests(clock: () => number): OpenRequests {
  const open = openShelf<OpenRequest>({ most: 1_000, mostOctets: 1_000_000 });
  const find = (state: string): OpenRequest | undefined => {
    const request = open.get(state);
    if (request === undefined || Math.abs(clock() - request.atMs) < openForMs) return request;
    open.drop(state);
    return undefined;
  };
  return {
    keep: open.put,
    find,
    latestOf: (browser) =>
      open
        .keys()
        .map(find)
        .findLast((request) => request?.browser === browser),
    end: (state) => void open.drop(state),
    clear: open.clear,
  };
}
