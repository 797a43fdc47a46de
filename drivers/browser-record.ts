import type { CDPSession } from 'playwright';
import { destination } from '../protocol/destination.js';
import type { Cause, Navigation } from '../protocol/exchange.js';
import { seal } from '../protocol/sealed.js';
import { loginUrlFor } from '../protocol/visit.js';
import type { Target, Visit } from '../protocol/visit.js';
import { bodyOf } from './browser-body.js';
import { fieldsOf, rawSides } from './browser-leg.js';
import type { Chain, Leg } from './browser-leg.js';
import { openQuietWatch } from './browser-quiet.js';
import type { QuietWatch } from './browser-quiet.js';
import { carriesPassword } from './browser-password.js';
import { resolveLocation, withoutFragment } from './location.js';
import { namesSet } from './cookie-jar.js';

/** The visitor was sent out of the login flow. */
export interface Handover {
  readonly to: 'docs' | 'away-with-token' | 'forbidden';
  /** As the flow sent it: never with a fragment that was inherited. */
  readonly url: string;
  /** The leg whose answer, or whose page, sent the visitor away. */
  readonly leg: Leg | undefined;
  /** True where a redirect status did, false where a page did. */
  readonly byRedirect: boolean;
  readonly atMs: number;
  blocked?: string;
  /** True when its request was answered, or failed, or was never made. */
  done: boolean;
}

/** What the browser reported of one page, from the first request on. */
export interface PageRecord {
  readonly watch: QuietWatch;
  readonly navigations: readonly Navigation[];
  readonly legs: () => readonly Leg[];
  readonly chainOf: (leg: Leg) => Chain;
  readonly handover: () => Handover | undefined;
  /** A network error that ended the visit, or a redirect that the browser refused to follow. */
  readonly fault: () => { readonly url: string; readonly words: string } | undefined;
  /** The leg whose page is shown; undefined before the first one. */
  readonly shown: () => Leg | undefined;
  /** The leg that waits for an answer. */
  readonly awaited: () => Leg | undefined;
  /** Pages of the login flow shown so far. */
  readonly pages: () => number;
  readonly lastEventMs: () => number;
  /** True where the visit begins with the login URL no more: the docs page did not lead there. */
  readonly begun: () => boolean;
  /** Names of cookies that the docs host set, and the login flow did not. */
  readonly docsCookies: () => ReadonlySet<string>;
  /** Resolves when the bodies that are under way have arrived. */
  readonly bodies: () => Promise<unknown>;
}

/** Requests that can lead on. Pictures, beacons and streams cannot. */
const leading = new Set(['Document', 'Script', 'XHR', 'Fetch']);
/** The raw side of a failed redirect, and the browser's reason, may come after the failure. In milliseconds. */
const lateMs = 200;
const redirectStatus = new Set([301, 302, 303, 307, 308]);
const mostLegs = 60;

