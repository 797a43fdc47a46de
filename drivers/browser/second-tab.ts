import type { Page } from 'playwright';
import type { Target } from '../../protocol/visit.js';
import { addConfiguredHeaders } from './configured-headers.js';

/**
 * Opens an address in another tab of the same browser context, waits until it is loaded, and closes it. What it
 * shows is not answered; where it does not load, the visit goes on without it.
 */
export async function openSecondTab(page: Page, url: string, target: Target): Promise<void> {
  const context = page.context();
  const other = await context.newPage();
  try {
    await addConfiguredHeaders(await context.newCDPSession(other), target);
    await other.goto(url, { timeout: target.timeoutMs });
  } catch {
    // The first tab shows what became of the sign-in.
  } finally {
    await other.close().catch(() => undefined);
  }
}
