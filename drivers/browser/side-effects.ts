import type { Request } from 'playwright';
import type {
  Aside,
  LoadedText,
  PostedMessage,
  SideRequest,
  StoredText,
} from '../../protocol/exchange.js';
import { sealAs } from '../../protocol/secrecy/sealed.js';
import type { Sealed } from '../../protocol/secrecy/sealed.js';
import { isHonest } from '../../protocol/visit-kinds.js';
import type { Target, Visit } from '../../protocol/visit.js';
import type { Reported } from '../chromium/page-probe.js';
import type { Tab } from '../chromium/tab.js';
import { originOf } from '../http/location.js';
import { leftovers } from './storage.js';

/** What the pages of a visit do besides leading the visitor on. */
export interface SideEffects {
  /**
   * All that was seen so far, and what is left in the browser; the page is gone afterwards.
   *
   * @param known names of cookies that answers set
   * @param storing origins whose pages may have stored something
   * @param left true where the visitor was sent away: the next page may still be on its way
   */
  collect(known: ReadonlySet<string>, storing: ReadonlySet<string>, left: boolean): Promise<Aside>;
  /** Resolves when what is under way has arrived. */
  settled(): Promise<unknown>;
  dispose(): void;
}

/** Characters kept of one text, and texts kept of a kind: a page that sends more has shown what it does. */
const longest = 65_536;
const longestSource = 2_097_152;
const most = 500;
/** A page that is busy for good does not answer; in milliseconds. */
const flushMs = 2_000;

/** A text of which only the origin is ever printed. */
const sealedUrl = (url: string): Sealed => sealAs(url, originOf(url));

/** What was seen so far, and what it takes to keep more of it. */
interface Collected {
  readonly requests: SideRequest[];
  readonly messages: PostedMessage[];
  readonly stored: StoredText[];
  readonly loaded: LoadedText[];
  /** What the browser was asked for and has not given yet. */
  readonly underWay: Promise<unknown>[];
  /** The addresses of requests whose events do not say them. */
  readonly sources: Map<string, string>;
  readonly isDocs: (url: string) => boolean;
}

const keep = <T>(list: T[], item: T): void => void (list.length < most && list.push(item));
const text = (words: string): Sealed => sealAs(words.slice(0, longest));

/** Listens to a tab: requests of every frame, messages, storage; and, in an honest visit, what is loaded. */
export function openSideEffects(tab: Tab, target: Target, visit: Visit): SideEffects {
  const collected: Collected = {
    requests: [],
    messages: [],
    stored: [],
    loaded: [],
    underWay: [],
    sources: new Map(),
    isDocs: (url) => originOf(url) === target.docsOrigin,
  };
  const dispose = watchRequests(tab, collected);
  watchLargeBodies(tab, collected);
  watchWebSockets(tab, collected);
  watchStorage(tab, collected, target);
  if (isHonest(visit)) watchLoaded(tab, collected);

  return {
    settled: () => Promise.allSettled(collected.underWay),
    collect: async (known, storing, left) => {
      const { requests, messages, stored, loaded } = collected;
      for (const item of await leftovers(tab, storing).catch(() => [])) {
        const seen = stored.some(({ text: one }) => one.reveal() === item.text.slice(0, longest));
        if (!seen) keep(stored, { place: item.place, text: text(item.text) });
      }
      await flushed(tab, left);
      keepReported(tab.reported, collected, target);
      // The browser may be gone already.
      const cookies = isHonest(visit) ? await tab.context.cookies().catch(() => []) : [];
      for (const { value } of cookies.filter(({ name }) => !known.has(name))) {
        keep(stored, { place: 'document.cookie', text: text(value) });
      }
      return {
        requests: [...requests],
        messages: [...messages],
        stored: [...stored],
        loaded: [...loaded],
      };
    },
    dispose,
  };
}

/** Every request besides the navigations of the visitor's own page; gives what ends the listening. */
function watchRequests(tab: Tab, { requests, isDocs }: Collected): () => void {
  const onRequest = (request: Request): void => {
    const url = request.url();
    if (!/^https?:/i.test(url) || isDocs(url) || leadsOn(request, tab)) return;
    const body = request.postDataBuffer();
    keep(requests, {
      url: sealedUrl(url),
      headers: Object.entries(request.headers()).map(
        ([name, value]) => [name, text(value)] as const,
      ),
      ...(body === null ? {} : { body: text(body.toString('utf8')) }),
    });
  };
  tab.context.on('request', onRequest);
  return () => void tab.context.off('request', onRequest);
}

