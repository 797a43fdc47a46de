import type { HandshakeRecord } from '../../protocol/handshake-record.js';
import { isObject } from '../../protocol/json.js';
import type { Verdict } from '../../protocol/verdict.js';

/** What a host was told to get wrong, as the API tells it. */
export interface ShownFault {
  readonly id: string;
  readonly kind: string;
  readonly times: 'once' | 'until-cleared';
  readonly state: 'armed' | 'spent';
  readonly count: number;
  /** What it does. */
  readonly sentence: string;
}

/** What is ordered of a fault. */
export interface FaultOrder {
  readonly kind: string;
  readonly times: ShownFault['times'];
  readonly as?: string;
}

/** The host as it stands: what the inspector shows of `GET /state`. */
export interface HostState {
  readonly docsUrl: string;
  readonly callbackUrl: string;
  readonly handshake: string;
  readonly edition: string;
  /** All of the handshake's, oldest first. */
  readonly editions: readonly string[];
  readonly algorithm: string;
  readonly clock: {
    /** Milliseconds since the epoch, when it was asked. */
    readonly nowMs: number;
    /** How far it was moved, in milliseconds. */
    readonly offsetMs: number;
  };
  /** The line that judges the whole login flow. */
  readonly command: string;
  readonly faults: readonly ShownFault[];
}

/** A requirement that the host could not judge by itself, and why. */
export interface NotJudged {
  readonly id: string;
  readonly title: string;
  readonly reason: string;
}

/** The verdicts on one handshake, in the words of `check`. */
export interface HandshakeVerdicts {
  readonly verdicts: readonly Verdict[];
  readonly notJudged: readonly NotJudged[];
}

/** What is asked: the same token under other circumstances. */
export interface Supposition {
  readonly laterSeconds?: number;
  readonly edition?: string;
  readonly docsHost?: string;
}

/** Some handshakes, and where to go on. */
export interface HandshakePage {
  readonly handshakes: readonly HandshakeRecord[];
  readonly cursor: string | number;
}

/** What the inspector asks of its host. Every call rejects with a `ClosedDoor` where the host wants another token. */
export interface HostApi {
  readonly state: () => Promise<HostState>;
  /** @param waitSeconds how long the host may wait for something to tell */
  readonly handshakes: (
    cursor: HandshakePage['cursor'],
    waitSeconds: number,
  ) => Promise<HandshakePage>;
  readonly verdicts: (id: number) => Promise<HandshakeVerdicts>;
  readonly whatIf: (id: number, supposition: Supposition) => Promise<HandshakeVerdicts>;
  readonly reset: () => Promise<void>;
  readonly moveClock: (offsetMs: number) => Promise<void>;
  readonly addFault: (fault: FaultOrder) => Promise<void>;
  /** @param id absent for all */
  readonly clearFaults: (id?: string) => Promise<void>;
}

/** Sends a request; `fetch` of the page, or that of a test. */
export type Send = (path: string, init: RequestInit) => Promise<Response>;

/** The host did not take the token. */
export class ClosedDoorError extends Error {}
/** The host answered, and said why it does not do it. */
export class RefusalError extends Error {}

const folder = '/_docs-handshake/api/v1';

/** Why a request was refused, as the host says it. */
async function reasonOf(response: Response): Promise<string> {
  const said: unknown = await response.json().catch(() => undefined);
  const told = isObject(said) ? [said['message'], said['sentence'], said['error']] : [];
  const words = told.find((text) => typeof text === 'string');
  return words ?? `The host answered with ${response.status}.`;
}

/**
 * Opens the API of the host that served the page.
 *
 * @param token the bearer token; it goes nowhere but into `Authorization`
 */
export function openHostApi(send: Send, token: string): HostApi {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await send(folder + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
    });
    if (response.status === 401) throw new ClosedDoorError();
    if (!response.ok) throw new RefusalError(await reasonOf(response));
    return response.status === 204 ? undefined : ((await response.json()) as unknown);
  };
  const done = async (...request: Parameters<typeof call>): Promise<void> => {
    await call(...request);
  };
  return {
    state: () => call('GET', '/state') as Promise<HostState>,
    handshakes: (cursor, waitSeconds) =>
      call(
        'GET',
        `/handshakes?${new URLSearchParams({ cursor: String(cursor), wait: String(waitSeconds) }).toString()}`,
      ) as Promise<HandshakePage>,
    verdicts: (id) => call('GET', `/handshakes/${id}/verdicts`) as Promise<HandshakeVerdicts>,
    whatIf: (id, supposition) =>
      call('POST', `/handshakes/${id}/what-if`, supposition) as Promise<HandshakeVerdicts>,
    reset: () => done('POST', '/reset'),
    moveClock: (offsetMs) => done('PUT', '/clock', { offsetMs }),
    addFault: (fault) => done('POST', '/faults', fault),
    clearFaults: (id) => done('DELETE', id === undefined ? '/faults' : `/faults/${id}`),
  };
}
