import type { Fault, FaultWish } from '../../mock-host/faults/faults.js';
import type { LoginSetup } from '../../mock-host/first-run/snippets/setup.js';
import type { HandshakePage } from '../../mock-host/journal/journal.js';
import type { GivenLocation, WhatIf } from '../../mock-host/control/verdicts.js';
import type {
  HandshakeRecord,
  HandshakeState,
  HandshakeVerdicts,
} from '../../protocol/handshake-record.js';
import { badKey } from '../../configuration/setting-failure.js';
import { readKeys } from '../../protocol/jose/keys.js';
import { sortKeys, type KeyInput } from '../key-input.js';
import type { OneOrMore } from '../options.js';
import { openCalls, type ApiAddress, type CallApi } from './call.js';

/** The one clock of a docs host: of tokens, sessions and pages. */
export interface HostTime {
  /** ISO 8601, UTC. */
  readonly now: string;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  /** How far it is ahead of this machine's, in milliseconds. */
  readonly offsetMs: number;
}

/** A key that a docs host verifies tokens with. */
export interface HostKey {
  readonly name: string;
  readonly algorithm: string;
  /** SHA-256 of the public key (SPKI, DER), hexadecimal; absent for a shared secret. */
  readonly fingerprint?: string;
}

/** Which handshakes are asked for; an absent member asks for all. */
export interface HandshakeWish {
  /** What an answer gave: those that changed since. */
  readonly cursor?: number;
  /** At most 500; default 100. */
  readonly limit?: number;
  /** Departures and arrivals after this moment on the host's clock. */
  readonly after?: Date | number;
  /** The page that was asked for, or where the reader went. */
  readonly redirect?: string;
  /** The claim `sub`. */
  readonly sub?: string;
  readonly state?: OneOrMore<HandshakeState>;
}

