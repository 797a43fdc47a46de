import type { CDPSession } from 'playwright';
import type { Visit } from '../../../protocol/visit.js';
import { fieldValue } from '../../fields.js';
import { droppedByBrowser } from './cookies.js';
import type { Leg } from './live-hop.js';
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
  const { course } = state;
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
      credentials: carriesPassword(state.password, request.url, request.postData),
      ...announcedOrigin(request.headers),
      sentAtMs: Date.now(),
    };
    chain.legs.push(leg);
    if (course.begun) {
      course.request(leg, before);
      notePosted(course.handover(), leg, request.postData);
    } else if (before !== undefined || visit.clicked === true) {
      if (isLogin(request.url, state.login)) course.begin(leg);
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
    const leg = chain.legs[chain.sent.length];
    if (leg !== undefined && origin !== undefined) leg.origin = origin;
    chain.sent.push(cookies.map((one) => one.cookie.name));
    state.happened(false);
  });

  cdp.on('Network.responseReceivedExtraInfo', (event) => {
    const { requestId, statusCode, headers } = event;
    const chain = state.chainFor(requestId);
    const leg = chain.legs[chain.answered.length];
    const dropped = event.blockedCookies.map(droppedByBrowser);
    chain.answered.push({ statusCode, headers, dropped });
    if (leg !== undefined) leg.receivedAtMs ??= Date.now();
    state.ledger.answered(requestId, headers, leg?.url);
    state.happened(false);
  });
}

/** Answers that are no redirects, and their bodies. */
function watchAnswers(cdp: CDPSession, state: PageState): void {
  cdp.on('Network.responseReceived', ({ requestId, response, hasExtraInfo }) => {
    const leg = state.legOf(requestId);
    if (leg !== undefined) {
      leg.status = response.status;
      leg.decoded = response.headers;
      leg.hasRaw = hasExtraInfo;
      leg.receivedAtMs ??= Date.now();
      if (!state.isCourse(leg)) state.handedOver();
    }
    state.happened(leg !== undefined);
  });

  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    state.pending.delete(requestId);
    const leg = state.legOf(requestId);
    if (state.isCourse(leg) && leg.status !== undefined && leg.body === undefined) {
      state.bodies.push(bodyOf(cdp, leg, encodedDataLength));
    }
    state.happened(leg !== undefined);
  });
}

/** Requests that failed, or that the browser did not make. */
function watchFailures(cdp: CDPSession, state: PageState): void {
  const { course } = state;
  cdp.on('Network.loadingFailed', (event) => {
    state.pending.delete(event.requestId);
    const leg = state.legOf(event.requestId);
    const canceled = event.canceled === true;
    if (event.type !== 'Document') return state.happened(false);
    if (state.isCourse(leg)) {
      const chain = state.chainFor(event.requestId);
      state.later(() => course.turnedAway(leg, chain, event.errorText, canceled));
    } else if (course.handover() !== undefined) {
      state.later(() => {
        const made = course.handover();
        if (made && canceled && course.forbade !== undefined) made.blocked ??= course.forbade;
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

/** Fetches the text of a page that has arrived into its leg. Best effort: the browser drops it when the page goes. */
async function bodyOf(cdp: CDPSession, leg: Leg, encodedBytes: number): Promise<void> {
  if (encodedBytes > fetchedBytes) {
    leg.body = { text: '', bytes: encodedBytes, truncated: true };
    return;
  }
  try {
    const { body, base64Encoded } = await cdp.send('Network.getResponseBody', {
      requestId: leg.requestId,
    });
    if (base64Encoded) return;
    const bytes = Buffer.byteLength(body);
    leg.body = { text: body.slice(0, keptBytes), bytes, truncated: body.length > keptBytes };
  } catch {
    // The page has gone already.
  }
}
