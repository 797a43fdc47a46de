import type { SignInTurn } from '../../protocol/driver.js';
import type { Exchange } from '../../protocol/exchange.js';
import { notMade } from '../../protocol/not-made.js';
import { sentenceOf } from '../../protocol/stop.js';
import { sessionOf as visitorSession } from '../../protocol/visit-kinds.js';
import type { Target, Visit } from '../../protocol/visit.js';
import { asks, beginningOf } from '../asking/beginning.js';
import type { DocsClient } from '../client/docs-client.js';
import type { Engine } from '../chromium/engine.js';
import type { BrowserFound } from '../chromium/find.js';
import type { LocalServers } from '../chromium/launch.js';
import type { LeavingPages } from '../chromium/page-leaving.js';
import { within } from '../chromium/stall.js';
import type { Tab, Tabs } from '../chromium/tab.js';
import type { EndlessPaths } from '../http/endless-bodies.js';
import type { Wire, WireOptions } from '../http/wire/wire.js';
import type { Reader } from '../reader.js';
import type { Pace } from '../sign-in/pace.js';
import { inTurn } from '../sign-in/turn.js';
import { keepSession, tabFor } from './session.js';
import type { BrowserSession } from './session.js';
import { makeBrowserVisit } from './visit.js';
import type { BrowserExchange } from './visit.js';
import type { DeadEnds } from './waiting/patience.js';

/** What the browser is set up with: the local servers, and where a visit begins. */
export interface BrowserSetup extends LocalServers {
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
  /** Gives each visit that signs in its turn; absent where they need not wait. */
  readonly turn?: SignInTurn;
  /** How the docs host's server connects, where it asks anybody. */
  readonly wire?: WireOptions;
  /** For the proof of the suite: how many times slower pages run. */
  readonly slowdown?: number;
  /** For the proof of the suite: how long a visit may take in all, in milliseconds. */
  readonly mostMs?: number;
}

/** What the visits of one run share. */
export interface Run {
  readonly engine: Engine;
  readonly target: Target;
  readonly setup: BrowserSetup;
  readonly options: BrowserDriverOptions;
  readonly endless: EndlessPaths;
  readonly deadEnds: DeadEnds;
  readonly pace: Pace;
  readonly leavingPages: LeavingPages;
  /** The last visits that came to no end, by name. */
  readonly endlessVisits: string[];
  /** Absent where the docs host is no client of the login flow. */
  readonly client?: DocsClient;
  /** What the docs host's server asks over; absent where it asks nobody. */
  readonly wire?: Wire;
}

/** How long the browser may take for what it does at once, in milliseconds. */
const stallMs = 15_000;

