import type { Browser, BrowserContext, BrowserContextOptions, CDPSession, Page } from 'playwright';
import { openPageLeaving } from './page-leaving.js';
import type { PageLeaving } from './page-leaving.js';
import { binding, pageProbe, reportIn, shortWay } from './page-probe.js';
import type { Leaving, Reported } from './page-probe.js';
import { keepTimers } from './page-timers.js';

/** A browser context of its own with one empty page, observed through the DevTools protocol. */
export interface Tab {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly cdp: CDPSession;
  /** The id of the page's main frame. */
  readonly frameId: string;
  /** What its pages reported of themselves so far. */
  readonly reported: readonly Reported[];
  readonly leaving: PageLeaving;
  /** True where its process has gone, so that it will never show anything. */
  readonly crashed: () => boolean;
  /** True where a service worker of the login flow is active in its context. */
  readonly serviceWorker?: true;
}

/** What the pages of a context report of themselves. */
interface PageReports {
  readonly reported: Reported[];
  readonly leaving: PageLeaving;
}

function take({ reported, leaving }: PageReports, one: Reported | Leaving): void {
  if ('text' in one) reported.push(one);
  else leaving.note(one.how);
}

/** A supply of empty tabs. */
export interface Tabs {
  /** An empty tab with an empty jar. The next ones are opened meanwhile: that takes longer than most visits. */
  take(): Promise<Tab>;
  /** A tab with a state of its own. */
  open(state: BrowserContextOptions['storageState']): Promise<Tab>;
  /** Another empty page in the context of a tab, whose own page may have been closed. */
  again(tab: Tab): Promise<Tab>;
}

/** What every tab is opened with. */
export interface TabOptions {
  readonly context: BrowserContextOptions;
  /** Runs in every page before its own scripts. */
  readonly initScript?: string;
  /** How many times slower pages run: what a busy machine does, at will. */
  readonly slowdown?: number;
}

/** Tabs that are opened ahead. Two visits may be under way at the same time. */
const spareTabs = 2;

const everyPage = `${pageProbe}\n(${keepTimers.toString()})(${JSON.stringify(binding)});`;

/** Lets the pages of a context report of themselves, from their next document on. */
async function listenTo(context: BrowserContext, initScript = ''): Promise<PageReports> {
  const reports: PageReports = { reported: [], leaving: openPageLeaving() };
  await Promise.all([
    context.exposeBinding(binding, (_source, one: Reported | Leaving) => take(reports, one)),
    // One script: every page of every visit gets it.
    context.addInitScript({ content: `${everyPage}\n${initScript}` }),
  ]);
  return reports;
}

/** Listens to a page. */
async function observed(page: Page, reports: PageReports, slowdown?: number): Promise<Tab> {
  const context = page.context();
  let crashed = false;
  page.once('crash', () => (crashed = true));
  const cdp = await context.newCDPSession(page);
  cdp.on('Runtime.bindingCalled', ({ name, payload }) => {
    const one = name === shortWay ? reportIn(payload) : undefined;
    if (one !== undefined) take(reports, one);
  });
  const [tree] = await Promise.all([
    cdp.send('Page.getFrameTree'),
    cdp.send('Network.enable', { maxPostDataSize: 65_536 }),
    cdp.send('Page.enable'),
    cdp.send('Log.enable'),
    cdp.send('DOMStorage.enable'),
    // Only where it is enabled does a binding outlive a change of the page's process.
    cdp.send('Runtime.enable'),
    cdp.send('Runtime.addBinding', { name: shortWay }),
    slowdown === undefined
      ? undefined
      : cdp.send('Emulation.setCPUThrottlingRate', { rate: slowdown }),
  ]);
  const frameId = tree.frameTree.frame.id;
  return { context, page, cdp, frameId, ...reports, crashed: () => crashed };
}

const listening = new WeakMap<BrowserContext, Promise<PageReports>>();

/** A page of somebody else's as a tab: what it does from its next document on is observed. Detach `cdp` afterwards. */
export async function tabOn(page: Page): Promise<Tab> {
  const context = page.context();
  const reports = listening.get(context) ?? listenTo(context);
  listening.set(context, reports);
  const known = await reports;
  // What was reported before belongs to another visit.
  known.reported.length = 0;
  return observed(page, known);
}

/**
 * Starts a supply of tabs. They go with the browser.
 */
export function openTabs(browser: Browser, options: TabOptions): Tabs {
  const { initScript, slowdown } = options;
  const known = new WeakMap<BrowserContext, PageReports>();
  const open = async (more: BrowserContextOptions): Promise<Tab> => {
    const context = await browser.newContext({ ...options.context, ...more });
    const reports = await listenTo(context, initScript);
    known.set(context, reports);
    return observed(await context.newPage(), reports, slowdown);
  };
  const spare = (): Promise<Tab> => {
    const next = open({});
    // Nobody may be waiting when the browser ends; whoever takes it sees the rejection.
    next.catch(() => undefined);
    return next;
  };
  const spares = Array.from({ length: spareTabs }, spare);
  return {
    take: async () => {
      for (;;) {
        spares.push(spare());
        const tab = await (spares.shift() ?? spare());
        if (!tab.crashed()) return tab;
      }
    },
    again: async ({ context }) => {
      const reports = known.get(context) ?? { reported: [], leaving: openPageLeaving() };
      known.set(context, reports);
      // What was reported before belongs to another visit.
      reports.reported.length = 0;
      return observed(await context.newPage(), reports, slowdown);
    },
    open: (state) => open(state === undefined ? {} : { storageState: state }),
  };
}
