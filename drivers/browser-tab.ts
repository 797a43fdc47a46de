import type { Browser, BrowserContext, BrowserContextOptions, CDPSession, Page } from 'playwright';
import { binding, eavesdrop } from './browser-eavesdrop.js';
import type { Overheard } from './browser-eavesdrop.js';

/** A browser context of its own with one empty page, observed through the DevTools protocol. */
export interface Tab {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly cdp: CDPSession;
  /** The id of the page's main frame. */
  readonly frameId: string;
  /** What its pages reported of themselves so far. */
  readonly overheard: readonly Overheard[];
}

/** A supply of empty tabs. */
export interface Tabs {
  /** An empty tab with an empty jar. The next one is opened meanwhile: that takes as long as half a visit. */
  take(): Promise<Tab>;
  /** A tab with a state of its own. */
  open(state: BrowserContextOptions['storageState']): Promise<Tab>;
}

/**
 * Starts a supply of tabs. They go with the browser.
 *
 * @param options what every context is opened with
 * @param initScript runs in every page before its own scripts
 */
export function openTabs(
  browser: Browser,
  options: BrowserContextOptions,
  initScript: string | undefined,
): Tabs {
  const open = async (more: BrowserContextOptions): Promise<Tab> => {
    const context = await browser.newContext({ ...options, ...more });
    const overheard: Overheard[] = [];
    await context.exposeBinding(binding, (_source, heard: Overheard) => void overheard.push(heard));
    await context.addInitScript(eavesdrop, binding);
    if (initScript !== undefined) await context.addInitScript({ content: initScript });
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    const [tree] = await Promise.all([
      cdp.send('Page.getFrameTree'),
      cdp.send('Network.enable', { maxPostDataSize: 65_536 }),
      cdp.send('Page.enable'),
      cdp.send('Log.enable'),
      cdp.send('DOMStorage.enable'),
    ]);
    return { context, page, cdp, frameId: tree.frameTree.frame.id, overheard };
  };
  const spare = (): Promise<Tab> => {
    const next = open({});
    // Nobody may be waiting when the browser ends; whoever takes it sees the rejection.
    next.catch(() => undefined);
    return next;
  };
  let next = spare();
  return {
    take: () => {
      const taken = next;
      next = taken.then(spare, spare);
      next.catch(() => undefined);
      return taken;
    },
    open: (state) => open(state === undefined ? {} : { storageState: state }),
  };
}
