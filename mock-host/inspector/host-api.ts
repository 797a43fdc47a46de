import type { HandshakeVerdicts } from '../../protocol/handshake-record.js';
import { isObject } from '../../protocol/json.js';
import { apiRoot } from '../control/paths.js';
import type { WhatIf } from '../control/verdicts.js';
import type { Fault, FaultWish } from '../faults/faults.js';
import type { Milestones } from '../first-run/milestones.js';
import type { LoginSetup } from '../first-run/snippets/setup.js';
import type { HandshakePage } from '../journal/journal.js';
import type { LoginMilestones } from '../oauth/login-milestones.js';
import type { AskMilestones } from '../session/ask-milestones.js';
import type { SiteRelation } from '../session/session-api.js';

/** The host as it stands: what the inspector shows of `GET /state`. */
export interface HostState {
  /** Without a slash at the end. */
  readonly docsUrl: string;
  readonly loginUrls: readonly { readonly name: string; readonly url: string }[];
  readonly handshake: string;
  readonly edition: string;
  /** All of the handshake's, oldest first. */
  readonly editions: readonly string[];
  readonly keys: readonly { readonly name: string; readonly fingerprint?: string }[];
  readonly clock: {
    /** Milliseconds since the epoch, when it was asked. */
    readonly nowMs: number;
    /** How far it was moved, in milliseconds. */
    readonly offsetMs: number;
  };
  readonly steps: Milestones;
  /** The session API that the pages ask; absent where a token travels. */
  readonly session?: AskMilestones & { readonly url: string; readonly site: SiteRelation };
  /** The docs host as a client of an authorization server; absent where no code is handed over. */
  readonly oauth?: LoginMilestones & {
    readonly by: 'host' | 'browser';
    readonly clientId: string;
    readonly scopes: readonly string[];
    readonly redirectUri: string;
    readonly tokenUrl: string;
    readonly infoUrl?: string;
  };
  /** What a login flow has to be told; absent where there are no snippets for this host. */
  readonly loginSetup?: LoginSetup;
  /** The line that judges the whole login flow. */
  readonly command: string;
  readonly faults: readonly Fault[];
}

/** What the inspector asks of its host. Every call rejects with a `ClosedDoorError` where the host wants another token. */
export interface HostApi {
  readonly state: () => Promise<HostState>;
  /**
   * @param waitSeconds how long the host may wait for something to tell
   * @param orders those of the last answer: the host answers at once where it was told more
   */
  readonly handshakes: (
    cursor: number,
    waitSeconds: number,
    orders?: number,
  ) => Promise<HandshakePage & { readonly orders: number }>;
  readonly verdicts: (id: number) => Promise<HandshakeVerdicts>;
  readonly whatIf: (id: number, what: WhatIf) => Promise<HandshakeVerdicts>;
  readonly reset: () => Promise<void>;
  readonly moveClock: (offsetMs: number) => Promise<void>;
  readonly addFault: (fault: FaultWish) => Promise<void>;
  readonly clearFault: (id: string) => Promise<void>;
}

/** Sends a request; `fetch` of the page, or that of a test. */
export type Send = (path: string, init: RequestInit) => Promise<Response>;

/** The host did not take the token. */
export class ClosedDoorError extends Error {}
/** The host answered, and said why it does not do it. */
export class RefusalError extends Error {}

/** Why a request was refused, as the host says it. */
async function reasonOf(response: Response): Promise<string> {
  const said: unknown = await response.json().catch(() => undefined);
  const told = isObject(said) ? [said['message'], said['error']] : [];
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
    const response = await send(apiRoot + path, {
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
    handshakes: (cursor, waitSeconds, orders) => {
      const query = new URLSearchParams({ cursor: String(cursor), wait: String(waitSeconds) });
      if (orders !== undefined) query.set('orders', String(orders));
      return call('GET', `/handshakes?${query.toString()}`) as ReturnType<HostApi['handshakes']>;
    },
    verdicts: (id) => call('GET', `/handshakes/${id}/verdicts`) as Promise<HandshakeVerdicts>,
    whatIf: (id, what) =>
      call('POST', `/handshakes/${id}/what-if`, what) as Promise<HandshakeVerdicts>,
    reset: () => done('POST', '/reset'),
    moveClock: (offsetMs) => done('PUT', '/clock', { offsetMs }),
    addFault: (fault) => done('POST', '/faults', fault),
    clearFault: (id) => done('DELETE', `/faults/${id}`),
  };
}
