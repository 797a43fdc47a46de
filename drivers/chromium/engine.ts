import type { Browser } from 'playwright';
import { Failure } from '../../protocol/failure.js';
import type { Target } from '../../protocol/visit.js';
import type { BrowserFound } from './find.js';
import { launchArguments, launchBrowser } from './launch.js';
import type { LocalServers } from './launch.js';
import { within } from './stall.js';
import { openTabs } from './tab.js';
import type { Tabs } from './tab.js';

/** The browser ended by itself in the middle of a visit, which says nothing of the login flow. */
export class BrokeOff extends Error {
  constructor() {
    super('The browser broke off.');
    this.name = 'BrokeOff';
  }
}

/** A browser as it runs at the moment. */
export interface Running {
  readonly tabs: Tabs;
  readonly userAgent: string;
  /** Rejects when the browser ends: with `BrokeOff`, or with the reason of the interruption. */
  readonly broken: Promise<never>;
}

/** A browser that is started again when it breaks off. */
export interface Engine {
  /**
   * The browser that runs; a new one where the last one broke off.
   *
   * @throws Failure `browser` where it does not start, or breaks off again and again
   */
  running(): Promise<Running>;
  /** Safe to call twice. */
  close(): Promise<void>;
}

/** What the browser is started with. */
export interface EngineOptions {
  readonly target: Target;
  readonly servers: LocalServers;
  readonly executable: BrowserFound;
  /** Aborting closes the browser at once. */
  readonly signal?: AbortSignal;
  /** This package's version, for the `User-Agent`. */
  readonly version?: string;
  /** How many times slower pages run. */
  readonly slowdown?: number;
}

/** A browser that breaks off more often than that would go on to do so. */
const mostStarts = 3;
/** How long the browser may take to close, in milliseconds. */
const closingMs = 15_000;

/** Prepares a browser; it starts when it is first asked for. */
export function openEngine(options: EngineOptions): Engine {
  const { target, signal } = options;
  let started: Promise<Running> | undefined;
  let browser: Browser | undefined;
  let starts = 0;

  const start = async (): Promise<Running> => {
    signal?.throwIfAborted();
    starts += 1;
    if (starts > mostStarts) {
      throw new Failure(
        'browser',
        `The browser broke off ${mostStarts} times; run again, or use --driver http.`,
      );
    }
    const args = launchArguments(target, options.servers);
    const launched = await launchBrowser(options.executable, args, signal !== undefined);
    browser = launched;
    launched.once('disconnected', () => {
      if (browser === launched) started = undefined;
    });
    const broken = breakOf(launched, signal);
    const userAgent = await agentOf(launched, options.version);
    // Compilers of a customer's script put this name into functions that are sent to the page.
    const named =
      target.signIn.how === 'script' ? 'globalThis.__name ??= (target) => target;' : undefined;
    const tabs = openTabs(launched, {
      context: { userAgent },
      ...(named === undefined ? {} : { initScript: named }),
      ...(options.slowdown === undefined ? {} : { slowdown: options.slowdown }),
    });
    return { broken, userAgent, tabs };
  };

  return {
    running: () => (started ??= start()),
    close: async () => {
      starts = mostStarts;
      await started?.catch(() => undefined);
      if (browser === undefined) return;
      await within(closingMs, 'the end', browser.close()).catch(() => undefined);
    },
  };
}

/** Rejects when the browser ends by itself, or the run is interrupted. */
function breakOf(browser: Browser, signal: AbortSignal | undefined): Promise<never> {
  const broken = new Promise<never>((_resolve, reject) => {
    const abort = (): void => {
      const reason: unknown = signal?.reason;
      reject(reason instanceof Error ? reason : new Error('interrupted'));
      void browser.close();
    };
    browser.once('disconnected', () => {
      signal?.removeEventListener('abort', abort);
      reject(new BrokeOff());
    });
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort, { once: true });
  });
  broken.catch(() => undefined);
  return broken;
}

/** The browser's own `User-Agent` with our name after it. */
async function agentOf(browser: Browser, version: string | undefined): Promise<string> {
  const session = await browser.newBrowserCDPSession();
  const { userAgent } = await session.send('Browser.getVersion');
  await session.detach();
  return `${userAgent} docs-handshake${version === undefined ? '' : `/${version}`}`;
}
