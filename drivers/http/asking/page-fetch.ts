import type { Stop } from '../../../protocol/exchange.js';
import type { Call, CallResponse } from '../../../protocol/http/call.js';
import { withVerdicts } from '../../../protocol/http/cors/page-calls.js';
import {
  carriesCookies,
  originField,
  pageRequest,
} from '../../../protocol/http/cors/page-request.js';
import type { PageRequest } from '../../../protocol/http/cors/page-request.js';
import { after } from '../../../protocol/http/cors/verdict.js';
import { seal } from '../../../protocol/secrecy/sealed.js';
import { sealBody, sealField } from '../../../protocol/secrecy/sealed-message.js';
import { destination } from '../../../protocol/url/destination.js';
import type { AskedCalls } from '../../asking/asked-exchange.js';
import { asked, mixedContent } from '../../asking/asking-page.js';
import type { AskingPage } from '../../asking/asking-page.js';
import { fieldValues } from '../../fields.js';
import { place, stopAt } from '../../wording.js';
import type { CookiePair } from '../cookie-jar.js';
import { stopForFault } from '../fault.js';
import { decompressed } from '../head.js';
import { originOf, withoutFragment } from '../location.js';
import { configuredCookies, configuredFields } from '../request.js';
import { defaultPolicy, farther, isTrustworthy, refererFor, relationOf } from '../same-site.js';
import type { Relation } from '../same-site.js';
import type { VisitLogOptions } from '../visit-log.js';
import type { WireAnswer, WireOutcome } from '../wire/response.js';
import { cookiesOfPage } from './page-cookies.js';
import type { PageCookies } from './page-cookies.js';

/** Octets of an answer that are kept. */
const bodyCap = 65_536;

/** A page's request on its way, and what browsers know of it besides. */
export interface Asking {
  readonly request: PageRequest;
  /** How far its addresses lie from the page, the farthest of them (Fetch Metadata §2.3). */
  readonly site: Relation;
  /** False where the page is of another site than this very address: decides on cookies. */
  readonly near: boolean;
}

const relationTo = (page: AskingPage, url: string): Promise<Relation> =>
  page.url === undefined ? Promise.resolve('cross-site') : relationOf(page.url, url);

/** A request with what is known of it, after those that redirects led from. */
export async function askingOf(
  page: AskingPage,
  request: PageRequest,
  before: Relation = 'same-origin',
): Promise<Asking> {
  const relation = await relationTo(page, request.url);
  return { request, site: farther(before, relation), near: relation !== 'cross-site' };
}

/** The header of a page's request, as a browser sends it, but with an honest `User-Agent`. */
export function headerOf(
  { userAgent }: Pick<VisitLogOptions, 'userAgent'>,
  page: AskingPage,
  { request, site }: Asking,
  cookies: readonly CookiePair[],
  extra: readonly CookiePair[],
): readonly CookiePair[] {
  const { url } = request;
  const origin = originField(request);
  const referer = page.url === undefined ? undefined : refererFor(page.url, url, defaultPolicy);
  const replaced = new Set(extra.map(([name]) => name.toLowerCase()));
  const own: readonly CookiePair[] = [
    ['Host', new URL(url).host],
    ['User-Agent', userAgent],
    ['Accept', '*/*'],
    ['Accept-Language', 'en'],
    ['Accept-Encoding', 'identity'],
    ...(origin === undefined ? [] : [['Origin', origin] as const]),
    ...(referer === undefined ? [] : [['Referer', withoutFragment(referer)] as const]),
    // Browsers send Fetch Metadata to trustworthy origins only.
    ...(isTrustworthy(url)
      ? ([
          ['Sec-Fetch-Site', site],
          ['Sec-Fetch-Mode', 'cors'],
          ['Sec-Fetch-Dest', 'empty'],
        ] as const)
      : []),
    ...(cookies.length === 0
      ? []
      : [['Cookie', cookies.map(([n, v]) => (n === '' ? v : `${n}=${v}`)).join('; ')] as const]),
  ];
  return [...own.filter(([name]) => !replaced.has(name.toLowerCase())), ...extra];
}

/** The beginning of a body as pages read it: in UTF-8, whatever its `Content-Type` says (Fetch, "json"). */
function responseOf(answer: WireAnswer, whole: boolean): CallResponse {
  const { status, fields, body, truncated } = answer;
  const headers = fields.map(([name, value]) => sealField(name, value));
  if (!whole) return { status, headers };
  const plain = decompressed(answer);
  const kept = plain?.subarray(0, bodyCap);
  const isText = kept !== undefined && !kept.includes(0);
  const text = isText ? new TextDecoder().decode(kept) : undefined;
  const cut = truncated || (plain?.length ?? body.length) > bodyCap;
  const bytes = Math.min(plain?.length ?? body.length, bodyCap);
  return { status, headers, body: sealBody(text, bytes, cut) };
}

