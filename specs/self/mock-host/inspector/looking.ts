import type { Browser, BrowserContext, Page } from 'playwright';

/** The inspector in a browser of its own, with what went wrong in it. */
export interface Looking {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly faults: string[];
  readonly requests: string[];
}

/**
 * Opens an address in a browser of nobody's.
 *
 * @param browser undefined fails: none was found
 */
export async function look(browser: Browser | undefined, url: string): Promise<Looking> {
  if (browser === undefined) throw new Error('no browser was found');
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
