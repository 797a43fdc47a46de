import type { HostEvent } from '../mock-host/event-log.js';
import type { JsonObject } from '../protocol/json.js';

/** What the docs host made of one token that a login flow sent, or of one answer of a session API. Nothing in it is secret. */
export interface SeenHandshake {
  /** Our clock in milliseconds since the epoch. */
  readonly atMs: number;
  /** True where a token was taken, or an answer named a reader whom the page took. */
  readonly accepted: boolean;
  /** Where it was refused: a requirement id, or a word of the host's policy. */
  readonly code?: string;
  /** One sentence. */
  readonly sentence: string;
  /** Where it was accepted: the page that the reader was sent to. Else the page that it came to. */
  readonly path?: string;
  /** What else there is to know: one sentence each; what was expected, and the fix, where it was refused. */
  readonly details: readonly string[];
  /** The payload of a token that was accepted; what a session API answers stays in the browser. */
  readonly user?: JsonObject;
}

/** How long to wait for a handshake. */
export interface Waiting {
  /** Milliseconds; default 30,000. */
  readonly timeoutMs?: number;
  /** Ends the waiting: the promise rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** Handshakes in the order of their arrival, each given once. */
export interface HandshakeQueue {
  /** Takes note of an event of the host. */
  readonly add: (event: HostEvent, user?: JsonObject) => void;
  /** The oldest handshake that was not given yet; waits for it. */
  readonly next: (waiting?: Waiting) => Promise<SeenHandshake>;
  /** Forgets what was not given yet. */
  readonly clear: () => void;
  /** Rejects whoever waits, and every further call. */
  readonly end: (reason: Error) => void;
}

const defaultMs = 30_000;
const arrivals = new Set<HostEvent['kind']>([
  ...(['token-accepted', 'token-refused', 'token-astray'] as const),
  ...(['reader-identified', 'reader-unknown', 'ask-failed', 'login-refused'] as const),
]);

const seen = (event: HostEvent, user: JsonObject | undefined): SeenHandshake => ({
  atMs: event.atMs,
  accepted: event.kind === 'token-accepted' || event.kind === 'reader-identified',
  ...(event.code === undefined ? {} : { code: event.code }),
  sentence: event.sentence,
  ...(event.path === undefined ? {} : { path: event.path }),
  details: event.details ?? [],
  ...(user === undefined ? {} : { user }),
});

/** One who waits. */
interface Waiter {
  readonly give: (handshake: SeenHandshake) => void;
  readonly refuse: (reason: Error) => void;
}

/** Opens an empty queue. */
export function openHandshakeQueue(): HandshakeQueue {
  const kept: SeenHandshake[] = [];
  const waiters: Waiter[] = [];
  let ended: Error | undefined;

  const wait = ({ timeoutMs = defaultMs, signal }: Waiting): Promise<SeenHandshake> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        const at = waiters.indexOf(waiter);
        if (at >= 0) waiters.splice(at, 1);
      };
      const refuse = (reason: Error): void => {
        leave();
        reject(reason);
      };
      const abort = (): void =>
        refuse(signal?.reason instanceof Error ? signal.reason : new Error('interrupted'));
      const waiter: Waiter = {
        refuse,
        give: (handshake) => {
          leave();
          resolve(handshake);
        },
      };
      const late = `No handshake came to the docs host within ${timeoutMs} ms.`;
      const timer = setTimeout(() => refuse(new Error(late)), timeoutMs);
      signal?.addEventListener('abort', abort, { once: true });
      waiters.push(waiter);
    });

  return {
    add: (event, user) => {
      if (!arrivals.has(event.kind)) return;
      const handshake = seen(event, user);
      const [first] = waiters;
      if (first === undefined) kept.push(handshake);
      else first.give(handshake);
    },
    next: async (waiting = {}) => {
      waiting.signal?.throwIfAborted();
      const first = kept.shift();
      if (first !== undefined) return first;
      if (ended !== undefined) throw ended;
      return wait(waiting);
    },
    clear: () => void kept.splice(0),
    end: (reason) => {
      ended = reason;
      kept.splice(0);
      while (waiters.length > 0) waiters[0]?.refuse(reason);
    },
  };
}
