import type { Browser, BrowserContext, Cookie } from 'playwright';
import type { Driver, HandedCookie } from '../protocol/driver.js';
import type { Exchange } from '../protocol/exchange.js';
import { Failure } from '../protocol/failure.js';
import type { Target, Visit } from '../protocol/visit.js';
import { browserCookie, handedCookie } from './browser-cookies.js';
import { launchArguments, launchBrowser } from './browser-launch.js';
import type { Stage } from './browser-launch.js';
import { travelInBrowser } from './browser-visit.js';
import type { BrowserFound } from './find-browser.js';
import { originOf } from './location.js';

/** What stands around the browser: the local servers, and where a visit begins. */
export interface Surroundings extends Stage {
  readonly executable: BrowserFound;
  /** A URL of the docs origin that leads to the login URL of the visit. */
  readonly startUrl: (visit: Visit) => string;
}

/** What the browser driver needs besides. */
export interface BrowserDriverOptions {
  /** Aborting closes the browser at once and rejects every running visit with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Gets one line per visit. */
  readonly progress?: (line: string) => void;
  /** This package's version, for the `User-Agent`. */
  readonly version?: string;
}

type Origins = Awaited<ReturnType<BrowserContext['storageState']>>['origins'];

/**
 * Opens the witness that sees what a reader's browser does: one Chromium, a context of its own for each visit.
 *
 * @throws Failure `browser` where it does not start; a visit rejects with it where the browser breaks
 */
export async function openBrowserDriver(
  target: Target,
  surroundings: Surroundings,
  options: BrowserDriverOptions,
): Promise<Driver> {
  const { signal } = options;
  signal?.throwIfAborted();
  const browser = await launchBrowser(
    surroundings.executable,
    launchArguments(target, surroundings),
    signal !== undefined,
  );
  const broken = breakOf(browser, signal);
  try {
    return await driverOf(browser, broken, target, surroundings, options);
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** Rejects when the browser ends by itself, or the run is interrupted. */
function breakOf(browser: Browser, signal: AbortSignal | undefined): Promise<never> {
  const broken = new Promise<never>((_resolve, reject) => {
    browser.once('disconnected', () =>
      reject(new Failure('browser', 'The browser broke off; run again, or use --driver http.')),
    );
    const abort = (): void => {
      const reason: unknown = signal?.reason;
      reject(reason instanceof Error ? reason : new Error('interrupted'));
      void browser.close();
    };
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort, { once: true });
    browser.once('disconnected', () => signal?.removeEventListener('abort', abort));
  });
  broken.catch(() => undefined);
  return broken;
}

async function driverOf(
  browser: Browser,
  broken: Promise<never>,
  target: Target,
  surroundings: Surroundings,
  options: BrowserDriverOptions,
): Promise<Driver> {
  const userAgent = await agentOf(browser, options.version);
  let cookies: readonly Cookie[] = [];
  let origins: Origins = [];
  /** The live jar is settled with the first sign-in that was not refused, or with adopted cookies. */
  let settled = false;
  let tried = false;
  let refused: string | undefined;
  const { how } = target.signIn;
  const canSignIn = how === 'script' || (how === 'form' && target.user !== undefined);

  const openContext = async (visit: Visit): Promise<BrowserContext> => {
    const live = visit.session === 'live';
    const context = await browser.newContext({
      userAgent,
      ...(live ? { storageState: { cookies: [...cookies], origins } } : {}),
    });
    if (how === 'script') {
      // Compilers of a customer's script put this name into functions that are sent to the page.
      await context.addInitScript({ content: 'globalThis.__name ??= (target) => target;' });
    }
    if (visit.session !== 'anonymous' && target.cookies.length > 0) {
      const known = new Set(live ? cookies.map(({ name }) => name) : []);
      const given = target.cookies.filter(([name]) => !known.has(name));
      const url = `${originOf(target.loginUrl)}/`;
      await context.addCookies(
        given.map(([name, value]) => ({ name, value: value.reveal(), url })),
      );
    }
    return context;
  };

  /** Keeps what the login flow left in the browser, without what belongs to the docs. */
  const keep = async (context: BrowserContext, docs: ReadonlySet<string>): Promise<void> => {
    const { hostname } = new URL(target.docsOrigin);
    const all = await context.cookies();
    cookies = all.filter(
      ({ name, domain }) => !(docs.has(name) && hostname.endsWith(domain.replace(/^\./, ''))),
    );
    if (settled) return;
    const state = await context.storageState();
    origins = state.origins.filter(({ origin }) => origin !== target.docsOrigin);
  };

  const make = async (visit: Visit): Promise<Exchange> => {
    const signsIn =
      canSignIn &&
      (visit.session === 'signing-in' || (visit.session === 'live' && !settled && !tried));
    if (signsIn) tried = true;
    const context = await openContext(visit);
    try {
      const { exchange, docsCookies } = await travelInBrowser({
        target,
        visit,
        context,
        startUrl: surroundings.startUrl(visit),
        signsIn,
      });
      const { code } = exchange.stop;
      const led = exchange.callback !== undefined || exchange.signIns > 0;
      if (!settled && code === 'sign-in-refused') {
        refused = visit.name;
      } else if (led && (visit.session === 'live' || (!settled && visit.session !== 'anonymous'))) {
        await keep(context, docsCookies);
        settled = true;
      }
      options.progress?.(`${visit.name}: ${exchange.stop.sentence}`);
      return exchange;
    } finally {
      await context.close().catch(() => undefined);
    }
  };

  return {
    name: 'browser',
    visit: async (visit) => {
      options.signal?.throwIfAborted();
      if (refused !== undefined && visit.session === 'signing-in') return notMade(visit, refused);
      const made = make(visit);
      // After a break its rejection is only an echo.
      made.catch(() => undefined);
      return Promise.race([made, broken]);
    },
    cookies: async () => cookies.map(handedCookie),
    adopt: async (handed: readonly HandedCookie[]) => {
      cookies = handed.map(browserCookie);
      settled = true;
    },
    close: () => browser.close(),
  };
}

/** The browser's own `User-Agent` with our name after it. */
async function agentOf(browser: Browser, version: string | undefined): Promise<string> {
  const session = await browser.newBrowserCDPSession();
  const { userAgent } = await session.send('Browser.getVersion');
  await session.detach();
  return `${userAgent} docs-handshake${version === undefined ? '' : `/${version}`}`;
}

function notMade(visit: Visit, refused: string): Exchange {
  return {
    visit: visit.name,
    driver: 'browser',
    startedAtMs: Date.now(),
    durationMs: 0,
    hops: [],
    navigations: [],
    stop: {
      code: 'not-made',
      // One attempt is enough to learn that a password is wrong; more could lock the account.
      sentence: `The sign-in was refused in the visit ${refused}, so it was not tried again.`,
    },
    signIns: 0,
    secrets: [],
  };
}
