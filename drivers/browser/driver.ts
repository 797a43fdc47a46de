import { setTimeout as wait } from 'node:timers/promises';
import type { Driver, HandedSession } from '../../protocol/driver.js';
import type { Exchange } from '../../protocol/exchange.js';
import { Failure } from '../../protocol/failure.js';
import { notMade } from '../../protocol/not-made.js';
import type { Target, Visit } from '../../protocol/visit.js';
import { BrokeOff, openEngine } from '../chromium/engine.js';
import type { Engine } from '../chromium/engine.js';
import { openLeavingPages } from '../chromium/page-leaving.js';
import { Endless, Stalled } from '../chromium/stall.js';
import { openEndlessPaths } from '../http/endless-bodies.js';
import { openWire } from '../http/wire/wire.js';
import { openReader, openReaders } from '../reader.js';
import type { Reader, ReaderOptions } from '../reader.js';
import { openPace } from '../sign-in/pace.js';
import { makeInTab } from './one-visit.js';
import type { BrowserDriverOptions, BrowserSetup, Run } from './one-visit.js';
import { browserCookie, handedCookie } from './record/cookies.js';
import type { BrowserSession } from './session.js';

/** The browser driver, which can also sign in for somebody else. */
export interface BrowserDriver extends Driver {
  /** Makes one visit of a visitor of its own, and gives what that visitor holds afterwards. */
  signInApart(
    visit: Visit,
  ): Promise<{ readonly exchange: Exchange; readonly session: HandedSession }>;
  /** Resolves when the pages that honest visits are leaving for the docs have reported what they did. */
  pagesLeft(): Promise<unknown>;
}

/** How often a visit is made before the suite gives up. */
const mostAttempts = 2;
/** After so many visits in a row that came to no end no other one is made: each takes minutes. */
const mostEndless = 2;

/**
 * Opens the witness that sees what a reader's browser does: one Chromium, a context of its own for each visit.
 * A visit in which the browser itself failed is made again, in a new browser if need be: it says nothing of the
 * login flow.
 *
 * @throws Failure `browser` where it does not start; a visit rejects with it where the browser fails again
 */
export async function openBrowserDriver(
  target: Target,
  setup: BrowserSetup,
  options: BrowserDriverOptions,
): Promise<BrowserDriver> {
  const { signal, version, slowdown } = options;
  const engine = openEngine({
    target,
    servers: setup,
    executable: setup.executable,
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
  return driverOf(engine, target, setup, options, await clientIn(target, options));
}

/** What the docs host asks with as a client, loaded where it is one. */
async function clientIn(
  { client }: Target,
  { wire }: BrowserDriverOptions,
): Promise<Pick<Run, 'client' | 'wire'>> {
  if (client === undefined) return {};
  const { openDocsClient } = await import('../client/docs-client.js');
  return { client: openDocsClient(client, (ms) => wait(ms)), wire: openWire(wire ?? {}) };
}

function driverOf(
  engine: Engine,
  target: Target,
  setup: BrowserSetup,
  options: BrowserDriverOptions,
  asking: Pick<Run, 'client' | 'wire'>,
): BrowserDriver {
  const account: ReaderOptions<BrowserSession> = {
    target,
    runsScripts: true,
    empty: () => ({ cookies: [], origins: [] }),
  };
  const readers = openReaders(account);
  const leavingPages = openLeavingPages();
  const run: Run = {
    engine,
    target,
    setup,
    options,
    endless: openEndlessPaths(),
    deadEnds: new Map(),
    pace: openPace(),
    leavingPages,
    endlessVisits: [],
    ...asking,
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
        ? attempt(run, visit, reader)
        : notMade(visit, 'browser', why, Date.now());
    },
    signInApart: async (visit) => {
      const guest = openReader(account);
      const exchange = await attempt(run, visit, guest);
      return { exchange, session: await sessionOf(guest) };
    },
    pagesLeft: () => leavingPages.allReported(),
    session: () => sessionOf(readers.first),
    adopt: async ({ cookies }) => {
      const { session, signedIn } = readers.first;
      signedIn({ ...session(), cookies: cookies.map(browserCookie) });
    },
    close: async () => {
      run.wire?.close();
      await engine.close();
    },
  };
}

/** Takes note of a visit that came to no end: nothing was observed. */
function givenUp(
  { endlessVisits, options }: Run,
  visit: Visit,
  { message, ms }: Endless,
): Exchange {
  endlessVisits.push(visit.name);
  options.progress?.(`${visit.name}: ${message}`);
  return { ...notMade(visit, 'browser', message, Date.now() - ms), durationMs: ms };
}

/** Makes a visit, and once more where the browser itself failed. */
async function attempt(run: Run, visit: Visit, reader: Reader<BrowserSession>): Promise<Exchange> {
  const { endlessVisits } = run;
  if (endlessVisits.length >= mostEndless) {
    const why = `The visits ${endlessVisits.join(' and ')} came to no end, so no further one was made.`;
    return notMade(visit, 'browser', why, Date.now());
  }
  for (let attempts = 1; ; attempts += 1) {
    try {
      const { tabs, broken } = await run.engine.running();
      const made = makeInTab(run, tabs, visit, reader).catch((cause: unknown) =>
        breakOr(cause, broken),
      );
      const exchange = await Promise.race([made, broken]);
      endlessVisits.splice(0);
      return exchange;
    } catch (cause) {
      if (cause instanceof Endless) return givenUp(run, visit, cause);
      if (!(cause instanceof Stalled || cause instanceof BrokeOff)) throw cause;
      if (attempts < mostAttempts) {
        run.options.progress?.(`${visit.name}: ${cause.message} It is made again.`);
        continue;
      }
      const advice = 'Run again, or use --driver http.';
      throw new Failure('browser', `${cause.message} ${advice}`, { cause });
    }
  }
}

/** How long the report of a break may lag behind the errors that it causes, in milliseconds. */
const echoMs = 1_000;

/** An error in the middle of a visit may be the first sign of a break; then the break is what counts. */
async function breakOr(cause: unknown, broken: Promise<never>): Promise<never> {
  if (!(cause instanceof Stalled || cause instanceof Endless)) {
    await Promise.race([broken, wait(echoMs, undefined, { ref: false })]);
  }
  throw cause;
}
