import type { BrowserDriver } from '../drivers/browser/driver.js';
import { signInAgain, signInForHttp } from '../handshakes/shared/sign-in-visits.js';
import { isDoubtful, isUnable, mended } from '../judge/driver-comparison.js';
import { readExchange, type ReadingGlass } from '../judge/reading.js';
import type { DriverName } from '../protocol/exchange.js';
import type { Remark } from '../protocol/report.js';
import { brought, type Reading } from '../protocol/requirement.js';
import { endBehind, sentenceOf } from '../protocol/stop.js';
import { sessionOf } from '../protocol/visit-kinds.js';
import { titleOf, type Target, type Visit } from '../protocol/visit.js';
import { makeVisits } from './make-visits.js';
import { openForHttp, type OpenedDriver, type DriverOpening } from './open-driver.js';

/** Both drivers after their visits, and what is needed to make a few more. */
export interface BothDrivers {
  readonly http: OpenedDriver;
  readonly browser: OpenedDriver<BrowserDriver>;
  /** What both saw; further readings are added. */
  readonly readings: Map<DriverName, ReadonlyMap<string, Reading>>;
  readonly glass: ReadingGlass;
  readonly surroundings: {
    readonly progress: (line: string) => void;
    readonly signal?: AbortSignal;
  };
  /** What a second HTTP driver is opened with. */
  readonly options: DriverOpening;
  /** The visits of plain HTTP for a target. */
  readonly visitsFor: (target: Target) => readonly Visit[];
}

/** The same target for a driver that holds a session and can sign nobody in. */
const lentTo = (target: Target): Target => ({
  ...target,
  signIn: { how: 'script', signIn: async () => undefined },
});

/** The live visits over plain HTTP once more, with a session that the browser made for it alone. */
async function lend(pair: BothDrivers, seen: ReadonlyMap<string, Reading>): Promise<Remark> {
  const { surroundings, readings, glass, options } = pair;
  surroundings.progress(`browser: ${titleOf(signInForHttp)}`);
  const { exchange, session } = await pair.browser.driver.signInApart(signInForHttp);
  const made = await readExchange(exchange, signInForHttp, glass);
  const browsers = readings.get('browser') ?? new Map<string, Reading>();
  readings.set('browser', new Map([...browsers, [signInForHttp.name, made]]));
  if (!brought(made)) {
    const end = sentenceOf(exchange.stop);
    return {
      code: 'session-lent',
      text: `The browser signed in once more, for plain HTTP, and did not get in. ${end}`,
      tells: [end, sentenceOf(endBehind(exchange.stop))],
    };
  }
  const target = lentTo(options.configuration.target);
  const configuration = { ...options.configuration, target };
  const opened = await openForHttp({ ...options, configuration });
  try {
    await opened.driver.adopt(session);
    const visits = pair.visitsFor(target).filter((visit) => sessionOf(visit) === 'live');
    const lent = await makeVisits(opened.driver, visits, glass, surroundings);
    readings.set('http', mended(seen, lent));
  } finally {
    await opened.close();
  }
  return {
    code: 'session-lent',
    text: 'Plain HTTP could not sign in, so the browser signed in once more for it; what follows a sign-in was judged over HTTP with that session.',
  };
}

/**
 * What two drivers can do for each other when both are through: plain HTTP shows whether it is still let in where the
 * browser was not, and gets a session of the browser's where it cannot sign in.
 *
 * @returns what a reader of the report should know of it
 */
export async function makeFurtherVisits(pair: BothDrivers): Promise<readonly Remark[]> {
  const { readings, options } = pair;
  const http = readings.get('http');
  const browser = readings.get('browser');
  if (http === undefined || browser === undefined) return [];
  if (options.configuration.target.signIn.how !== 'form') return [];
  if (isUnable(http, browser)) return [await lend(pair, http)];
  if (!isDoubtful(http, browser)) return [];
  pair.surroundings.progress(`http: ${titleOf(signInAgain)}`);
  const again = await pair.http.driver.visit(signInAgain);
  const reading = await readExchange(again, signInAgain, pair.glass);
  readings.set('http', new Map([...http, [signInAgain.name, reading]]));
  return [];
}
