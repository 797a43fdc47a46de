import type { Page } from 'playwright';
import type { Exchange } from '../../protocol/exchange.js';
import type { Target, Visit } from '../../protocol/visit.js';
import { tabOn } from '../chromium/tab.js';
import { openLeavingPages } from '../chromium/page-leaving.js';
import type { LeavingPages } from '../chromium/page-leaving.js';
import { openEndlessPaths } from '../http/endless-bodies.js';
import { openReader } from '../reader.js';
import { openPace } from '../sign-in/pace.js';
import { makeBrowserVisit } from './visit.js';
import type { BrowserExchange } from './visit.js';

/** What the visits in the pages of somebody else share. */
export interface OwnPages {
  /** Makes one visit in a page, which stays open where the visit ended. Does not throw for what a login flow does. */
  readonly visit: (page: Page, visit: Visit, startUrl: string) => Promise<Exchange>;
  /** Resolves when the pages that are being left for the docs have reported what they did. */
  readonly pagesLeft: () => Promise<unknown>;
}

/**
 * The recording of the browser driver for pages that it did not open: a caller's own Chromium, with whatever session
 * its context has.
 */
export function openOwnPages(target: Target): OwnPages {
  const endless = openEndlessPaths();
  const deadEnds = new Map<string, number>();
  const leavingPages: LeavingPages = openLeavingPages();
  const pace = openPace();
  return {
    pagesLeft: () => leavingPages.allReported(),
    visit: async (page, visit, startUrl) => {
      const reader = openReader({ target, runsScripts: true, empty: () => undefined });
      const make = async (): Promise<BrowserExchange> => {
        const tab = await tabOn(page);
        try {
          return await makeBrowserVisit({
            ...reader.mannerOf(visit),
            visit,
            tab,
            startUrl,
            endless,
            deadEnds,
            leavingPages,
            paceMs: pace.ms(),
            weighsHaste: pace.isOpen(),
          });
        } finally {
          await tab.cdp.detach().catch(() => undefined);
        }
      };
      const made = await make();
      const again = async (): Promise<Exchange> => (await make()).exchange;
      return pace.settle(visit, made.exchange, again, made.sent);
    },
  };
}
