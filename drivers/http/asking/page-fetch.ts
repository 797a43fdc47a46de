import type { Stop } from '../../../protocol/exchange.js';
import type { Call } from '../../../protocol/http/call.js';
import { withVerdicts } from '../../../protocol/http/cors/page-calls.js';
import { carriesCookies, pageRequest } from '../../../protocol/http/cors/page-request.js';
import type { PageRequest } from '../../../protocol/http/cors/page-request.js';
import { preflightOf, preflightRefusal } from '../../../protocol/http/cors/preflight.js';
import { after } from '../../../protocol/http/cors/verdict.js';
import { seal } from '../../../protocol/secrecy/sealed.js';
import { sealField } from '../../../protocol/secrecy/sealed-message.js';
import { destination } from '../../../protocol/url/destination.js';
import type { AskedCalls } from '../../asking/asked-exchange.js';
import { mixedContent } from '../../asking/asking-page.js';
import type { AskingPage } from '../../asking/asking-page.js';
import { calledBy, endpointUrls, fieldsSet, formOf, sealedForm } from '../../asking/wanted.js';
import type { Wanted } from '../../asking/wanted.js';
import { fieldValues } from '../../fields.js';
import { place, stopAt } from '../../wording.js';
import type { CookiePair } from '../cookie-jar.js';
import { stopForFault } from '../fault.js';
import { originOf, withoutFragment } from '../location.js';
import { configuredCookies, configuredFields } from '../request.js';
import { isTrustworthy } from '../same-site.js';
import type { VisitLogOptions } from '../visit-log.js';
import type { WireOutcome } from '../wire/response.js';
import { responseOf } from './call-answer.js';
import { cookiesOfPage } from './page-cookies.js';
import type { PageCookies } from './page-cookies.js';
import { askingOf, headerOf, preflightHeaderOf } from './page-header.js';
import type { Asking } from './page-header.js';

/** A page that asks, and for what. */
interface Errand {
  readonly options: VisitLogOptions;
  readonly page: AskingPage;
  readonly wanted: Wanted;
}

/** Why nothing came, or not all of it. */
function faultOf(
  { wanted, options }: Errand,
  { fault }: WireOutcome,
  { url, redirects }: PageRequest,
): Stop | undefined {
  const { host, origin } = new URL(url);
  const called = calledBy[wanted.role];
  const setting = redirects === 0 ? `the URL of the ${called}` : `the redirect to ${origin}`;
  return fault && stopForFault(fault, host, setting, options.target.timeoutMs);
}

/** What every call of one fetch says of itself. */
const callBase = ({ page, wanted }: Errand): Pick<Call, 'by' | 'fetch' | 'page' | 'way'> => ({
  by: 'browser',
  fetch: wanted.fetch,
  page: { origin: page.origin, credentials: wanted.credentials },
  ...(wanted.way === undefined ? {} : { way: wanted.way }),
});

/** A request that no browser makes: only that it was to be made is known. */
function unsent(errand: Errand, { request }: Asking, fault: Stop): Call {
  const { url, method } = request;
  const now = Date.now();
  return {
    role: errand.wanted.role,
    ...callBase(errand),
    request: { method, url: seal(url), headers: [] },
    ...(fault.seen === undefined ? {} : { fault: fault.seen }),
    sentAtMs: now,
    receivedAtMs: now,
  };
}

/** Why browsers do not make a request; undefined where they do. */
const kept = ({ page, wanted }: Errand, { url }: PageRequest): Stop | undefined =>
  page.url?.startsWith('https:') === true && !isTrustworthy(url)
    ? mixedContent(url, wanted.role)
    : undefined;

/** Why a redirect is not followed, whatever browsers do; undefined where it is. */
function notFollowed({ options, wanted }: Errand, { url }: PageRequest): Stop | undefined {
  const { target } = options;
  const own = [...endpointUrls(target), target.loginUrl].map(originOf);
  const to = originOf(url);
  if (own.includes(to) || !['docs', 'forbidden'].includes(destination(url, target)))
    return undefined;
  return stopAt(
    'left-without-token',
    `The ${calledBy[wanted.role]} redirects to ${place(url)}, which is not asked`,
    'let it answer by itself',
  );
}

/** One request as it went over the wire, and what came of it. */
interface Sent {
  readonly call: Call;
  readonly outcome: WireOutcome;
}

