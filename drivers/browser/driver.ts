import { setTimeout as wait } from 'node:timers/promises';
import type { BrowserContext, Cookie } from 'playwright';
import type { Driver, HandedSession } from '../../protocol/driver.js';
import type { Exchange } from '../../protocol/exchange.js';
import { Failure } from '../../protocol/failure.js';
import { notMade } from '../../protocol/not-made.js';
import type { Target, Visit } from '../../protocol/visit.js';
import { BrokeOff, openEngine } from '../chromium/engine.js';
import type { Engine } from '../chromium/engine.js';
import type { BrowserFound } from '../chromium/find.js';
import type { Stage } from '../chromium/launch.js';
import { openLeavingPages } from '../chromium/page-leaving.js';
import { Stalled, within } from '../chromium/stall.js';
import type { Tab, Tabs } from '../chromium/tab.js';
import { openEndlessPaths } from '../http/endless-bodies.js';
import { originOf } from '../http/location.js';
import { openReader, openReaders } from '../reader.js';
import type { Reader, ReaderOptions } from '../reader.js';
import { openPace } from '../sign-in/pace.js';
import { browserCookie, handedCookie } from './record/cookies.js';
import { workersActive } from './service-workers.js';
import { travelInBrowser } from './visit.js';
import type { BrowserExchange } from './visit.js';
import type { DeadEnds } from './waiting/patience.js';

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
  /** For the proof of the suite: how many times slower pages run. */
  readonly slowdown?: number;
}

/** The browser driver, which can also sign in for somebody else. */
export interface BrowserDriver extends Driver {
  /** Makes one visit of a visitor of its own, and gives what that visitor holds afterwards. */
  signInApart(
    visit: Visit,
  ): Promise<{ readonly exchange: Exchange; readonly session: HandedSession }>;
  /** Resolves when the pages that honest visits are leaving for the docs have told what they did. */
  pagesLeft(): Promise<unknown>;
}

/** How often a visit is made before the suite gives up. */
const mostAttempts = 2;
/** How long the browser may take for what it does at once, in milliseconds. */
const stallMs = 15_000;

/**
 * Opens the witness that sees what a reader's browser does: one Chromium, a context of its own for each visit.
 * A visit in which the browser itself failed is made again, in a new browser if need be: it says nothing of the
 * login flow.
 *
 * @throws Failure `browser` where it does not start; a visit rejects with it where the browser fails again
 */
export async function openBrowserDriver(
  target: Target,
  surroundings: Surroundings,
  options: BrowserDriverOptions,
): Promise<BrowserDriver> {
  const { signal, version, slowdown } = options;
  const engine = openEngine({
    target,
    stage: surroundings,
    executable: surroundings.executable,
    ...(signal === undefined ? {} : { signal }),
    ...(version === undefined ? {} : { version }),
    ...(slowdown === undefined ? {} : { slowdown }),
  });
  try {
    await engine.running();
  } catch (error) {
    await engine.close();
    throw error;
  }
  return driverOf(engine, target, surroundings, options);
}

type BrowserState = Awaited<ReturnType<BrowserContext['storageState']>>;

/** What is held of a reader between two visits. */
interface BrowserSession {
  readonly cookies: readonly Cookie[];
  /** What pages keep besides cookies, by origin. */
  readonly origins: BrowserState['origins'];
  /** The tab that signed in; its page is closed, its context is kept for one more visit. */
  readonly home?: Tab;
}

/** What the browser keeps besides cookies; keys that cannot leave it are left out, with the databases that hold them. */
const stateOf = (context: BrowserContext): Promise<BrowserState> =>
  context.storageState({ indexedDB: true }).catch(() => context.storageState());

