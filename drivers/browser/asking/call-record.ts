import type { CDPSession } from 'playwright';
import type { BlockedCookie, CookieBlock } from '../../../protocol/http/cookie-block.js';

/** One request of a page's script, as the browser tells of it. Times are our clock in milliseconds since the epoch. */
export interface LiveCall {
  readonly method: string;
  readonly url: string;
  /** The header as it was announced, where no raw one comes. */
  readonly announced: Readonly<Record<string, string>>;
  readonly sentAtMs: number;
  receivedAtMs?: number;
}

/** The raw side of a request. */
interface RawRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly blocked: readonly BlockedCookie[];
}

/** The raw side of an answer: values as latin1 text, several fields of one name joined by line feeds. */
interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** The requests of one chain of redirects; their raw sides come in the same order, before or after. */
export interface CallChain {
  isPreflight: boolean;
  readonly requests: LiveCall[];
  readonly sent: RawRequest[];
  readonly answered: RawResponse[];
  /** Why it failed, in the browser's own words. */
  failed?: { readonly words: string; readonly cors?: string; readonly blocked?: string };
  /** True when nothing more comes of it. */
  over: boolean;
}

/** What Chromium calls the reasons (`Network.CookieBlockedReason`). */
const reasons: Readonly<Record<string, CookieBlock>> = {
  SameSiteStrict: 'same-site-strict',
  SchemefulSameSiteStrict: 'same-site-strict',
  SameSiteLax: 'same-site-lax',
  SchemefulSameSiteLax: 'same-site-lax',
  SameSiteUnspecifiedTreatedAsLax: 'same-site-unset',
  SchemefulSameSiteUnspecifiedTreatedAsLax: 'same-site-unset',
  SameSiteNoneInsecure: 'same-site-insecure',
  SecureOnly: 'secure',
  SchemeMismatch: 'secure',
  DomainMismatch: 'domain',
  NotOnPath: 'path',
  ThirdPartyPhaseout: 'third-party',
  ThirdPartyBlockedInFirstPartySet: 'third-party',
  UserPreferences: 'third-party',
};

/** The calls of a page, as they come. */
export interface CallRecord {
  /** In the order in which they began. */
  readonly chains: () => readonly CallChain[];
  /** Resolves when nothing more comes of any, or when so many milliseconds are over. */
  readonly settled: (mostMs: number) => Promise<void>;
}

function isSettled({ over, failed, requests, answered, sent }: CallChain): boolean {
  if (!over) return false;
  // What failed on the way, or was never sent, has no raw sides; an answer that was kept from the page has.
  const notMade = failed?.cors?.startsWith('Preflight') === true;
  const unanswered =
    failed !== undefined && (notMade || (failed.blocked ?? failed.words) !== keptBack);
  return unanswered || (answered.length >= requests.length && sent.length > 0);
}

/** The browser's word for a request whose answer the page must not have, and for some others. */
const keptBack = 'net::ERR_FAILED';

/** Listens to what the scripts of a page ask for, until the page goes. The session has `Network` enabled. */
export function openCallRecord(cdp: CDPSession): CallRecord {
  const chains = new Map<string, CallChain>();
  const known = new Set<string>();
  let heard = (): void => undefined;
  const chainOf = (id: string): CallChain => {
    const chain = chains.get(id) ?? {
      isPreflight: false,
      requests: [],
      sent: [],
      answered: [],
      over: false,
    };
    chains.set(id, chain);
    return chain;
  };
  cdp.on('Network.requestWillBeSent', (event) => {
    const { requestId, request, type, redirectResponse, initiator } = event;
    // Chromium has called a preflight by its type, and calls it by what led to it.
    const isPreflight = type === 'Preflight' || initiator.type === 'preflight';
    if (type !== 'Fetch' && !isPreflight && !known.has(requestId)) return;
    known.add(requestId);
    const chain = chainOf(requestId);
    chain.isPreflight ||= isPreflight;
    const before = redirectResponse === undefined ? undefined : chain.requests.at(-1);
    if (before !== undefined) before.receivedAtMs ??= Date.now();
    const { method, url, headers } = request;
    chain.requests.push({ method, url, announced: headers, sentAtMs: Date.now() });
    heard();
  });
  cdp.on('Network.requestWillBeSentExtraInfo', ({ requestId, headers, associatedCookies }) => {
    const blocked = associatedCookies.flatMap(({ cookie, blockedReasons }) =>
      blockedReasons.length === 0
        ? []
        : [
            {
              name: cookie.name,
              reason: blockedReasons.map((word) => reasons[word]).find(Boolean) ?? 'refused',
            } as const,
          ],
    );
    chainOf(requestId).sent.push({ headers, blocked });
    heard();
  });
  cdp.on('Network.responseReceivedExtraInfo', ({ requestId, statusCode, headers }) => {
    const chain = chainOf(requestId);
    const request = chain.requests[chain.answered.length];
    chain.answered.push({ status: statusCode, headers });
    if (request !== undefined) request.receivedAtMs ??= Date.now();
    heard();
  });
  cdp.on('Network.responseReceived', ({ requestId }) => {
    const request = chains.get(requestId)?.requests.at(-1);
    if (request !== undefined) request.receivedAtMs ??= Date.now();
  });
  cdp.on('Network.loadingFinished', ({ requestId }) => {
    chainOf(requestId).over = true;
    heard();
  });
  cdp.on('Network.loadingFailed', ({ requestId, errorText, corsErrorStatus, blockedReason }) => {
    const chain = chainOf(requestId);
    chain.over = true;
    chain.failed = {
      words: errorText,
      ...(corsErrorStatus === undefined ? {} : { cors: corsErrorStatus.corsError }),
      ...(blockedReason === undefined ? {} : { blocked: blockedReason }),
    };
    heard();
  });

  const own = (): readonly CallChain[] =>
    [...chains].flatMap(([id, chain]) => (known.has(id) ? [chain] : []));
  return {
    chains: own,
    settled: (mostMs) =>
      new Promise((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          heard = (): void => undefined;
          resolve();
        };
        const timer = setTimeout(end, mostMs);
        heard = () => {
          const all = own();
          if (all.length > 0 && all.every(isSettled)) end();
        };
        heard();
      }),
  };
}