/** Makes a visit in a tab, at another pace where the first one was too fast, and closes the tab. */
export async function makeInTab(
  run: Run,
  tabs: Tabs,
  visit: Visit,
  reader: Reader<BrowserSession>,
): Promise<Exchange> {
  const { target, setup, endless, deadEnds, pace, leavingPages } = run;
  const manner = reader.mannerOf(visit);
  const begins = beginningOf(visit, target, manner.signsIn, reader);
  if (typeof begins === 'object') return notMade(visit, 'browser', begins.why, Date.now());
  const opening = (): Promise<Tab | undefined> =>
    within(stallMs, 'a new page', tabFor(tabs, target, visit, reader.session()));
  let tab: Tab | undefined;
  const gone = (): Exchange =>
    notMade(visit, 'browser', 'The browser in which the sign-in was made has gone.', Date.now());
  const madeIn = (used: Tab, shown: Visit): Promise<BrowserExchange> =>
    makeBrowserVisit({
      ...manner,
      visit: shown,
      tab: used,
      startUrl: setup.startUrl(shown),
      endless,
      deadEnds,
      leavingPages,
      ...(run.options.mostMs === undefined ? {} : { mostMs: run.options.mostMs }),
      paceMs: pace.ms(),
      weighsHaste: pace.isOpen() && visitorSession(visit) === 'signing-in',
    });
  const turn = manner.signsIn ? run.options.turn : undefined;
  const openAndMake = (shown: Visit): Promise<BrowserExchange | undefined> =>
    inTurn(
      turn,
      visit,
      async () => {
        tab = await opening();
        return tab && madeIn(tab, shown);
      },
      (made) => made?.exchange.signIns ?? 0,
    );
  const openInRounds = async (): Promise<BrowserExchange | undefined> => {
    if (run.client === undefined) return openAndMake(visit);
    let last: BrowserExchange | undefined;
    const exchange = await run.client.inRounds(visit, async (round) => {
      const atHome = visit.kind === 'return-in-same-browser';
      (atHome ? tab?.page : tab?.context)?.close().catch(() => undefined);
      last = await openAndMake(round);
      return last?.exchange ?? gone();
    });
    return last && { ...last, exchange };
  };
  try {
    if (begins === 'ask') {
      tab = await opening();
      return tab === undefined ? gone() : await askAndLearn(run, visit, reader, tab);
    }
    const first = await openInRounds();
    if (first === undefined || tab === undefined) return gone();
    let made = first;
    const again = async (): Promise<Exchange> => {
      tab?.context.close().catch(() => undefined);
      const second = await openInRounds();
      if (second === undefined) return gone();
      made = second;
      return made.exchange;
    };
    const settled = await pace.settle(visit, made.exchange, again, made.sent);
    // Not before: a visit that is made again signs in again.
    if (manner.signsIn || begins === 'enter-once') reader.tried();
    if (asks(target))
      return await askAndLearn(run, visit, reader, tab, { ...made, exchange: settled });
    const exchange = await redeemedIn(run, visit, tab, settled);
    await learn(run, visit, reader, tab, { ...made, exchange });
    const comesHome = manner.signsIn && exchange.callback !== undefined && visit.user !== 'second';
    if (comesHome) reader.hold({ home: tab, ...reader.session() });
    return exchange;
  } finally {
    // The next visit need not wait for that.
    const atHome = tab === reader.session().home;
    (atHome ? tab?.page : tab?.context)?.close().catch(() => undefined);
  }
}

/** Lets a page of the docs ask, after a navigation or without one, and takes note of what that showed. */
async function askAndLearn(
  run: Run,
  visit: Visit,
  reader: Reader<BrowserSession>,
  tab: Tab,
  made?: BrowserExchange,
): Promise<Exchange> {
  const { askInBrowser } = await import('./asking/asking-visit.js');
  const exchange = await askInBrowser(tab, run.target, visit, made?.exchange);
  await learn(run, visit, reader, tab, { docsCookies: new Set(), ...made, exchange });
  return exchange;
}

/** What follows the hand-over of a code, in the same tab; nothing elsewhere. */
async function redeemedIn(run: Run, visit: Visit, tab: Tab, made: Exchange): Promise<Exchange> {
  if (run.client === undefined || run.wire === undefined) return made;
  const { redeemInBrowser } = await import('./asking/redeeming-visit.js');
  const { target, client, wire } = run;
  return redeemInBrowser({ target, visit, tab, memory: client.memory, wire }, made);
}

/** Takes note of what a visit showed of its reader, and keeps the session that it left. */
async function learn(
  { target, options, client }: Run,
  visit: Visit,
  reader: Reader<BrowserSession>,
  { context }: Tab,
  { exchange, docsCookies }: BrowserExchange,
): Promise<void> {
  const learned = client?.asLearned(exchange) ?? exchange;
  const news = reader.learn(visit, learned);
  if (news === 'new' || news === 'used') {
    const kept = keepSession(reader, context, target.docsOrigin, docsCookies, asks(target));
    await within(stallMs, 'its cookies', kept);
  } else if (news === 'none' && exchange.callback === undefined) {
    // Where nothing came, a browser that has gone must not be taken for a login flow that does nothing.
    await within(stallMs, 'its cookies', context.cookies());
  }
  options.progress?.(`${visit.name}: ${sentenceOf(exchange.stop)}`);
}
