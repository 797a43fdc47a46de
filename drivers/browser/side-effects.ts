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
import type { Target, Visit } from '../../protocol/visit.js';
import type { Overheard } from '../chromium/page-probe.js';
import type { Tab } from '../chromium/tab.js';
import { originOf } from '../http/location.js';
import { leftovers } from './storage.js';

/** What is listened to besides the visitor's own course. */
export interface AsideRecord {
  /**
   * All that was heard so far, and what is left in the browser; the page is gone afterwards.
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

/** Listens to a tab: requests of every frame, messages, storage; and, in an honest visit, what is loaded. */
export function openAside(tab: Tab, target: Target, visit: Visit): AsideRecord {
  const { cdp, context, page } = tab;
  const requests: SideRequest[] = [];
  const messages: PostedMessage[] = [];
  const stored: StoredText[] = [];
  const loaded: LoadedText[] = [];
  const underWay: Promise<unknown>[] = [];
  const sources = new Map<string, string>();
  const isDocs = (url: string): boolean => originOf(url) === target.docsOrigin;

  const keep = <T>(list: T[], item: T): void => void (list.length < most && list.push(item));
  const text = (words: string): Sealed => sealAs(words.slice(0, longest));

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
  context.on('request', onRequest);

  cdp.on('Network.requestWillBeSent', ({ requestId, request, type, frameId }) => {
    const large = request.hasPostData === true && request.postData === undefined;
    if (!large || type === 'Document' || isDocs(request.url) || frameId === undefined) return;
    // Blobs and streams are not part of the event.
    const body = cdp
      .send('Network.getRequestPostData', { requestId })
      .then(({ postData }) =>
        keep(requests, { url: sealedUrl(request.url), headers: [], body: text(postData) }),
      );
    underWay.push(body.catch(() => undefined));
  });
  cdp.on('Network.webSocketCreated', ({ requestId, url }) => {
    sources.set(requestId, url);
    keep(requests, { url: sealedUrl(url), headers: [] });
  });
  cdp.on('Network.webSocketFrameSent', ({ requestId, response }) => {
    const url = sources.get(requestId) ?? '';
    keep(requests, { url: sealedUrl(url), headers: [], body: text(response.payloadData) });
  });
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

  if (visit.honest) {
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

  return {
    settled: () => Promise.allSettled(underWay),
    collect: async (known, storing, left) => {
      for (const item of await leftovers(tab, storing).catch(() => [])) {
        const heard = stored.some(({ text: one }) => one.reveal() === item.text.slice(0, longest));
        if (!heard) keep(stored, { place: item.place, text: text(item.text) });
      }
      await flushed(left);
      const said: readonly Overheard[] = tab.overheard;
      for (const heard of said.filter(({ at }) => at !== target.docsOrigin)) {
        if (heard.how === 'name') keep(stored, { place: 'window.name', text: text(heard.text) });
        else if (heard.how === 'beacon') {
          if (isDocs(heard.to)) continue;
          keep(requests, { url: sealedUrl(heard.to), headers: [], body: text(heard.text) });
        } else if (heard.to !== target.docsOrigin) {
          keep(messages, { to: heard.to, text: text(heard.text) });
        }
      }
      // The browser may be gone already.
      const cookies = visit.honest ? await context.cookies().catch(() => []) : [];
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
    dispose: () => void context.off('request', onRequest),
  };

  /** Waits for what the browser has told already, on both of its channels: requests, bindings and storage. */
  async function flushed(left: boolean): Promise<void> {
    // The old page cannot answer any more; what it told is ahead of any other answer.
    const answers = left
      ? [context.cookies()]
      : [page.evaluate(() => 0), cdp.send('Page.getFrameTree')];
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise((resolve) => (timer = setTimeout(resolve, flushMs)));
    await Promise.race([Promise.allSettled(answers), enough]).finally(() => clearTimeout(timer));
  }

  /** A navigation of the visitor's own page belongs to the course. */
  function leadsOn(request: Request, { page: own }: Tab): boolean {
    try {
      return request.isNavigationRequest() && request.frame() === own.mainFrame();
    } catch {
      return page.isClosed();
    }
  }
}