/** A navigation of the visitor's own page is no side effect. */
function leadsOn(request: Request, { page }: Tab): boolean {
  try {
    return request.isNavigationRequest() && request.frame() === page.mainFrame();
  } catch {
    return page.isClosed();
  }
}

/** Bodies that are not part of the event: blobs and streams. */
function watchLargeBodies({ cdp }: Tab, { requests, underWay, isDocs }: Collected): void {
  cdp.on('Network.requestWillBeSent', ({ requestId, request, type, frameId }) => {
    const large = request.hasPostData === true && request.postData === undefined;
    if (!large || type === 'Document' || isDocs(request.url) || frameId === undefined) return;
    const body = cdp
      .send('Network.getRequestPostData', { requestId })
      .then(({ postData }) =>
        keep(requests, { url: sealedUrl(request.url), headers: [], body: text(postData) }),
      );
    underWay.push(body.catch(() => undefined));
  });
}

function watchWebSockets({ cdp }: Tab, { requests, sources }: Collected): void {
  cdp.on('Network.webSocketCreated', ({ requestId, url }) => {
    sources.set(requestId, url);
    keep(requests, { url: sealedUrl(url), headers: [] });
  });
  cdp.on('Network.webSocketFrameSent', ({ requestId, response }) => {
    const url = sources.get(requestId) ?? '';
    keep(requests, { url: sealedUrl(url), headers: [], body: text(response.payloadData) });
  });
}

function watchStorage({ cdp }: Tab, { stored }: Collected, target: Target): void {
  const kept = (origin: string, isLocalStorage: boolean, words: string): void => {
    if (origin === target.docsOrigin) return;
    keep(stored, { place: isLocalStorage ? 'localStorage' : 'sessionStorage', text: text(words) });
  };
  cdp.on('DOMStorage.domStorageItemAdded', ({ storageId, key, newValue }) =>
    kept(storageId.securityOrigin ?? '', storageId.isLocalStorage, `${key}=${newValue}`),
  );
  cdp.on('DOMStorage.domStorageItemUpdated', ({ storageId, key, newValue }) =>
    kept(storageId.securityOrigin ?? '', storageId.isLocalStorage, `${key}=${newValue}`),
  );
}

/** Scripts, frames and fetched answers of the login flow. */
function watchLoaded(tab: Tab, { loaded, underWay, sources, isDocs }: Collected): void {
  const { cdp } = tab;
  cdp.on('Network.responseReceived', ({ requestId, type, response, frameId }) => {
    const counts = type === 'Script' || type === 'XHR' || type === 'Fetch' || type === 'Document';
    if (!counts || isDocs(response.url) || !/^https?:/i.test(response.url)) return;
    if (type === 'Document' && frameId === tab.frameId) return;
    sources.set(requestId, response.url);
  });
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const url = sources.get(requestId);
    if (url === undefined || encodedDataLength > longestSource) return;
    const fetched = cdp
      .send('Network.getResponseBody', { requestId })
      .then(({ body, base64Encoded }) => {
        if (!base64Encoded) keep(loaded, { url: sealedUrl(url), text: sealAs(body) });
      });
    underWay.push(fetched.catch(() => undefined));
  });
}

/** Waits for what the browser has reported already, on both of its channels: requests, bindings and storage. */
async function flushed({ context, page, cdp }: Tab, left: boolean): Promise<void> {
  // The old page cannot answer any more; what it reported is ahead of any other answer.
  const answers = left
    ? [context.cookies()]
    : [page.evaluate(() => 0), cdp.send('Page.getFrameTree')];
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise((resolve) => (timer = setTimeout(resolve, flushMs)));
  await Promise.race([Promise.allSettled(answers), enough]).finally(() => clearTimeout(timer));
}

/** Keeps what pages reported of themselves. */
function keepReported(
  reported: readonly Reported[],
  { requests, messages, stored, isDocs }: Collected,
  target: Target,
): void {
  for (const one of reported.filter(({ at }) => at !== target.docsOrigin)) {
    if (one.how === 'name') keep(stored, { place: 'window.name', text: text(one.text) });
    else if (one.how === 'beacon') {
      if (isDocs(one.to)) continue;
      keep(requests, { url: sealedUrl(one.to), headers: [], body: text(one.text) });
    } else if (one.to !== target.docsOrigin) {
      keep(messages, { to: one.to, text: text(one.text) });
    }
  }
}
