import type { CDPSession } from 'playwright';
import type { Visit } from '../../../protocol/visit.js';
import { fieldValue } from '../../fields.js';
import { droppedByBrowser } from './cookies.js';
import type { LiveHop } from './live-hop.js';
import type { PageState } from './page-state.js';
import { announcedOrigin, carriesPassword, isLogin, notePosted } from './request.js';

/** Requests that can lead on. Pictures, beacons and streams cannot. */
const leading = new Set(['Document', 'Script', 'XHR', 'Fetch']);

/** Notes what a page asks for, with the raw side of every request and answer. */
export function watchRequests(cdp: CDPSession, state: PageState, visit: Visit): void {
  watchAsked(cdp, state, visit);
  watchRawSides(cdp, state);
  watchAnswers(cdp, state);
  watchFailures(cdp, state);
}

/** Requests, and the redirects that led to them. */
function watchAsked(cdp: CDPSession, state: PageState, visit: Visit): void {
  const { navigations } = state;
  cdp.on('Network.requestWillBeSent', (event) => {
    const { requestId, request, type, redirectResponse } = event;
    state.ledger.asked(requestId, request.url);
    if (leading.has(type ?? '')) state.pending.add(requestId);
    if (type !== 'Document' || (state.frame !== '' && event.frameId !== state.frame)) {
      return state.happened(false);
    }
    state.frame = event.frameId ?? state.frame;
    state.loading = true;
    const chain = state.chainFor(requestId);
    const before = redirectResponse === undefined ? undefined : chain.hops.at(-1);
    if (before !== undefined) {
      before.status = redirectResponse?.status ?? 0;
      before.decoded = redirectResponse?.headers ?? {};
      before.hasRaw = event.redirectHasExtraInfo;
      before.receivedAtMs ??= Date.now();
    }
    const cause = before === undefined ? (navigations.announced() ?? 'page') : 'redirect';
    const hop: LiveHop = {
      requestId,
      method: request.method,
      url: request.url + (request.urlFragment ?? ''),
      cause: navigations.begun ? cause : 'start',
      credentials: carriesPassword(state.password, request.url, request.postData),
      ...announcedOrigin(request.headers),
      sentAtMs: Date.now(),
    };
    chain.hops.push(hop);
    if (navigations.begun) {
      navigations.request(hop, before);
      notePosted(navigations.handover(), hop, request.postData);
    } else if (before !== undefined || visit.kind === 'return-by-link' || state.startsThere) {
      if (isLogin(request.url, state.login)) navigations.begin(hop);
    }
    state.happened(true);
  });
}

/** What went over the wire: cookies and `Origin` of requests, headers of answers. */
function watchRawSides(cdp: CDPSession, state: PageState): void {
  cdp.on('Network.requestWillBeSentExtraInfo', (event) => {
    const cookies = event.associatedCookies.filter((one) => one.blockedReasons.length === 0);
    const chain = state.chainFor(event.requestId);
    const origin = fieldValue(Object.entries(event.headers), 'origin');
    const hop = chain.hops[chain.sent.length];
    if (hop !== undefined && origin !== undefined) hop.origin = origin;
    chain.sent.push(cookies.map((one) => one.cookie.name));
    state.happened(false);
  });

  cdp.on('Network.responseReceivedExtraInfo', (event) => {
    const { requestId, statusCode, headers } = event;
    const chain = state.chainFor(requestId);
    const hop = chain.hops[chain.answered.length];
    const dropped = event.blockedCookies.map(droppedByBrowser);
    chain.answered.push({ statusCode, headers, dropped });
    if (hop !== undefined) hop.receivedAtMs ??= Date.now();
    state.ledger.answered(requestId, headers, hop?.url);
    state.happened(false);
  });
}

/** Answers that are no redirects, and their bodies. */
function watchAnswers(cdp: CDPSession, state: PageState): void {
  cdp.on('Network.responseReceived', ({ requestId, response, hasExtraInfo }) => {
    const hop = state.liveHopOf(requestId);
    if (hop !== undefined) {
      hop.status = response.status;
      hop.decoded = response.headers;
      hop.hasRaw = hasExtraInfo;
      hop.receivedAtMs ??= Date.now();
      if (!state.isOfFlow(hop)) state.handedOver();
    }
    state.happened(hop !== undefined);
  });

  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    state.pending.delete(requestId);
    const hop = state.liveHopOf(requestId);
    if (state.isOfFlow(hop) && hop.status !== undefined && hop.body === undefined) {
      state.bodies.push(bodyOf(cdp, hop, encodedDataLength));
    }
    state.happened(hop !== undefined);
  });
}

/** Requests that failed, or that the browser did not make. */
function watchFailures(cdp: CDPSession, state: PageState): void {
  const { navigations } = state;
  cdp.on('Network.loadingFailed', (event) => {
    state.pending.delete(event.requestId);
    const hop = state.liveHopOf(event.requestId);
    const canceled = event.canceled === true;
    if (event.type !== 'Document') return state.happened(false);
    if (state.isOfFlow(hop)) {
      const chain = state.chainFor(event.requestId);
      state.later(() => navigations.requestFailed(hop, chain, event.errorText, canceled));
    } else if (navigations.handover() !== undefined) {
      state.later(() => {
        const made = navigations.handover();
        if (made && canceled && navigations.forbade !== undefined)
          made.blocked ??= navigations.forbade;
        state.handedOver();
      });
    }
    state.happened(true);
  });
}

/** How much of a page is kept, in octets. */
const keptBytes = 524_288;
/** A page above this stays in the browser: bringing it over would cost more than it tells. */
const fetchedBytes = 8_388_608;

/** Fetches the text of a page that has arrived into its hop. Best effort: the browser drops it when the page goes. */
async function bodyOf(cdp: CDPSession, hop: LiveHop, encodedBytes: number): Promise<void> {
  if (encodedBytes > fetchedBytes) {
    hop.body = { text: '', bytes: encodedBytes, truncated: true };
    return;
  }
  try {
    const { body, base64Encoded } = await cdp.send('Network.getResponseBody', {
      requestId: hop.requestId,
    });
    if (base64Encoded) return;
    const bytes = Buffer.byteLength(body);
    hop.body = { text: body.slice(0, keptBytes), bytes, truncated: body.length > keptBytes };
  } catch {
    // The page has gone already.
  }
}
