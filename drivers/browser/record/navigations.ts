import type { Cause, Navigation } from '../../../protocol/exchange.js';
import { seal } from '../../../protocol/secrecy/sealed.js';
import { destination } from '../../../protocol/url/destination.js';
import type { Target } from '../../../protocol/visit.js';
import { resolveLocation } from '../../http/location.js';
import { locationOf } from './live-hop.js';
import type { LiveHop, RedirectChain } from './live-hop.js';

/** The visitor was sent out of the login flow. */
export interface Handover {
  readonly to: 'docs' | 'away-with-token' | 'forbidden';
  /** As the browser went there: an inherited fragment included. */
  readonly url: string;
  /** The hop whose answer, or whose page, sent the visitor away. */
  readonly hop: LiveHop | undefined;
  /** True where a redirect status did, false where a page did. */
  readonly byRedirect: boolean;
  readonly atMs: number;
  blocked?: string;
  /** True where its request is a POST whose body holds a token. */
  posted?: true;
  /** True when its request was answered, or failed, or was never made. */
  done: boolean;
}

/** What ended a visit without a hand-over: a network error, or the browser's words for not following a redirect. */
export interface NavigationFault {
  readonly url: string;
  readonly words: string;
}

/** Where the visitor was sent, from the login URL to where it leaves the login flow. */
export interface Navigations {
  /** The requests of the login flow, in order. */
  readonly hops: LiveHop[];
  readonly all: readonly Navigation[];
  /** True from the request of the login URL on. */
  begun: boolean;
  /** The hop whose page is shown; undefined before the first one. */
  shown: LiveHop | undefined;
  fault: NavigationFault | undefined;
  /** The browser's words about a form submission that a policy forbade. */
  forbade: string | undefined;
  /** The same words, where they ended the visit: the sign-in form itself was not sent. */
  unsent: string | undefined;
  readonly handover: () => Handover | undefined;
  /** The login URL is asked for. */
  begin(hop: LiveHop): void;
  /** The page asks to go somewhere; its request follows, as a rule. */
  announce(url: string, cause: Cause): void;
  /** A request of the login flow's, or of what it leads to. `before` is the hop that redirected to it. */
  request(hop: LiveHop, before: LiveHop | undefined): void;
  /** The address changes without a request, or a script stands in for one. */
  addressChanged(url: string): void;
  /** What the page announced last, if its request has not been seen: its cause. */
  readonly announced: () => Cause | undefined;
  /** A request of the login flow failed: with an answer that would have led on, or with none. */
  requestFailed(hop: LiveHop, chain: RedirectChain, words: string, canceled: boolean): void;
}

/** Script-made circles end here; Chromium itself ends those of redirects. */
const mostHops = 60;

/** Opens an empty list. */
export function openNavigations(target: Target): Navigations {
  const hops: LiveHop[] = [];
  const all: Navigation[] = [];
  let handover: Handover | undefined;
  let announced: { readonly url: string; readonly cause: Cause; readonly at: number } | undefined;

  const sent = (url: string, cause: Cause, hop: LiveHop | undefined, byRedirect: boolean): void => {
    const atMs = (byRedirect ? hop?.receivedAtMs : undefined) ?? Date.now();
    const from = hop === undefined ? -1 : hops.indexOf(hop);
    all.push({ url: seal(url), from, cause, atMs });
    const to = destination(url, target);
    if (to === 'inside' || to === 'away' || handover !== undefined) return;
    // A link to another program (mailto:) or a script leaves the page where it is.
    if (to === 'forbidden' && !byRedirect && !/^https?:/i.test(url)) return;
    handover = { to, url, hop, byRedirect, atMs, done: false };
  };

  const opened: Navigations = {
    hops,
    all,
    begun: false,
    shown: undefined,
    fault: undefined,
    forbade: undefined,
    unsent: undefined,
    handover: () => handover,
    announced: () => announced?.cause,
    begin: (hop) => {
      opened.begun = true;
      all.push({ url: seal(hop.url), from: -1, cause: 'start', atMs: hop.sentAtMs });
      hops.push(hop);
    },
    announce: (url, cause) => {
      if (!opened.begun || handover !== undefined) return;
      announced = { url, cause, at: all.length };
      sent(url, cause, opened.shown, false);
    },
    request: (hop, before) => {
      const asked = before === undefined ? announced : undefined;
      announced = undefined;
      if (!opened.begun || handover !== undefined) return;
      if (asked?.url !== hop.url) {
        // What was announced became something else on the way: the request is the truth.
        if (asked !== undefined) all.splice(asked.at, 1);
        sent(hop.url, hop.cause, before ?? opened.shown, before !== undefined);
      }
      if (handover === undefined) hops.push(hop);
      if (hops.length > mostHops) {
        opened.fault ??= { url: hop.url, words: 'net::ERR_TOO_MANY_REDIRECTS' };
      }
    },
    addressChanged: (url) => {
      if (opened.begun && handover === undefined) sent(url, 'page', opened.shown, false);
    },
    requestFailed: (hop, chain, words, canceled) => {
      if (handover !== undefined || opened.fault !== undefined) return;
      const raw = locationOf(chain, hop);
      if (raw === undefined || /MULTIPLE_LOCATION|TOO_MANY/.test(words)) {
        // Another navigation took over, or it was a download, or an answer without a page.
        if (canceled || words === 'net::ERR_ABORTED') return;
        opened.fault = { url: hop.url, words };
        return;
      }
      hop.blocked = opened.forbade ?? words;
      sent(resolveLocation(raw, hop.url) ?? raw, 'redirect', hop, true);
      const made = handover as Handover | undefined;
      if (made === undefined) opened.fault = { url: hop.url, words: hop.blocked };
      else Object.assign(made, { blocked: hop.blocked, done: true });
    },
  };
  return opened;
}
