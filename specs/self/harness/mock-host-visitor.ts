import { chromium, type Browser, type Page } from 'playwright';

import { findBrowser } from '../../../drivers/chromium/find.js';
import type { Played } from './mock-host-setup.js';

/** Visitors of the mock docs host in a real browser. */

const outcomeOf = 'meta[name="docs-handshake-outcome"]';

/**
 * Starts the browser that is found; undefined where there is none.
 *
 * @param switches of Chromium, besides
 */
export async function launch(switches: readonly string[] = []): Promise<Browser | undefined> {
  const found = await findBrowser(process.env);
  if (found === undefined) return undefined;
  const env = Object.fromEntries(
    Object.entries({ ...process.env, ...found.env }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
  const args = [...switches, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  return chromium.launch({ executablePath: found.executable, env, args });
}

/** What a page tells of a token that it judged. */
export interface ToldBody {
  readonly path: string;
  readonly outcome: string;
  readonly code?: string;
  readonly rows: Readonly<Record<string, string>>;
}

/** A page of a fresh visitor, with what went wrong on it and what it handed over. */
export interface Witness {
  readonly page: Page;
  readonly faults: string[];
  readonly handed: { readonly fragment: string; readonly path: string }[];
  /** What they told of tokens that they judged by themselves. */
  readonly told: ToldBody[];
  /** What its pages told the host besides. */
  readonly notices: readonly unknown[];
  /** Every address that the visitor can go back to, and what the page's timing still tells. */
  readonly traces: () => Promise<string>;
}

/** Opens a page of a visitor who was never here. */
export async function visitor(browser: Browser | undefined): Promise<Witness> {
  if (browser === undefined) throw new Error('no browser');
  const context = await browser.newContext();
  const page = await context.newPage();
  const faults: string[] = [];
  const handed: { fragment: string; path: string }[] = [];
  const told: ToldBody[] = [];
  const notices: unknown[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('dialog', (dialog) => {
    faults.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    // A refusal is an answer of 403, which the browser mentions, and so is logging out.
    if (!/Failed to load resource|Clear-Site-Data/.test(message.text()))
      faults.push(message.text());
  });
  page.on('request', (request) => {
    if (request.method() !== 'POST') return;
    const body: unknown = request.postDataJSON();
    if (request.url().endsWith('/notice')) notices.push(body);
    else if (request.url().endsWith('/verdict')) told.push(body as ToldBody);
    else handed.push(body as (typeof handed)[number]);
  });
  const session = await context.newCDPSession(page);
  const traces = async (): Promise<string> => {
    const { entries } = await session.send('Page.getNavigationHistory');
    const timing = await page.evaluate(() => JSON.stringify(performance.getEntries()));
    const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]));
    return JSON.stringify(entries) + timing + kept + page.url();
  };
  return { page, faults, handed, told, notices, traces };
}

/** Where the visitor ends up, once the host has spoken. */
export async function outcome(page: Page): Promise<string | null> {
  await page.waitForSelector(outcomeOf, { state: 'attached' });
  return page.locator(outcomeOf).getAttribute('content');
}

/** Leaves the current document, so that the next address is a load even where only its fragment differs. */
export async function open(page: Page, url: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(url);
}

/** The origin by which a browser gets to a host. */
export const host = (played: Played): string => played.host.origin;

/** The address of the judge that the pages of a host load; empty where they load none. */
export async function judgeOf(played: Played): Promise<string> {
  const text = await (await fetch(`${host(played)}/quickstart`)).text();
  return /data-judge="([^"]+)"/.exec(text)?.[1] ?? '';
}
