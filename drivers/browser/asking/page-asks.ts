import type { Page } from 'playwright';
import type { Stop } from '../../../protocol/exchange.js';
import type { BlockedCookie } from '../../../protocol/http/cookie-block.js';
import type { Target } from '../../../protocol/visit.js';
import type { AskedCalls } from '../../asking/asked-exchange.js';
import { mixedContent } from '../../asking/asking-page.js';
import type { AskingPage } from '../../asking/asking-page.js';
import { fieldsSet, formOf } from '../../asking/wanted.js';
import type { Wanted } from '../../asking/wanted.js';
import { within } from '../../chromium/stall.js';
import type { Tab } from '../../chromium/tab.js';
import { cookiesOfPage } from '../../http/asking/page-cookies.js';
import { stopAt } from '../../wording.js';
import { brokenOff, faultStop, stalled } from '../fault.js';
import { handedCookie } from '../record/cookies.js';
import { openCallRecord } from './call-record.js';
import type { CallChain } from './call-record.js';
import { askInPage } from './page-script.js';
import type { Got, Wish } from './page-script.js';
import { recordedCalls } from './recorded-calls.js';

/** Octets of an answer that are kept. */
const bodyCap = 65_536;
/** How long what belongs to a call may lag behind it, in milliseconds. */
const lagMs = 2_000;
/** How much longer than the target a page may be silent, in milliseconds. */
export const slackMs = 15_000;

/** A page of the docs, with nothing in it. */
const bare = '<!doctype html><title>Docs</title><link rel="icon" href="data:,">';

/** Opens a page of the docs origin, wherever that is: the browser itself stands in for its host. */
export async function openDocsPage(page: Page, url: string): Promise<void> {
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

/** Cookies of the site that are for another host than the one that is asked: the browser does not speak of them. */
async function cookiesElsewhere({ context }: Tab, url: string): Promise<readonly BlockedCookie[]> {
  const held = (await context.cookies()).map(handedCookie);
  const { blocked } = await cookiesOfPage(held, url, true, Date.now());
  return blocked.filter(({ reason }) => reason === 'domain');
}

/** Why nothing came, or not all of it; undefined where there is an answer, be it one that the page may not read. */
function faultOf(
  chains: readonly CallChain[],
  got: Got,
  target: Target,
  wanted: Wanted,
): Stop | undefined {
  const chain = chains.findLast(({ isPreflight }) => !isPreflight);
  const last = chain?.requests.at(-1);
  const url = last?.url ?? wanted.url;
  const hasHead = chain !== undefined && chain.answered.length >= chain.requests.length;
  if (got.late) return stalled(url, target, { phase: hasHead ? 'in-body' : 'before-head' });
  const { failed } = chain ?? {};
  if (got.broken === true) return brokenOff(url, target);
  if (got.readable || hasHead) return undefined;
  if (failed?.cors !== undefined) return blockedStop(failed.cors, url, wanted);
  if (failed?.blocked !== undefined) return blockedStop(failed.blocked, url, wanted);
  return faultStop({ url, words: failed?.words ?? 'net::ERR_FAILED' }, target);
}

/** A request that the browser did not make. */
const blockedStop = (reason: string, url: string, { role }: Wanted): Stop =>
  reason === 'mixed-content'
    ? mixedContent(url, role)
    : stopAt('unreachable', `The browser did not make the request of the docs page (${reason})`);

/**
 * Lets a page of the docs ask, which is open in the tab, and records what it asks for and gets.
 *
 * @throws Stalled where the browser failed
 */
export async function askFrom(
  tab: Tab,
  target: Target,
  page: AskingPage,
  wanted: Wanted,
): Promise<AskedCalls & { readonly got: Got }> {
  const { url, credentials, method } = wanted;
  const record = openCallRecord(tab.cdp);
  const body = formOf(wanted);
  const wish: Wish = {
    url,
    credentials,
    method,
    headers: fieldsSet(wanted),
    ...(body === undefined ? {} : { body }),
    mostMs: target.timeoutMs,
    mostOctets: bodyCap,
  };
  const most = target.timeoutMs + slackMs;
  const got = await within(most, 'its docs page', tab.page.evaluate(askInPage, wish));
  await record.settled(lagMs);
  const chains = record.chains();
  const fault = faultOf(chains, got, target, wanted);
  const elsewhere = credentials === 'include' ? await cookiesElsewhere(tab, url) : [];
  const why = fault?.seen;
  const calls = recordedCalls({
    page,
    wanted,
    chains,
    got,
    elsewhere,
    ...(why && { fault: why }),
  });
  return { page, calls, got, ...(fault === undefined ? {} : { fault }) };
}