/** Why nothing came, or not all of it. */
function faultOf(
  { fault }: WireOutcome,
  { url, redirects }: PageRequest,
  timeoutMs: number,
): Stop | undefined {
  const { host, origin } = new URL(url);
  const setting = redirects === 0 ? 'the URL of the session API' : `the redirect to ${origin}`;
  return fault && stopForFault(fault, host, setting, timeoutMs);
}

/** A request that no browser makes: only that it was to be made is known. */
function unsent({ request }: Asking, fault: Stop): Call {
  const { url, method, credentials, origin } = request;
  const now = Date.now();
  return {
    role: asked.role,
    by: 'browser',
    fetch: 1,
    page: { origin, credentials },
    request: { method, url: seal(url), headers: [] },
    ...(fault.seen === undefined ? {} : { fault: fault.seen }),
    sentAtMs: now,
    receivedAtMs: now,
  };
}

/** Why browsers do not make a request; undefined where they do. */
const kept = (page: AskingPage, { url }: PageRequest): Stop | undefined =>
  page.url?.startsWith('https:') === true && !isTrustworthy(url) ? mixedContent(url) : undefined;

/** Why a redirect is not followed, whatever browsers do; undefined where it is. */
function notFollowed(options: VisitLogOptions, { url }: PageRequest): Stop | undefined {
  const { target } = options;
  const own = [target.endpoints?.session ?? '', target.loginUrl].map(originOf);
  const to = originOf(url);
  if (own.includes(to) || !['docs', 'forbidden'].includes(destination(url, target)))
    return undefined;
  return stopAt(
    'left-without-token',
    `The session API redirects to ${place(url)}, which is not asked`,
    'let it answer by itself',
  );
}

/** One request, its answer, and the cookies of both. */
async function askOnce(
  options: VisitLogOptions,
  page: AskingPage,
  asking: Asking,
): Promise<{ readonly call: Call; readonly outcome: WireOutcome }> {
  const { jar, wire, target } = options;
  const { request, near } = asking;
  const { url, method, credentials, origin } = request;
  const carries = carriesCookies(request);
  const none: PageCookies = { sent: [], blocked: [] };
  const own = carries ? await cookiesOfPage(await jar.all(), url, near, Date.now()) : none;
  const cookies = [...(carries ? configuredCookies(options, url, own.sent) : []), ...own.sent];
  const headers = headerOf(options, page, asking, cookies, configuredFields(options, url));
  const outcome = await wire.ask({
    method,
    url: withoutFragment(url),
    headers,
    timeoutMs: target.timeoutMs,
  });
  const { answer, fault } = outcome;
  const set = answer === undefined ? [] : fieldValues(answer.fields, 'set-cookie');
  // A page of another site sets no others, either.
  const taken = near ? set : set.filter((value) => /;\s*samesite\s*=\s*none/i.test(value));
  if (carries) await jar.store(url, taken);
  const why = faultOf(outcome, request, target.timeoutMs)?.seen;
  return {
    outcome,
    call: {
      role: asked.role,
      by: 'browser',
      fetch: 1,
      page: { origin, credentials },
      request: { method, url: seal(url), headers: headers.map(([n, v]) => sealField(n, v)) },
      ...(own.blocked.length === 0 ? {} : { cookiesBlocked: own.blocked }),
      ...(answer === undefined ? {} : { response: responseOf(answer, fault === undefined) }),
      ...(why === undefined ? {} : { fault: why }),
      sentAtMs: outcome.sentAtMs,
      receivedAtMs: outcome.receivedAtMs,
    },
  };
}

/**
 * Asks as a page's `fetch(url, { credentials: 'include' })` does, redirects followed by the rules of Fetch ("HTTP fetch",
 * "HTTP-redirect fetch"). Rejects only when aborted.
 */
export async function fetchAsPage(
  options: VisitLogOptions,
  url: string,
  page: AskingPage,
): Promise<AskedCalls> {
  const { credentials } = asked;
  const calls: Call[] = [];
  const first = pageRequest({ origin: page.origin, credentials, method: 'GET', url, headers: [] });
  let asking = await askingOf(page, first);
  let fault: Stop | undefined;
  for (;;) {
    fault = kept(page, asking.request);
    if (fault !== undefined) {
      calls.push(unsent(asking, fault));
      break;
    }
    const { call, outcome } = await askOnce(options, page, asking);
    calls.push(call);
    fault = faultOf(outcome, asking.request, options.target.timeoutMs);
    if (call.response === undefined || fault !== undefined) break;
    const next = after(asking.request, call.response);
    if (next === 'read' || 'reason' in next) break;
    fault = notFollowed(options, next);
    if (fault !== undefined) break;
    asking = await askingOf(page, next, asking.site);
  }
  return { page, calls: withVerdicts(calls), ...(fault === undefined ? {} : { fault }) };
}