function driverOf(
  engine: Engine,
  target: Target,
  surroundings: Surroundings,
  options: BrowserDriverOptions,
): BrowserDriver {
  const account: ReaderOptions<BrowserSession> = {
    target,
    runsScripts: true,
    empty: () => ({ cookies: [], origins: [] }),
  };
  const readers = openReaders(account);
  const endless = openEndlessPaths();
  const deadEnds: DeadEnds = new Map();
  const pace = openPace();
  const leavingPages = openLeavingPages();

  const tabFor = async (
    tabs: Tabs,
    visit: Visit,
    { cookies, origins }: BrowserSession,
  ): Promise<Tab> => {
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

  /** A page in the context that signed in, with the cookies as they are by now; undefined where it has gone. */
  const tabAtHome = async (
    tabs: Tabs,
    { home, cookies }: BrowserSession,
  ): Promise<Tab | undefined> => {
    if (home?.context.browser()?.isConnected() !== true) return undefined;
    const tab = await tabs.again(home);
    // Other visits may have renewed them, which took place in other contexts.
    await tab.context.clearCookies();
    await tab.context.addCookies([...cookies]);
    return (await workersActive(tab.cdp)) ? { ...tab, serviceWorker: true } : tab;
  };

  /** Keeps what the login flow left in the browser, without what belongs to the docs. */
  const keep = async (
    reader: Reader<BrowserSession>,
    context: BrowserContext,
    docs: ReadonlySet<string>,
  ): Promise<void> => {
    const { hostname } = new URL(target.docsOrigin);
    const all = await context.cookies();
    const cookies = all.filter(
      ({ name, domain }) => !(docs.has(name) && hostname.endsWith(domain.replace(/^\./, ''))),
    );
    // It takes a page for each origin, so flows that keep nothing but cookies are asked once.
    const plain = reader.isSignedIn() && reader.session().origins.length === 0;
    const { origins } = plain ? reader.session() : await stateOf(context);
    reader.signedIn({
      ...reader.session(),
      cookies,
      origins: origins.filter(({ origin }) => origin !== target.docsOrigin),
    });
  };

  const make = async (
    tabs: Tabs,
    visit: Visit,
    reader: Reader<BrowserSession>,
  ): Promise<Exchange> => {
    const manner = reader.mannerOf(visit);
    const opening = (): Promise<Tab | undefined> =>
      within(
        stallMs,
        'a new page',
        visit.sameBrowser
          ? tabAtHome(tabs, reader.session())
          : tabFor(tabs, visit, reader.session()),
      );
    let tab = await opening();
    const gone = (): Exchange =>
      notMade(visit, 'browser', 'The browser in which the sign-in was made has gone.', Date.now());
    const travel = (used: Tab): Promise<BrowserExchange> =>
      travelInBrowser({
        ...manner,
        visit,
        tab: used,
        startUrl: surroundings.startUrl(visit),
        endless,
        deadEnds,
        leavingPages,
        paceMs: pace.ms(),
      });
    if (tab === undefined) return gone();
    try {
      let made = await travel(tab);
      const exchange = await pace.settle(visit, made.exchange, async () => {
        tab?.context.close().catch(() => undefined);
        tab = await opening();
        if (tab === undefined) return gone();
        made = await travel(tab);
        return made.exchange;
      });
      const { context } = tab;
      const { docsCookies } = made;
      // Not before: a visit that is made again signs in again.
      if (manner.signsIn) reader.tried();
      const news = reader.learn(visit, exchange);
      if (news === 'new' || news === 'used') {
        await within(stallMs, 'its cookies', keep(reader, context, docsCookies));
      } else if (news === 'none' && exchange.callback === undefined) {
        // Where nothing came, a browser that has gone must not be taken for a login flow that stays silent.
        await within(stallMs, 'its cookies', context.cookies());
      }
      options.progress?.(`${visit.name}: ${exchange.stop.sentence}`);
      const comesHome =
        manner.signsIn && exchange.callback !== undefined && visit.user !== 'second';
      if (comesHome) reader.hold({ home: tab, ...reader.session() });
      return exchange;
    } finally {
      // The next visit need not wait for that.
      const atHome = tab === reader.session().home;
      (atHome ? tab?.page : tab?.context)?.close().catch(() => undefined);
    }
  };

  const attempt = async (visit: Visit, reader: Reader<BrowserSession>): Promise<Exchange> => {
    for (let attempts = 1; ; attempts += 1) {
      try {
        const { tabs, broken } = await engine.running();
        const made = make(tabs, visit, reader).catch((cause: unknown) => breakOr(cause, broken));
        return await Promise.race([made, broken]);
      } catch (cause) {
        if (!(cause instanceof Stalled || cause instanceof BrokeOff)) throw cause;
        if (attempts < mostAttempts) {
          options.progress?.(`${visit.name}: ${cause.message} It is made again.`);
          continue;
        }
        const advice = 'Run again, or use --driver http.';
        throw new Failure('browser', `${cause.message} ${advice}`, { cause });
      }
    }
  };

  const sessionOf = async (reader: Reader<BrowserSession>): Promise<HandedSession> => ({
    cookies: reader.session().cookies.map(handedCookie),
    userAgent: (await engine.running()).userAgent,
  });

  return {
    name: 'browser',
    visit: async (visit) => {
      options.signal?.throwIfAborted();
      const reader = readers.of(visit);
      const why = reader.whyNotMade(visit);
      return why === undefined
        ? attempt(visit, reader)
        : notMade(visit, 'browser', why, Date.now());
    },
    signInApart: async (visit) => {
      const guest = openReader(account);
      const exchange = await attempt(visit, guest);
      return { exchange, session: await sessionOf(guest) };
    },
    pagesLeft: () => leavingPages.told(),
    session: () => sessionOf(readers.first),
    adopt: async ({ cookies }) => {
      const { session, signedIn } = readers.first;
      signedIn({ ...session(), cookies: cookies.map(browserCookie) });
    },
    close: () => engine.close(),
  };
}

/** How long the word of a break may lag behind the errors that it causes, in milliseconds. */
const echoMs = 1_000;

/** An error in the middle of a visit may be the first that is heard of a break; then the break is what counts. */
async function breakOr(cause: unknown, broken: Promise<never>): Promise<never> {
  if (!(cause instanceof Stalled)) {
    await Promise.race([broken, wait(echoMs, undefined, { ref: false })]);
  }
  throw cause;
}
