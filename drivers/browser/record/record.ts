import { isComplete } from './live-hop.js';
import type { LiveHop, RedirectChain } from './live-hop.js';
import type { Navigations } from './navigations.js';
import { watchPage } from './page-events.js';
import { openPageState } from './page-state.js';
import type { PageSource } from './page-state.js';
import type { QuietWatch } from './quiet.js';
import { watchRequests } from './request-events.js';

/** What the browser reported of one page, from the first request on. */
export interface PageRecord {
  readonly watch: QuietWatch;
  readonly navigations: Navigations;
  readonly chainOf: (hop: LiveHop) => RedirectChain;
  /** True while the page loads, or a request that could lead on is pending. */
  readonly busy: () => boolean;
  /** True where the visitor was sent out of the login flow, or a fault ended the visit. */
  readonly over: () => boolean;
  /** The hop that waits for an answer. */
  readonly awaited: () => LiveHop | undefined;
  /** True where the page's document is complete enough to be read. */
  readonly parsed: () => boolean;
  /** Pages of the login flow shown so far. */
  readonly pages: () => number;
  /** When the page that is shown came, or its load ended; in milliseconds since the epoch. */
  readonly shownMs: () => number;
  /** True where the raw side of every answer of the login flow has arrived. */
  readonly complete: () => boolean;
  /** In milliseconds since the epoch. */
  readonly lastEventMs: () => number;
  /** Names of cookies that the docs host set, and the login flow did not. */
  readonly docsCookies: () => ReadonlySet<string>;
  /** Resolves when the bodies that are under way have arrived. */
  readonly bodies: () => Promise<unknown>;
}

/** Listens to a page through the DevTools protocol. Call it before the page goes anywhere. */
export function openPageRecord(source: PageSource): PageRecord {
  const state = openPageState(source);
  const { watch, navigations, busy, over, awaited, chainFor } = state;
  watchRequests(source.cdp, state, source.visit);
  watchPage(source.cdp, state);
  return {
    watch,
    navigations,
    busy,
    over,
    chainOf: (hop) => chainFor(hop.requestId),
    awaited,
    parsed: () => state.parsed,
    pages: () => state.pages,
    shownMs: () => state.shownMs,
    complete: () => navigations.hops.every(({ requestId }) => isComplete(chainFor(requestId))),
    lastEventMs: () => state.lastEventMs,
    docsCookies: state.ledger.docsOnly,
    bodies: () => Promise.allSettled(state.bodies),
  };
}