/** Sends one request and records it. */
async function send(
  errand: Errand,
  { request }: Asking,
  sent: {
    readonly role: Call['role'];
    readonly method: string;
    readonly headers: readonly CookiePair[];
    readonly form?: string;
    readonly blocked?: PageCookies['blocked'];
  },
): Promise<Sent> {
  const { wire, target } = errand.options;
  const { role, method, form, blocked = [] } = sent;
  const body = form === undefined ? undefined : Buffer.from(form, 'utf8');
  const headers: readonly CookiePair[] = [
    ...sent.headers,
    ...(body === undefined ? [] : [['Content-Length', String(body.length)] as const]),
  ];
  const outcome = await wire.ask({
    method,
    url: withoutFragment(request.url),
    headers,
    timeoutMs: target.timeoutMs,
    ...(body === undefined ? {} : { body }),
  });
  const { answer, fault } = outcome;
  const why = faultOf(errand, outcome, request)?.seen;
  return {
    outcome,
    call: {
      role,
      ...callBase(errand),
      request: {
        method,
        url: seal(request.url),
        headers: headers.map(([n, v]) => sealField(n, v)),
        ...(form === undefined ? {} : { fields: sealedForm(errand.wanted) }),
      },
      ...(blocked.length === 0 ? {} : { cookiesBlocked: blocked }),
      ...(answer === undefined ? {} : { response: responseOf(answer, fault === undefined) }),
      ...(why === undefined ? {} : { fault: why }),
      sentAtMs: outcome.sentAtMs,
      receivedAtMs: outcome.receivedAtMs,
    },
  };
}

/** Asks for leave, where that is due; undefined where it is not. */
async function askLeave(errand: Errand, asking: Asking): Promise<Sent | undefined> {
  const due = preflightOf(asking.request);
  if (due === undefined) return undefined;
  const headers = preflightHeaderOf(errand.options, errand.page, asking, due);
  return send(errand, asking, { role: 'preflight', method: 'OPTIONS', headers });
}

/** One request, its answer, and the cookies of both. */
async function askOnce(errand: Errand, asking: Asking): Promise<Sent> {
  const { options, page, wanted } = errand;
  const { request, near } = asking;
  const { url, method } = request;
  const carries = carriesCookies(request);
  const none: PageCookies = { sent: [], blocked: [] };
  const own = carries ? await cookiesOfPage(await options.jar.all(), url, near, Date.now()) : none;
  const cookies = [...(carries ? configuredCookies(options, url, own.sent) : []), ...own.sent];
  const form = method === 'GET' ? undefined : formOf(wanted);
  const made = await send(errand, asking, {
    role: wanted.role,
    method,
    headers: headerOf(options, page, asking, cookies, configuredFields(options, url)),
    blocked: own.blocked,
    ...(form === undefined ? {} : { form }),
  });
  const { answer } = made.outcome;
  const set = answer === undefined ? [] : fieldValues(answer.fields, 'set-cookie');
  // A page of another site sets no others, either.
  const taken = near ? set : set.filter((value) => /;\s*samesite\s*=\s*none/i.test(value));
  if (carries) await options.jar.store(url, taken);
  return made;
}

/**
 * Asks as a page's `fetch()` does: with a preflight where one is due, redirects followed by the rules of Fetch ("HTTP
 * fetch", "CORS-preflight fetch", "HTTP-redirect fetch"). Rejects only when aborted.
 */
export async function fetchAsPage(
  options: VisitLogOptions,
  wanted: Wanted,
  page: AskingPage,
): Promise<AskedCalls> {
  const errand: Errand = { options, page, wanted };
  const { credentials, method, url } = wanted;
  const calls: Call[] = [];
  const headers = fieldsSet(wanted).map(([name, value]) => sealField(name, value));
  const first = pageRequest({ origin: page.origin, credentials, method, url, headers });
  let asking = await askingOf(page, first);
  let fault: Stop | undefined;
  for (;;) {
    fault = kept(errand, asking.request);
    if (fault !== undefined) {
      calls.push(unsent(errand, asking, fault));
      break;
    }
    const leave = await askLeave(errand, asking);
    if (leave !== undefined) {
      calls.push(leave.call);
      fault = faultOf(errand, leave.outcome, asking.request);
      if (preflightRefusal(asking.request, leave.call.response) !== undefined) break;
    }
    const { call, outcome } = await askOnce(errand, asking);
    calls.push(call);
    fault = faultOf(errand, outcome, asking.request);
    if (call.response === undefined || fault !== undefined) break;
    const next = after(asking.request, call.response);
    if (next === 'read' || 'reason' in next) break;
    fault = notFollowed(errand, next);
    if (fault !== undefined) break;
    asking = await askingOf(page, next, asking.site);
  }
  return { page, calls: withVerdicts(calls), ...(fault === undefined ? {} : { fault }) };
}
