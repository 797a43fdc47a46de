import { notMade } from '../protocol/not-made.js';
import type { Browser, BrowserContext, Cookie } from 'playwright';
import type { Driver, HandedCookie } from '../protocol/driver.js';
import type { Exchange } from '../protocol/exchange.js';
import { Failure } from '../protocol/failure.js';
import type { Target, Visit } from '../protocol/visit.js';
import { browserCookie, handedCookie } from './browser-cookies.js';
import { Stalled, within } from './browser-stall.js';
import { launchArguments, launchBrowser } from './browser-launch.js';
import type { Stage } from './browser-launch.js';
import { openTabs } from './browser-tab.js';
import type { Tab } from './browser-tab.js';
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

/** One of the two users, as far as they have come. */
interface Person {
  cookies: readonly Cookie[];
  origins: Origins;
  /** True with the first sign-in that was not refused, or with adopted cookies. */
  settled: boolean;
  tried: boolean;
  /** The visit in which the sign-in was refused. */
  refused?: string;
}

const newcomer = (): Person => ({ cookies: [], origins: [], settled: false, tried: false });

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
  const people = { first: newcomer(), second: newcomer() };
  const { how } = target.signIn;

  // Compilers of a customer's script put this name into functions that are sent to the page.
  const named = how === 'script' ? 'globalThis.__name ??= (target) => target;' : undefined;
  const tabs = openTabs(browser, { userAgent }, named);

  const tabFor = async (visit: Visit, { cookies, origins }: Person): Promise<Tab> => {
    const live = visit.session === 'live' ? cookies : [];
    const stored = visit.session === 'live' && origins.length > 0;
    const tab = stored ? await tabs.open({ cookies: [...live], origins }) : await tabs.take();
    const known = new Set(live.map(({ name }) => name));
    const given = visit.session === 'anonymous' ? [] : target.cookies;
    const url = `${originOf(target.loginUrl)}/`;
    const added = [
      ...(stored ? [] : live),
      ...given
        .filter(([name]) => !known.has(name))
        .map(([name, value]) => ({ name, value: value.reveal(), url })),
    ];
    if (added.length > 0) await tab.context.addCookies(added);
    return tab;
  };

  /** Keeps what the login flow left in the browser, without what belongs to the docs. */
  const keep = async (
    person: Person,
    context: BrowserContext,
    docs: ReadonlySet<string>,
  ): Promise<void> => {
    const { hostname } = new URL(target.docsOrigin);
    const all = await context.cookies();
    person.cookies = all.filter(
      ({ name, domain }) => !(docs.has(name) && hostname.endsWith(domain.replace(/^\./, ''))),
    );
    if (person.settled) return;
    const state = await context.storageState();
    person.origins = state.origins.filter(({ origin }) => origin !== target.docsOrigin);
  };

  const make = async (visit: Visit, person: Person): Promise<Exchange> => {
    const user = visit.user === 'second' ? target.secondUser : target.user;
    const canSignIn = how === 'script' || (how === 'form' && user !== undefined);
    const signsIn =
      canSignIn &&
      (visit.session === 'signing-in' ||
        (visit.session === 'live' && !person.settled && !person.tried));
    if (signsIn) person.tried = true;
    const tab = await within(stallMs, 'a new page', tabFor(visit, person));
    const { context } = tab;
    try {
      const { exchange, docsCookies } = await travelInBrowser({
        target: user === undefined ? target : { ...target, user },
        visit,
        tab,
        startUrl: surroundings.startUrl(visit),
        signsIn,
      });
      const { code } = exchange.stop;
      const led = exchange.callback !== undefined || exchange.signIns > 0;
      const isNew = !person.settled && visit.session === 'signing-in';
      if (!person.settled && code === 'sign-in-refused') {
        person.refused = visit.name;
      } else if (led && (visit.session === 'live' || isNew)) {
        await within(stallMs, 'its cookies', keep(person, context, docsCookies));
        person.settled = true;
      }
      options.progress?.(`${visit.name}: ${exchange.stop.sentence}`);
      return exchange;
    } finally {
      // The next visit need not wait for that.
      context.close().catch(() => undefined);
    }
  };

  return {
    name: 'browser',
    visit: async (visit) => {
      options.signal?.throwIfAborted();
      const person = people[visit.user ?? 'first'];
      if (person.refused !== undefined && visit.session === 'signing-in') {
        // One attempt is enough to learn that a password is wrong; more could lock the account.
        const sentence = `The sign-in was refused in the visit ${person.refused}, so it was not tried again.`;
        return notMade(visit, 'browser', sentence, Date.now());
      }
      const made = make(visit, person).catch((cause: unknown) => {
        if (!(cause instanceof Stalled)) throw cause;
        // A stall says nothing of the login flow, so it is no verdict: once more, then the suite gives up.
        options.progress?.(`${visit.name}: ${cause.message} It is made again.`);
        return make(visit, person).catch((again: unknown) => {
          if (!(again instanceof Stalled)) throw again;
          const advice = 'Run again, or use --driver http.';
          throw new Failure('browser', `${again.message} ${advice}`, { cause: again });
        });
      });
      // After a break its rejection is only an echo.
      made.catch(() => undefined);
      return Promise.race([made, broken]);
    },
    cookies: async () => people.first.cookies.map(handedCookie),
    adopt: async (handed: readonly HandedCookie[]) => {
      people.first.cookies = handed.map(browserCookie);
      people.first.settled = true;
    },
    close: () => within(stallMs, 'the end', browser.close()).catch(() => undefined),
  };
}

/** How long the browser may take for what it does at once, in milliseconds. */
const stallMs = 15_000;

/** The browser's own `User-Agent` with our name after it. */
async function agentOf(browser: Browser, version: string | undefined): Promise<string> {
  const session = await browser.newBrowserCDPSession();
  const { userAgent } = await session.send('Browser.getVersion');
  await session.detach();
  return `${userAgent} docs-handshake${version === undefined ? '' : `/${version}`}`;
}
