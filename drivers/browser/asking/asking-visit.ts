import type { Page } from 'playwright';
import type { Exchange, Stop } from '../../../protocol/exchange.js';
import type { BlockedCookie } from '../../../protocol/http/cookie-block.js';
import { sessionOf } from '../../../protocol/visit-kinds.js';
import type { Target, Visit } from '../../../protocol/visit.js';
import { asEntered, mayAsk, notEntered, withCalls } from '../../asking/asked-exchange.js';
import type { AskedCalls } from '../../asking/asked-exchange.js';
import { asked, askingPage, mixedContent } from '../../asking/asking-page.js';
import type { AskingPage } from '../../asking/asking-page.js';
import { asks } from '../../asking/beginning.js';
import { within } from '../../chromium/stall.js';
import type { Tab } from '../../chromium/tab.js';
import { cookiesOfPage } from '../../http/asking/page-cookies.js';
import { stopAt } from '../../wording.js';
import { addConfiguredHeaders } from '../configured-headers.js';
import { faultStop, stalled } from '../fault.js';
import { handedCookie } from '../record/cookies.js';
import { openCallRecord } from './call-record.js';
import type { CallChain } from './call-record.js';
import { askInPage } from './page-script.js';
import type { Got } from './page-script.js';
import { recordedCalls } from './recorded-calls.js';
import { signOutInBrowser } from './sign-out.js';

/** Octets of an answer that are kept. */
const bodyCap = 65_536;
/** How long what belongs to a call may lag behind it, in milliseconds. */
const lagMs = 2_000;
/** How much longer than the target a page may be silent, in milliseconds. */
const slackMs = 15_000;

/** A page of the docs, with nothing in it. */
const bare = '<!doctype html><title>Docs</title><link rel="icon" href="data:,">';

/** Opens a page of the docs origin, wherever that is: the browser itself stands in for its host. */
async function openDocsPage(page: Page, url: string): Promise<void> {
  const here = (asking: URL): boolean => asking.href === url;
  await page.route(here, (route) =>
    route.fulfill({
      contentType: 'text/html; charset=utf-8',
      headers: { 'Referrer-Policy': 'strict-origin-when-cross-origin' },
      body: bare,
    }),
  );
  await page.goto(url, { waitUntil: 'load', timeout: slackMs });
  // Requests that are held up would not be those of a page any more.
  await page.unroute(here);
}

/** Keeps third-party cookies from pages, as other browsers do by themselves; false for a browser that cannot. */
async function blockThirdPartyCookies({ cdp }: Tab): Promise<boolean> {
  // Chromium 143 wants all three of them.
  const parameters = {
    enableThirdPartyCookieRestriction: true,
    disableThirdPartyCookieMetadata: true,
    disableThirdPartyCookieHeuristics: true,
  };
  return cdp.send('Network.setCookieControls', parameters).then(
    () => true,
    () => false,
  );
}

/** Cookies of the site that are for another host than the one that is asked: the browser does not speak of them. */
async function cookiesElsewhere({ context }: Tab, url: string): Promise<readonly BlockedCookie[]> {
  const held = (await context.cookies()).map(handedCookie);
  const { blocked } = await cookiesOfPage(held, url, true, Date.now());
  return blocked.filter(({ reason }) => reason === 'domain');
}

/** Why nothing came, or not all of it; undefined where there is an answer, be it one that the page may not read. */
function faultOf(chains: readonly CallChain[], got: Got, target: Target): Stop | undefined {
  const chain = chains.findLast(({ isPreflight }) => !isPreflight);
  const last = chain?.requests.at(-1);
  const url = last?.url ?? target.endpoints?.session ?? target.loginUrl;
  const hasHead = chain !== undefined && chain.answered.length >= chain.requests.length;
  if (got.late) return stalled(url, target, { phase: hasHead ? 'in-body' : 'before-head' });
  const { failed } = chain ?? {};
  if (got.readable || hasHead) return undefined;
  if (failed?.cors !== undefined) return blockedStop(failed.cors, url);
  if (failed?.blocked !== undefined) return blockedStop(failed.blocked, url);
  return faultStop({ url, words: failed?.words ?? 'net::ERR_FAILED' }, target);
}

/** A request that the browser did not make. */
const blockedStop = (reason: string, url: string): Stop =>
  reason === 'mixed-content'
    ? mixedContent(url)
    : stopAt('unreachable', `The browser did not make the request of the docs page (${reason})`);

/** Lets a page of the docs ask, and records what it asks for and gets. */
async function askFrom(
  tab: Tab,
  target: Target,
  page: AskingPage,
  url: string,
): Promise<AskedCalls> {
  const record = openCallRecord(tab.cdp);
  const wish = {
    url,
    credentials: asked.credentials,
    mostMs: target.timeoutMs,
    mostOctets: bodyCap,
  };
  const most = target.timeoutMs + slackMs;
  const got = await within(most, 'its docs page', tab.page.evaluate(askInPage, wish));
  await record.settled(lagMs);
  const chains = record.chains();
  const fault = faultOf(chains, got, target);
  const elsewhere = await cookiesElsewhere(tab, url);
  const why = fault?.seen;
  const calls = recordedCalls({ page, chains, got, elsewhere, ...(why && { fault: why }) });
  return { page, calls, ...(fault === undefined ? {} : { fault }) };
}

/**
 * What follows the navigation of a visit in which a page of the docs asks, if there was one, in the same tab.
 *
 * @param navigated absent for a visit that begins with the page that asks
 * @throws Stalled where the browser failed
 */
export async function askInBrowser(
  tab: Tab,
  target: Target,
  visit: Visit,
  navigated?: Exchange,
): Promise<Exchange> {
  if (!asks(target)) return navigated ?? notEntered(visit, 'browser');
  const signedIn = (navigated?.signIns ?? 0) > 0 || target.signIn.how === 'none';
  const entered = navigated && asEntered(navigated, signedIn);
  if (entered !== undefined && !mayAsk(entered)) return entered;
  let begun = entered ?? notEntered(visit, 'browser');
  if (visit.kind === 'signed-out') {
    const out = await signOutInBrowser(tab, target, begun);
    if (!out.done) return out.exchange;
    begun = out.exchange;
  } else if (navigated === undefined && sessionOf(visit) !== 'anonymous') {
    await addConfiguredHeaders(tab.cdp, target);
  }
  if (visit.kind === 'return-without-third-party-cookies' && !(await blockThirdPartyCookies(tab))) {
    const notes = ['This browser cannot keep third-party cookies from pages.'];
    return { ...begun, stop: { code: 'not-made', notes } };
  }
  const page = askingPage(visit, target);
  const url = page.url ?? `${target.docsOrigin}/`;
  await within(slackMs, 'its docs page', openDocsPage(tab.page, url));
  return withCalls(begun, await askFrom(tab, target, page, target.endpoints.session), target);
}