/** Listens to a page through the DevTools protocol. Call it before the page goes anywhere. */
export async function openPageRecord(
  cdp: CDPSession,
  target: Target,
  visit: Visit,
): Promise<PageRecord> {
  const login = new URL(loginUrlFor(target, visit));
  const password = target.user?.password.reveal();
  const chains = new Map<string, Chain>();
  const origins = new Map<string, string>();
  const kept: Leg[] = [];
  const navigations: Navigation[] = [];
  const pending = new Set<string>();
  const bodies: Promise<void>[] = [];
  const setByDocs = new Set<string>();
  const setByFlow = new Set<string>();
  let frame = '';
  let loading = false;
  let late = 0;
  let pages = 0;
  let begun = false;
  let lastEventMs = Date.now();
  let lastPageMs = lastEventMs;
  let dueMs: number | undefined;
  let shown: Leg | undefined;
  let handover: Handover | undefined;
  let fault: { readonly url: string; readonly words: string } | undefined;
  /** The browser's words about a form submission that a policy forbade. */
  let forbade: string | undefined;
  /** A navigation that the page asked for and whose request has not been seen yet. */
  let announced: { readonly url: string; readonly cause: Cause; readonly at: number } | undefined;

  const watch = openQuietWatch({
    over: () => handover !== undefined || fault !== undefined,
    busy: () => loading || pending.size > 0 || late > 0,
    lastEventMs: () => lastEventMs,
    lastPageMs: () => lastPageMs,
    dueMs: () => dueMs,
  });
  const heard = (page: boolean): void => {
    lastEventMs = Date.now();
    if (page) lastPageMs = lastEventMs;
    watch.touch();
  };
  const chainFor = (id: string): Chain => {
    const chain = chains.get(id) ?? { legs: [], sent: [], answered: [] };
    chains.set(id, chain);
    return chain;
  };
  const indexOf = (leg: Leg | undefined): number => (leg === undefined ? -1 : kept.indexOf(leg));

  /** Notes that the visitor is sent somewhere, and whether that is out of the login flow. */
  const sent = (
    url: string,
    cause: Cause,
    by: { readonly leg: Leg | undefined; readonly redirect: boolean; readonly asSent: string },
  ): void => {
    const atMs = (by.redirect ? by.leg?.receivedAtMs : undefined) ?? Date.now();
    navigations.push({ url: seal(url), from: indexOf(by.leg), cause, atMs });
    const to = destination(url, target);
    if (to === 'inside' || to === 'away' || handover !== undefined) return;
    // A link to another program (mailto:) or a script leaves the page where it is.
    if (to === 'forbidden' && !by.redirect && !/^https?:/i.test(url)) return;
    const { leg, redirect: byRedirect, asSent } = by;
    handover = { to, url: asSent, leg, byRedirect, atMs, done: false };
  };

  /** Without a fragment where the `Location` had none: the browser's URL shows the inherited one. */
  const asSentBy = (leg: Leg | undefined, url: string): string => {
    if (leg === undefined) return url;
    const raw = locationOf(chainFor(leg.requestId), leg);
    return raw === undefined || raw.includes('#') ? url : withoutFragment(url);
  };

  cdp.on('Network.requestWillBeSent', (event) => {
    const { requestId, request, type, redirectResponse } = event;
    const url = request.url + (request.urlFragment ?? '');
    origins.set(requestId, new URL(request.url).origin);
    if (leading.has(type ?? '')) pending.add(requestId);
    if (type !== 'Document' || (frame !== '' && event.frameId !== frame)) return heard(false);
    frame = event.frameId ?? frame;
    loading = true;
    const chain = chainFor(requestId);
    const before = chain.legs.at(-1);
    if (redirectResponse !== undefined && before !== undefined) {
      before.status = redirectResponse.status;
      before.decoded = redirectResponse.headers;
      before.hasRaw = event.redirectHasExtraInfo;
      before.receivedAtMs ??= Date.now();
    }
    const asked = redirectResponse === undefined ? announced : undefined;
    announced = undefined;
    const redirected = redirectResponse !== undefined;
    const cause = !begun ? 'start' : redirected ? 'redirect' : (asked?.cause ?? 'page');
    const leg: Leg = {
      requestId,
      method: request.method,
      url,
      cause,
      credentials: carriesPassword(password, request.url, request.postData),
      sentAtMs: Date.now(),
    };
    chain.legs.push(leg);
    const first = !begun && isLogin(request.url, login, before === undefined);
    if (first) {
      begun = true;
      navigations.push({ url: seal(url), from: -1, cause: 'start', atMs: leg.sentAtMs });
    } else if (begun && handover === undefined) {
      const by = { leg: redirected ? before : shown, redirect: redirected };
      // The announcement of a form's GET lacks its fields; its request is the truth.
      if (asked?.url === url) void 0;
      else {
        if (asked !== undefined) navigations.splice(asked.at, 1);
        sent(url, cause, { ...by, asSent: redirected ? asSentBy(before, url) : url });
      }
    }
    if (begun && handover === undefined) kept.push(leg);
    if (kept.length > mostLegs)
      fault ??= { url: request.url, words: 'net::ERR_TOO_MANY_REDIRECTS' };
    heard(true);
  });

  cdp.on('Network.requestWillBeSentExtraInfo', (event) => {
    const cookies = event.associatedCookies.filter((one) => one.blockedReasons.length === 0);
    chainFor(event.requestId).sent.push(cookies.map((one) => one.cookie.name));
    heard(false);
  });

  cdp.on('Network.responseReceivedExtraInfo', (event) => {
    const { requestId, statusCode, headers } = event;
    const chain = chainFor(requestId);
    const leg = chain.legs[chain.answered.length];
    chain.answered.push({ statusCode, headers });
    if (leg !== undefined) leg.receivedAtMs ??= Date.now();
    const fields = Object.entries(headers).find(([name]) => /^set-cookie$/i.test(name));
    const docs = origins.get(requestId) === target.docsOrigin;
    // An answer to a redirected request may come after the next one was begun: go by the leg where there is one.
    const mine = leg === undefined ? docs : new URL(leg.url).origin === target.docsOrigin;
    for (const name of namesSet(fields?.[1].split('\n') ?? [])) {
      (mine ? setByDocs : setByFlow).add(name);
    }
    heard(false);
  });

  cdp.on('Network.responseReceived', (event) => {
    const leg = chains.get(event.requestId)?.legs.at(-1);
    if (leg !== undefined) {
      leg.status = event.response.status;
      leg.decoded = event.response.headers;
      leg.hasRaw = event.hasExtraInfo;
      leg.receivedAtMs ??= Date.now();
      if (handover !== undefined) handover.done = true;
    }
    heard(leg !== undefined);
  });

  cdp.on('Network.loadingFinished', (event) => {
    pending.delete(event.requestId);
    const leg = chains.get(event.requestId)?.legs.at(-1);
    if (leg?.status !== undefined && kept.includes(leg) && leg.body === undefined) {
      bodies.push(bodyOf(cdp, leg, event.encodedDataLength));
    }
    heard(leg !== undefined);
  });

  cdp.on('Network.loadingFailed', (event) => {
    pending.delete(event.requestId);
    const leg = chains.get(event.requestId)?.legs.at(-1);
    if (event.type !== 'Document') return heard(false);
    if (handover !== undefined && (leg === undefined || !kept.includes(leg))) {
      if (event.canceled && forbade !== undefined) handover.blocked = forbade;
      late += 1;
      setTimeout(() => {
        late -= 1;
        if (handover !== undefined) {
          if (event.canceled && forbade !== undefined) handover.blocked = forbade;
          handover.done = true;
        }
        heard(false);
      }, lateMs);
    } else if (leg !== undefined && kept.includes(leg)) {
      late += 1;
      setTimeout(() => {
        late -= 1;
        turnedAway(leg, event.errorText, event.canceled === true);
        heard(true);
      }, lateMs);
    }
    heard(true);
  });

  /** A request of the login flow that failed: with an answer that would have led on, or with none. */
  const turnedAway = (leg: Leg, words: string, canceled: boolean): void => {
    const chain = chainFor(leg.requestId);
    const raw = locationOf(chain, leg);
    if (handover !== undefined || fault !== undefined) return;
    if (raw !== undefined && !/MULTIPLE_LOCATION|TOO_MANY/.test(words)) {
      leg.blocked = forbade ?? words;
      const url = resolveLocation(raw, leg.url) ?? raw;
      sent(url, 'redirect', { leg, redirect: true, asSent: url });
      const made: Handover | undefined = handover;
      if (made === undefined) fault = { url: leg.url, words: forbade ?? words };
      else Object.assign(made, { blocked: leg.blocked, done: true });
      return;
    }
    // A navigation that another one took over, a download, or an answer without a page.
    if (canceled || words === 'net::ERR_ABORTED') return;
    fault = { url: leg.url, words };
  };

  cdp.on('Page.frameRequestedNavigation', (event) => {
    if (event.frameId !== frame || event.disposition !== 'currentTab') return heard(false);
    if (begun && handover === undefined) {
      const cause: Cause = event.reason.startsWith('formSubmission') ? 'form' : 'page';
      announced = { url: event.url, cause, at: navigations.length };
      sent(event.url, cause, { leg: shown, redirect: false, asSent: event.url });
    }
    heard(true);
  });

  cdp.on('Page.frameScheduledNavigation', (event) => {
    if (event.frameId !== frame) return;
    const refreshes = event.reason === 'metaTagRefresh' || event.reason === 'httpHeaderRefresh';
    if (refreshes && event.delay <= 30) dueMs = Date.now() + event.delay * 1000;
    if (begun && handover === undefined && /^javascript:/i.test(event.url)) {
      sent(event.url, 'page', { leg: shown, redirect: false, asSent: event.url });
    }
    heard(false);
  });

  cdp.on('Page.frameClearedScheduledNavigation', (event) => {
    if (event.frameId === frame) dueMs = undefined;
    heard(false);
  });

  cdp.on('Page.frameNavigated', (event) => {
    if (event.frame.parentId !== undefined) return heard(false);
    frame = event.frame.id;
    dueMs = undefined;
    const leg = chains.get(event.frame.loaderId)?.legs.at(-1);
    if (leg !== undefined && kept.includes(leg) && event.frame.unreachableUrl === undefined) {
      shown = leg;
      pages += 1;
    } else if (handover !== undefined) handover.done = true;
    heard(true);
  });

  cdp.on('Page.navigatedWithinDocument', (event) => {
    if (event.frameId === frame && begun && handover === undefined) {
      sent(event.url, 'page', { leg: shown, redirect: false, asSent: event.url });
    }
    heard(false);
  });

  cdp.on('Page.frameStartedLoading', (event) => {
    if (event.frameId === frame) loading = true;
    heard(false);
  });
  cdp.on('Page.frameStoppedLoading', (event) => {
    if (event.frameId === frame) loading = false;
    heard(event.frameId === frame);
  });
  cdp.on('Log.entryAdded', ({ entry }) => {
    if (/violates the following Content Security Policy directive/.test(entry.text)) {
      if (/^Sending form data|form-action/.test(entry.text)) forbade = entry.text.trim();
    }
    heard(false);
  });

  await Promise.all([
    cdp.send('Network.enable', { maxPostDataSize: 65_536 }),
    cdp.send('Page.enable'),
    cdp.send('Log.enable'),
  ]);
  return {
    watch,
    navigations,
    legs: () => kept,
    chainOf: (leg) => chainFor(leg.requestId),
    handover: () => handover,
    fault: () => fault,
    shown: () => shown,
    awaited: () =>
      kept.findLast((leg) => leg.receivedAtMs === undefined && pending.has(leg.requestId)),
    pages: () => pages,
    lastEventMs: () => lastEventMs,
    begun: () => begun,
    docsCookies: () => new Set([...setByDocs].filter((name) => !setByFlow.has(name))),
    bodies: () => Promise.allSettled(bodies),
  };
}

/** The login URL of the visit, as a redirect of the docs page leads there; a rewritten query is let through. */
function isLogin(url: string, login: URL, direct: boolean): boolean {
  const { origin, pathname } = new URL(url);
  return !direct && origin === login.origin && pathname === login.pathname;
}

/** The raw `Location` of a redirect status as latin1 text; undefined for any other answer. */
export function locationOf(chain: Chain, leg: Leg): string | undefined {
  const status = rawSides(chain, leg).answered?.statusCode ?? leg.status ?? 0;
  if (!redirectStatus.has(status)) return undefined;
  return fieldsOf(chain, leg).find(([name]) => /^location$/i.test(name))?.[1];
}
