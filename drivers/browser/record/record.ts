import type { CDPSession } from 'playwright';
import { loginUrlFor } from '../../../protocol/visit.js';
import type { Target, Visit } from '../../../protocol/visit.js';
import { fieldValue } from '../../fields.js';
import { endlessBodyMs } from '../../http/endless-bodies.js';
import type { EndlessPaths } from '../../http/endless-bodies.js';
import { droppedByBrowser, openCookieLedger } from './cookies.js';
import { isComplete } from './live-hop.js';
import type { Chain, Leg } from './live-hop.js';
import { openCourse } from './navigations.js';
import type { Course } from './navigations.js';
import { bodyOf } from './page-body.js';
import { openQuietWatch } from './quiet.js';
import type { QuietWatch } from './quiet.js';
import { announcedOrigin, isLogin, notePosted } from './request.js';
import { carriesPassword } from './sent-password.js';

/** What the browser reported of one page, from the first request on. */
export interface PageRecord {
  readonly watch: QuietWatch;
  readonly course: Course;
  readonly chainOf: (leg: Leg) => Chain;
  /** True while the page loads, or a request that could lead on is pending. */
  readonly busy: () => boolean;
  /** True where the visitor was sent out of the login flow, or a fault ended the visit. */
  readonly over: () => boolean;
  /** The leg that waits for an answer. */
  readonly awaited: () => Leg | undefined;
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

/** Requests that can lead on. Pictures, beacons and streams cannot. */
const leading = new Set(['Document', 'Script', 'XHR', 'Fetch']);
/** The raw side of a failed redirect, and the browser's reason, may come after the failure. In milliseconds. */
const lateMs = 200;
/** A refresh further ahead ends idle sessions; it is not a way on. In seconds. */
const longestRefresh = 30;

/** Listens to a page through the DevTools protocol (`Network`, `Page` and `Log` enabled). Call it before the page goes anywhere. */
export function openPageRecord(
  cdp: CDPSession,
  target: Target,
  visit: Visit,
  endless: Pick<EndlessPaths, 'has'>,
): PageRecord {
  const login = new URL(loginUrlFor(target, visit));
  const password = target.user?.password.reveal();
  const course = openCourse(target);
  const ledger = openCookieLedger(target.docsOrigin);
  const chains = new Map<string, Chain>();
  const pending = new Set<string>();
  const bodies: Promise<void>[] = [];
  let frame = '';
  let loading = false;
  let parsed = false;
  let late = 0;
  let pages = 0;
  let lastEventMs = Date.now();
  let lastPageMs = lastEventMs;
  let shownMs = lastEventMs;
  let dueMs: number | undefined;

  // A page whose end never comes is awaited, too.
  const awaited = (): Leg | undefined => course.legs.findLast((leg) => pending.has(leg.requestId));
  const over = (): boolean => course.handover() !== undefined || course.fault !== undefined;
  const busy = (): boolean => loading || pending.size > 0 || late > 0;
  const watch = openQuietWatch({
    over,
    busy,
    lastEventMs: () => lastEventMs,
    lastPageMs: () => lastPageMs,
    mostMs: () => {
      const leg = awaited();
      return leg?.status !== undefined && endless.has(leg.url) ? endlessBodyMs : undefined;
    },
    dueMs: () => dueMs,
  });
  const heard = (page: boolean): void => {
    lastEventMs = Date.now();
    if (page) lastPageMs = lastEventMs;
    watch.touch();
  };
  const later = (decide: () => void): void => {
    late += 1;
    setTimeout(() => {
      late -= 1;
      decide();
      heard(true);
    }, lateMs);
  };
  const chainFor = (id: string): Chain => {
    const chain = chains.get(id) ?? { legs: [], sent: [], answered: [] };
    chains.set(id, chain);
    return chain;
  };
  const legOf = (id: string): Leg | undefined => chains.get(id)?.legs.at(-1);
  const isCourse = (leg: Leg | undefined): leg is Leg =>
    leg !== undefined && course.legs.includes(leg);

  cdp.on('Network.requestWillBeSent', (event) => {
    const { requestId, request, type, redirectResponse } = event;
    ledger.asked(requestId, request.url);
    if (leading.has(type ?? '')) pending.add(requestId);
    if (type !== 'Document' || (frame !== '' && event.frameId !== frame)) return heard(false);
    frame = event.frameId ?? frame;
    loading = true;
    const chain = chainFor(requestId);
    const before = redirectResponse === undefined ? undefined : chain.legs.at(-1);
    if (before !== undefined) {
      before.status = redirectResponse?.status ?? 0;
      before.decoded = redirectResponse?.headers ?? {};
      before.hasRaw = event.redirectHasExtraInfo;
      before.receivedAtMs ??= Date.now();
    }
    const cause = before === undefined ? (course.announced() ?? 'page') : 'redirect';
    const leg: Leg = {
      requestId,
      method: request.method,
      url: request.url + (request.urlFragment ?? ''),
      cause: course.begun ? cause : 'start',
      credentials: carriesPassword(password, request.url, request.postData),
      ...announcedOrigin(request.headers),
      sentAtMs: Date.now(),
    };
    chain.legs.push(leg);
    if (course.begun) {
      course.request(leg, before);
      notePosted(course.handover(), leg, request.postData);
    } else if ((before !== undefined || visit.clicked === true) && isLogin(request.url, login)) {
      course.begin(leg);
    }
    heard(true);
  });

  cdp.on('Network.requestWillBeSentExtraInfo', (event) => {
    const cookies = event.associatedCookies.filter((one) => one.blockedReasons.length === 0);
    const chain = chainFor(event.requestId);
    const origin = fieldValue(Object.entries(event.headers), 'origin');
    const leg = chain.legs[chain.sent.length];
    if (leg !== undefined && origin !== undefined) leg.origin = origin;
    chain.sent.push(cookies.map((one) => one.cookie.name));
    heard(false);
  });

  cdp.on('Network.responseReceivedExtraInfo', (event) => {
    const { requestId, statusCode, headers } = event;
    const chain = chainFor(requestId);
    const leg = chain.legs[chain.answered.length];
    const dropped = event.blockedCookies.map(droppedByBrowser);
    chain.answered.push({ statusCode, headers, dropped });
    if (leg !== undefined) leg.receivedAtMs ??= Date.now();
    ledger.answered(requestId, headers, leg?.url);
    heard(false);
  });

  cdp.on('Network.responseReceived', ({ requestId, response, hasExtraInfo }) => {
    const leg = legOf(requestId);
    if (leg !== undefined) {
      leg.status = response.status;
      leg.decoded = response.headers;
      leg.hasRaw = hasExtraInfo;
      leg.receivedAtMs ??= Date.now();
      if (!isCourse(leg)) left();
    }
    heard(leg !== undefined);
  });

  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    pending.delete(requestId);
    const leg = legOf(requestId);
    if (isCourse(leg) && leg.status !== undefined && leg.body === undefined) {
      bodies.push(bodyOf(cdp, leg, encodedDataLength));
    }
    heard(leg !== undefined);
  });

  cdp.on('Network.loadingFailed', (event) => {
    pending.delete(event.requestId);
    const leg = legOf(event.requestId);
    const canceled = event.canceled === true;
    if (event.type !== 'Document') return heard(false);
    if (isCourse(leg)) {
      const chain = chainFor(event.requestId);
      later(() => course.turnedAway(leg, chain, event.errorText, canceled));
    } else if (course.handover() !== undefined) {
      later(() => {
        const made = course.handover();
        if (made && canceled && course.forbade !== undefined) made.blocked ??= course.forbade;
        left();
      });
    }
    heard(true);
  });

  /** Whoever the visitor was handed to has had the request. */
  const left = (): void => {
    const made = course.handover();
    if (made !== undefined) made.done = true;
  };

  cdp.on('Page.frameRequestedNavigation', ({ frameId, disposition, reason, url }) => {
    const mine = frameId === frame && disposition === 'currentTab';
    if (mine) course.announce(url, reason.startsWith('formSubmission') ? 'form' : 'page');
    heard(mine);
  });

  cdp.on('Page.frameScheduledNavigation', ({ frameId, reason, delay, url }) => {
    if (frameId !== frame) return;
    const refreshes = reason === 'metaTagRefresh' || reason === 'httpHeaderRefresh';
    if (refreshes && delay <= longestRefresh) dueMs = Date.now() + delay * 1000;
    if (/^javascript:/i.test(url)) course.within(url);
    heard(false);
  });

  cdp.on('Page.frameClearedScheduledNavigation', ({ frameId }) => {
    if (frameId === frame) dueMs = undefined;
    heard(false);
  });

  cdp.on('Page.frameNavigated', ({ frame: { id, parentId, loaderId, unreachableUrl } }) => {
    if (parentId !== undefined) return heard(false);
    frame = id;
    parsed = false;
    dueMs = undefined;
    shownMs = Date.now();
    const leg = legOf(loaderId);
    if (isCourse(leg) && unreachableUrl === undefined) {
      course.shown = leg;
      pages += 1;
    } else left();
    heard(true);
  });

  cdp.on('Page.domContentEventFired', () => {
    parsed = true;
    heard(false);
  });
  cdp.on('Page.loadEventFired', () => {
    shownMs = Date.now();
    heard(false);
  });
  cdp.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
    if (frameId === frame) course.within(url);
    heard(false);
  });
  cdp.on('Page.frameStartedLoading', ({ frameId }) => {
    if (frameId === frame) loading = true;
    heard(false);
  });
  cdp.on('Page.frameStoppedLoading', ({ frameId }) => {
    if (frameId === frame) loading = false;
    heard(frameId === frame);
  });
  cdp.on('Log.entryAdded', ({ entry: { text } }) => {
    const policy = /violates the following Content Security Policy directive/.test(text);
    const forms = policy && /^Sending form data|form-action/.test(text);
    if (forms || text.startsWith('Blocked form submission')) course.forbade = text.trim();
    // A look at a page may cause such a word, so it is no sign of life.
    watch.touch();
  });

  return {
    watch,
    course,
    busy,
    over,
    chainOf: (leg) => chainFor(leg.requestId),
    awaited,
    parsed: () => parsed,
    pages: () => pages,
    shownMs: () => shownMs,
    complete: () => course.legs.every(({ requestId }) => isComplete(chainFor(requestId))),
    lastEventMs: () => lastEventMs,
    docsCookies: ledger.docsOnly,
    bodies: () => Promise.allSettled(bodies),
  };
}
