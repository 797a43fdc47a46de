import { test } from '@playwright/test';
import type { Browser, BrowserContext, Page } from 'playwright';
import { openInspectedHost, type InspectedHost } from './inspected-host.js';
import { makeSamples, type Samples } from './sample-handshakes.js';

/** What each test of a file has: a host that is inspected, and handshakes to tell it. */
export interface Inspected {
  readonly host: () => InspectedHost;
  readonly samples: () => Samples;
  /** The host has judged and refused the first handshake. */
  readonly tellRefused: () => Promise<void>;
}

/** A new host for each test of a file. */
export function inspectedHosts(): Inspected {
  let host: InspectedHost;
  let samples: Samples;
  test.beforeEach(async () => {
    [host, samples] = await Promise.all([openInspectedHost(), makeSamples()]);
  });
  test.afterEach(() => host.close());
  return {
    host: () => host,
    samples: () => samples,
    tellRefused: async () => {
      host.judge(1, await samples.judge('refused'));
      host.tell(samples.refused);
    },
  };
}

/** The inspector in a browser of its own, with what went wrong in it. */
export interface Looking {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly faults: string[];
  readonly requests: string[];
}

/**
 * Opens an address in a browser of nobody's.
 */
export async function look(browser: Browser, url: string): Promise<Looking> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const faults: string[] = [];
  const requests: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('dialog', (dialog) => {
    faults.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (!message.text().startsWith('Failed to load resource')) faults.push(message.text());
  });
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  return { context, page, faults, requests };
}
