import type { VerificationKey } from '../../protocol/jose/keys.js';

/** What a host can be told to get wrong. */
export type FaultKind =
  | 'refuse-token'
  | 'rotate-key'
  | 'slow'
  | 'callback-error'
  | 'lose-session'
  | 'expire-session'
  | 'redirect'
  | 'lose-answer'
  | 'slow-token'
  | 'refuse-code'
  | 'lose-info'
  | 'mix-state';

/** For what reason a good token is refused. */
export type RefusedAs = 'expired' | 'bad-signature' | 'replay';

/** What is to go wrong, and how often. */
export interface FaultWish {
  readonly kind: FaultKind;
  /** Default `once`. */
  readonly times?: 'once' | 'until-cleared';
  /** Of `refuse-token`; default `expired`. */
  readonly as?: RefusedAs;
  /** Of `slow` and `slow-token`: milliseconds by which an answer is late, at most 30,000; default 2,000. */
  readonly ms?: number;
  /** Of `redirect`: what the login URL gets in place of the page; default a page of another host. */
  readonly value?: string;
}

/** A fault on demand, and what came of it so far. Plain data. */
export interface Fault extends FaultWish {
  readonly times: 'once' | 'until-cleared';
  /** `f1`, `f2`, … for as long as the host runs. */
  readonly id: string;
  /** `spent`: it was to happen once, and did. */
  readonly state: 'armed' | 'spent';
  /** How often it happened. */
  readonly count: number;
  /** What it does, one sentence. */
  readonly sentence: string;
}

/** The faults of one host. */
export interface Faults {
  readonly add: (wish: FaultWish, key?: readonly VerificationKey[]) => Fault;
  /** All that were not cleared, oldest first. */
  readonly all: () => readonly Fault[];
  /** Those that are still to happen. */
  readonly armed: () => readonly Fault[];
  /** The oldest armed fault of a kind, without letting it happen; undefined for none. */
  readonly next: (kind: FaultKind) => Fault | undefined;
  /** Lets the oldest armed fault of a kind happen; undefined for none. */
  readonly take: (kind: FaultKind) => Fault | undefined;
  /** The key in whose place the host's own are forgotten, of a fault that rotates it. */
  readonly keysOf: (id: string) => readonly VerificationKey[];
  /**
   * Clears one fault, or all.
   *
   * @returns how many there were
   */
  readonly clear: (id?: string) => number;
}

const refusedAs: Readonly<Record<RefusedAs, string>> = {
  expired: 'as expired',
  'bad-signature': 'for a bad signature',
  replay: 'as used before',
};

/** What a kind takes besides. */
type Extra = Required<Pick<FaultWish, 'as' | 'ms' | 'value'>>;

const defaults: Extra = { as: 'expired', ms: 2_000, value: 'https://evil.example/' };

/** Longest delay that a fault may ask for, in milliseconds. */
export const longestDelayMs = 30_000;
/** Faults at once. */
export const mostFaults = 50;

/** What each kind takes besides, and what it does. */
const kinds: Readonly<
  Record<FaultKind, { readonly own?: keyof Extra; readonly says: (wish: Extra) => string }>
> = {
  'refuse-token': {
    own: 'as',
    says: ({ as }) => `A token that would be taken is refused ${refusedAs[as]}.`,
  },
  'rotate-key': { says: () => 'A token is verified with a new key that no login flow has.' },
  slow: { own: 'ms', says: ({ ms }) => `An answer begins ${ms.toLocaleString('en')} ms late.` },
  'callback-error': { says: () => 'The callback answers with status 500.' },
  'lose-session': { says: () => 'A login is answered without the cookie of its session.' },
  'expire-session': { says: () => 'The session of a reader who asks for a page is over.' },
  redirect: {
    own: 'value',
    says: ({ value }) => `The login URL gets ${JSON.stringify(value)} in place of the page.`,
  },
  'lose-answer': { says: () => 'A page does as if no answer of the session API had come.' },
  'slow-token': {
    own: 'ms',
    says: ({ ms }) => `The answer of the token endpoint comes ${ms.toLocaleString('en')} ms late.`,
  },
  'refuse-code': {
    says: () => 'A code is refused as used before, and no token endpoint is asked.',
  },
  'lose-info': { says: () => 'The docs do as if no answer of the Info API had come.' },
  'mix-state': { says: () => 'A state that comes back is taken for that of another browser.' },
};

/** Every kind of fault. */
export const faultKinds: readonly FaultKind[] = Object.keys(kinds) as FaultKind[];

/** Those that a client of an authorization server has alone. */
export const clientFaultKinds: readonly FaultKind[] = [
  'slow-token',
  'refuse-code',
  'lose-info',
  'mix-state',
];

/** The member that a kind takes besides; undefined for none. */
export const memberOf = (kind: FaultKind): keyof Extra | undefined => kinds[kind].own;

/** Opens an empty list. */
export function openFaults(): Faults {
  const list = new Map<string, { fault: Fault; readonly keys: readonly VerificationKey[] }>();
  let last = 0;
  const all = (): readonly Fault[] => [...list.values()].map(({ fault }) => fault);
  const armed = (): readonly Fault[] => all().filter(({ state }) => state === 'armed');
  // Asked for with every request: most hosts have no fault at all.
  const next = (kind: FaultKind): Fault | undefined =>
    list.size === 0 ? undefined : armed().find((fault) => fault.kind === kind);
  return {
    add: (wish, keys = []) => {
      last += 1;
      const whole = { times: 'once', ...defaults, ...wish } as const;
      const { own, says } = kinds[wish.kind];
      const fault: Fault = {
        id: `f${last}`,
        kind: wish.kind,
        times: whole.times,
        ...(own !== undefined && { [own]: whole[own] }),
        state: 'armed',
        count: 0,
        sentence: says(whole),
      };
      list.set(fault.id, { fault, keys });
      return fault;
    },
    all,
    armed,
    next,
    take: (kind) => {
      const fault = next(kind);
      const entry = fault === undefined ? undefined : list.get(fault.id);
      if (fault === undefined || entry === undefined) return undefined;
      const state = fault.times === 'once' ? 'spent' : 'armed';
      entry.fault = { ...fault, count: fault.count + 1, state };
      return entry.fault;
    },
    keysOf: (id) => list.get(id)?.keys ?? [],
    clear: (id) => {
      const gone = id === undefined ? [...list.keys()] : [id].filter((one) => list.has(one));
      for (const one of gone) list.delete(one);
      return gone.length;
    },
  };
}