/** How long to wait. */
export interface WaitingFor {
  /** Milliseconds; default 30,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** What a docs host is, and what it was told. */
export interface HostState {
  readonly docsUrl: string;
  readonly callbackUrl: string;
  readonly loginUrls: readonly { readonly name: string; readonly url: string }[];
  readonly handshake: string;
  readonly edition: string;
  readonly algorithm: string;
  readonly keys: readonly HostKey[];
  /** True where the keys are not those of the start. */
  readonly replaced: boolean;
  readonly clock: HostTime;
  readonly faults: readonly Fault[];
  readonly steps: Readonly<Record<'key' | 'visitorSent' | 'tokenCame' | 'tokenAccepted', boolean>>;
  /** What a login flow has to be told, for snippets; absent where there are none for its handshake. */
  readonly loginSetup?: LoginSetup;
  /** The line that judges the whole login flow. */
  readonly command: string;
}

/**
 * Everything that a running docs host can be asked and told, the same for one in this process and for one elsewhere on this
 * machine. Each call throws Failure `usage` for what the host refuses, `unreachable` where nobody answers.
 */
export interface DocsControl extends ApiAddress {
  readonly state: () => Promise<HostState>;
  readonly clock: {
    readonly read: () => Promise<HostTime>;
    /** Moves it: to a moment, or so many milliseconds ahead of this machine's; 0 puts it right. */
    readonly move: (to: Date | number) => Promise<HostTime>;
  };
  readonly faults: {
    readonly order: (wish: FaultWish) => Promise<Fault>;
    readonly list: () => Promise<readonly Fault[]>;
    /** Clears one by its id, or all. */
    readonly clear: (id?: string) => Promise<void>;
  };
  readonly keys: {
    readonly list: () => Promise<readonly HostKey[]>;
    /** Other keys in place of those that the host was started with: text of a PEM, JWK or JWK Set, a `KeyObject` or a JWK. */
    readonly replace: (keys: OneOrMore<KeyInput>) => Promise<readonly HostKey[]>;
    /** The keys of the start again. */
    readonly restore: () => Promise<readonly HostKey[]>;
  };
  readonly handshakes: {
    /** Those that changed after a cursor, in the order of their last change. */
    readonly list: (wish?: HandshakeWish) => Promise<HandshakePage>;
    /**
     * The first handshake that is asked for; waits for it. By default one that is over.
     *
     * @throws where none comes in time
     */
    readonly next: (wish?: HandshakeWish, waiting?: WaitingFor) => Promise<HandshakeRecord>;
    readonly find: (id: number) => Promise<HandshakeRecord>;
    /** What `check` would say of it; within 60 s of its arrival. */
    readonly verdicts: (id: number) => Promise<HandshakeVerdicts>;
    /** The same token later, under another edition, or for another docs host; within 60 s of its arrival. */
    readonly whatIf: (id: number, what: WhatIf) => Promise<HandshakeVerdicts>;
  };
  /** Judges one redirect of a login flow, as `docs-handshake judge -` does. */
  readonly judge: (given: LocationGiven) => Promise<HandshakeVerdicts>;
}

/** A `Location` of a login flow. */
export interface LocationGiven extends Omit<GivenLocation, 'atMs'> {
  /** When it is taken to have arrived; default now, on the host's clock. */
  readonly at?: Date;
}

const defaultMs = 30_000;
/** How long one call may wait, in seconds. */
const longestCall = 30;

function queryOf(wish: HandshakeWish, further: Readonly<Record<string, string>> = {}): string {
  const { state, after, ...plain } = wish;
  const query = new URLSearchParams(further);
  for (const [name, value] of Object.entries(plain) as [string, string | number | undefined][]) {
    if (value !== undefined) query.set(name, String(value));
  }
  if (after !== undefined) query.set('after', String(Number(after)));
  if (state !== undefined) query.set('state', [state].flat().join(','));
  return query.size === 0 ? '' : `?${query.toString()}`;
}

async function nextHandshake(
  call: CallApi,
  { state = ['accepted', 'refused'], ...wish }: HandshakeWish,
  { timeoutMs = defaultMs, signal }: WaitingFor,
): Promise<HandshakeRecord> {
  const endsMs = performance.now() + timeoutMs;
  for (;;) {
    const leftMs = Math.max(0, endsMs - performance.now());
    const wait = Math.min(longestCall, leftMs / 1000).toFixed(3);
    const path = `/handshakes${queryOf({ ...wish, state, limit: 1 }, { wait })}`;
    const { handshakes } = await call<HandshakePage>({ path, ...(signal && { signal }) });
    const [first] = handshakes;
    if (first !== undefined) return first;
    if (performance.now() >= endsMs) {
      throw new Error(`No such handshake at the docs host within ${timeoutMs} ms.`);
    }
  }
}

/** Keys as they go to the host: of a pair the public half alone. */
async function textsOf(given: OneOrMore<KeyInput>): Promise<readonly string[]> {
  const { files, texts } = sortKeys(given);
  if (files.length > 0) throw badKey`keys.replace takes the text of a key, not the path of a file.`;
  return Promise.all(
    texts.map(async ({ name, text }) => {
      const reading = await readKeys(text.reveal(), name);
      if (!reading.ok) return text.reveal();
      const { key, keys } = reading;
      if (keys.length === 1) return key.publicPem;
      return JSON.stringify({ keys: keys.map(({ publicJwk }) => publicJwk) });
    }),
  );
}

/**
 * Opens the control of a docs host that runs: the one that `serve` or another process started.
 *
 * @param address what `serve` prints at its start
 */
export function connectDocsHost(
  address: ApiAddress,
): DocsControl & { readonly reset: () => Promise<void> } {
  const call = openCalls(address);
  const put = (keys: readonly string[]): Promise<readonly HostKey[]> =>
    call<HostState>({ method: 'PUT', path: '/keys', body: { keys } }).then(({ keys: now }) => now);
  return {
    apiUrl: address.apiUrl,
    apiToken: address.apiToken,
    state: () => call({ path: '/state' }),
    reset: () => call({ method: 'POST', path: '/reset' }),
    clock: {
      read: () => call({ path: '/clock' }),
      move: (to) => {
        const body = typeof to === 'number' ? { offsetMs: to } : { now: to.toISOString() };
        return call({ method: 'PUT', path: '/clock', body });
      },
    },
    faults: {
      order: (body) => call({ method: 'POST', path: '/faults', body }),
      list: () => call<HostState>({ path: '/faults' }).then(({ faults }) => faults),
      clear: async (id) => {
        const one = id === undefined ? '' : `/${encodeURIComponent(id)}`;
        await call({ method: 'DELETE', path: `/faults${one}` });
      },
    },
    keys: {
      list: () => call<HostState>({ path: '/keys' }).then(({ keys }) => keys),
      replace: async (keys) => put(await textsOf(keys)),
      restore: () => put([]),
    },
    handshakes: {
      list: (wish = {}) => call({ path: `/handshakes${queryOf(wish)}` }),
      next: (wish = {}, waiting = {}) => nextHandshake(call, wish, waiting),
      find: (id) => call({ path: `/handshakes/${id}` }),
      verdicts: (id) => call({ path: `/handshakes/${id}/verdicts` }),
      whatIf: (id, body) => call({ method: 'POST', path: `/handshakes/${id}/what-if`, body }),
    },
    judge: ({ at, ...given }) => {
      const body = { ...given, ...(at !== undefined && { at: at.toISOString() }) };
      return call({ method: 'POST', path: '/judge', body });
    },
  };
}
