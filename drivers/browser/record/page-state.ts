import type { CDPSession } from 'playwright';
import { loginUrlFor } from '../../../protocol/url/login-url.js';
import type { Target, Visit } from '../../../protocol/visit.js';
import { endlessBodyMs } from '../../http/endless-bodies.js';
import type { EndlessPaths } from '../../http/endless-bodies.js';
import { openCookieLedger } from './cookies.js';
import type { CookieLedger } from './cookies.js';
import type { LiveHop, RedirectChain } from './live-hop.js';
import { openNavigations } from './navigations.js';
import type { Navigations } from './navigations.js';
import { openQuietWatch } from './quiet.js';
import type { QuietWatch } from './quiet.js';

/** One page whose events are listened to. */
export interface PageSource {
  /** With `Network`, `Page` and `Log` enabled. */
  readonly cdp: CDPSession;
  readonly target: Target;
  readonly visit: Visit;
  readonly endless: Pick<EndlessPaths, 'has'>;
}

/** What is known of a page at this moment: event by event it is filled in. Times are milliseconds since the epoch. */
export interface PageState {
  readonly login: URL;
  /** True where the visit begins at the login URL, and not at a page of the docs. */
  readonly startsThere: boolean;
  readonly password: string | undefined;
  readonly navigations: Navigations;
  readonly ledger: CookieLedger;
  readonly watch: QuietWatch;
  /** Ids of requests that can lead on and have not ended. */
  readonly pending: Set<string>;
  /** Bodies that are under way. */
  readonly bodies: Promise<void>[];
  /** The id of the main frame; empty before its first request. */
  frame: string;
  loading: boolean;
  parsed: boolean;
  /** Pages of the login flow shown so far. */
  pages: number;
  lastEventMs: number;
  /** When a page or its request last made progress. */
  lastPageMs: number;
  /** When the page that is shown came, or its load ended. */
  shownMs: number;
  /** When the page will go on by itself. */
  dueMs: number | undefined;
  readonly over: () => boolean;
  readonly busy: () => boolean;
  /** The hop that waits for an answer. */
  readonly awaited: () => LiveHop | undefined;
  readonly chainFor: (requestId: string) => RedirectChain;
  readonly liveHopOf: (requestId: string) => LiveHop | undefined;
  /** True for a request of the login flow. */
  readonly isOfFlow: (hop: LiveHop | undefined) => hop is LiveHop;
  /** Something happened. `ofPage`: to the page itself. */
  readonly happened: (ofPage: boolean) => void;
  /** Decides a little later, when what belongs to an event has come, too. */
  readonly later: (decide: () => void) => void;
  /** Whoever the visitor was handed to has had the request. */
  readonly handedOver: () => void;
}

/** The raw side of a failed redirect, and the browser's reason, may come after the failure. In milliseconds. */
const lateMs = 200;

/** Opens the state of a page that has not gone anywhere. */
export function openPageState({ target, visit, endless }: Omit<PageSource, 'cdp'>): PageState {
  const navigations = openNavigations(target);
  const chains = new Map<string, RedirectChain>();
  const pending = new Set<string>();
  const nowMs = Date.now();
  let late = 0;

  // A page whose end never comes is awaited, too.
  const awaited = (): LiveHop | undefined =>
    navigations.hops.findLast((hop) => pending.has(hop.requestId));
  const over = (): boolean =>
    navigations.handover() !== undefined || navigations.fault !== undefined;
  const busy = (): boolean => state.loading || pending.size > 0 || late > 0;
  const watch = openQuietWatch({
    over,
    busy,
    lastEventMs: () => state.lastEventMs,
    lastPageMs: () => state.lastPageMs,
    mostMs: () => {
      const hop = awaited();
      return hop?.status !== undefined && endless.has(hop.url) ? endlessBodyMs : undefined;
    },
    dueMs: () => state.dueMs,
  });
  const state: PageState = {
    login: new URL(loginUrlFor(target, visit)),
    startsThere: target.endpoints !== undefined,
    password: target.user?.password.reveal(),
    navigations,
    ledger: openCookieLedger(target.docsOrigin),
    watch,
    pending,
    bodies: [],
    frame: '',
    loading: false,
    parsed: false,
    pages: 0,
    lastEventMs: nowMs,
    lastPageMs: nowMs,
    shownMs: nowMs,
    dueMs: undefined,
    over,
    busy,
    awaited,
    chainFor: (id) => {
      const chain = chains.get(id) ?? { hops: [], sent: [], answered: [] };
      chains.set(id, chain);
      return chain;
    },
    liveHopOf: (id) => chains.get(id)?.hops.at(-1),
    isOfFlow: (hop): hop is LiveHop => hop !== undefined && navigations.hops.includes(hop),
    happened: (ofPage) => {
      state.lastEventMs = Date.now();
      if (ofPage) state.lastPageMs = state.lastEventMs;
      watch.touch();
    },
    later: (decide) => {
      late += 1;
      setTimeout(() => {
        late -= 1;
        decide();
        state.happened(true);
      }, lateMs);
    },
    handedOver: () => {
      const made = navigations.handover();
      if (made !== undefined) made.done = true;
    },
  };
  return state;
}
