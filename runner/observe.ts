import type { Configuration } from '../configuration/configuration.js';
import type { BrowserDriver } from '../drivers/browser/driver.js';
import { signInForHttp } from '../handshakes/shared/sign-in-visits.js';
import { falls, leavesDoubt } from '../judge/early-findings.js';
import type { Case } from '../judge/case.js';
import type { ReadingGlass } from '../judge/reading.js';
import type { Insight } from '../judge/without-session.js';
import type { DriverName } from '../protocol/exchange.js';
import { Failure } from '../protocol/failure.js';
import type { Driver } from '../protocol/driver.js';
import { notMade } from '../protocol/not-made.js';
import type { Remark } from '../protocol/report.js';
import type { Reading } from '../protocol/requirement.js';
import { traitsOf } from '../protocol/visit-kinds.js';
import type { Target, Visit } from '../protocol/visit.js';
import { notInBrowser, overHttpOnly, type DriverChoice } from './choose-drivers.js';
import { makeFurtherVisits } from './further-visits.js';
import { makeVisits } from './make-visits.js';
import {
  openForBrowser,
  openForHttp,
  type OpenedDriver,
  type DriverOpening,
} from './open-driver.js';
import { patient } from './retry-after.js';
import { schedule } from './schedule.js';
import { unreachable } from './spared-visits.js';
import type { SignInTurns } from './sign-ins/sign-in-turns.js';
import type { Surroundings } from './surroundings.js';
import type { TimeLimit } from './time-limit.js';

/** What is to be seen of a login flow, and with what. */
export interface Assignment {
  readonly configuration: Configuration;
  readonly surroundings: Surroundings;
  /** What verdicts follow from besides what is seen: the rows among it. */
  readonly basis: Omit<Case, 'readings'>;
  readonly choice: DriverChoice;
  readonly limit: TimeLimit;
  readonly version: string;
}

/** What the drivers saw, by visit, and what a reader of the report should know of it. */
export interface Observation {
  readonly readings: ReadonlyMap<DriverName, ReadonlyMap<string, Reading>>;
  readonly remarks: readonly Remark[];
}

/** An assignment under way. */
interface Run extends Assignment {
  /** The surroundings of what the end of time may break off. */
  readonly watched: Surroundings;
  readonly glass: ReadingGlass;
  /** Absent where nobody has to wait with signing in. */
  readonly turns: SignInTurns | undefined;
  readonly readings: Map<DriverName, ReadonlyMap<string, Reading>>;
  readonly remarks: Remark[];
  readonly open: OpenedDriver[];
}

const visitsOf = (
  { basis, configuration }: Run,
  driver: DriverName,
  target: Target = configuration.target,
): readonly Visit[] =>
  schedule({
    requirements: basis.requirements,
    driver,
    target,
    intrusive: configuration.intrusive,
  });

const openingOf = (run: Run, driver: DriverName): DriverOpening => ({
  configuration: run.configuration,
  visits: [...visitsOf(run, driver), ...(driver === 'browser' ? [signInForHttp] : [])],
  version: run.version,
  ...run.watched,
  ...(run.turns && { turn: run.turns.turn(run.watched.signal) }),
});

async function opened<S extends OpenedDriver>(run: Run, opening: Promise<S>): Promise<S> {
  const bare = await opening;
  run.open.push(bare);
  return {
    ...bare,
    driver: run.limit.within(allowed(patient(bare.driver, run.watched), run.turns)),
  };
}

/** The same driver, which leaves out what may never sign in. */
const allowed = (driver: Driver, turns: SignInTurns | undefined): Driver => ({
  ...driver,
  visit: async (visit) => {
    const reason = turns?.refuses(visit);
    return reason === undefined
      ? driver.visit(visit)
      : notMade(visit, driver.name, reason, Date.now());
  },
});

const openHttp = (run: Run): Promise<OpenedDriver> =>
  opened(run, openForHttp(openingOf(run, 'http')));

const openBrowser = (run: Run): Promise<OpenedDriver<BrowserDriver>> =>
  opened(
    run,
    openForBrowser(
      { ...openingOf(run, 'browser'), seen: originsOf(run.readings) },
      run.choice.browser ?? never('There is no browser.'),
    ),
  );

/** The turns of the sign-ins at the host; nothing is counted where nothing is limited. */
async function turnsFor({
  configuration,
  surroundings: { signIns, progress },
  basis,
}: Assignment): Promise<SignInTurns | undefined> {
  if (configuration.maxSignInsPerMinute === undefined && signIns === undefined) return undefined;
  const [{ openSignInLedger }, { openSignInTurns }] = await Promise.all([
    import('./sign-ins/sign-in-ledger.js'),
    import('./sign-ins/sign-in-turns.js'),
  ]);
  const named = basis.requirements.flatMap(({ visits }) => visits);
  const together = new Set(
    named.filter((visit) => traitsOf(visit).lane === 'together').map(({ name }) => name),
  );
  return openSignInTurns(configuration, {
    ledger: signIns ?? openSignInLedger(),
    together: together.size,
    progress,
  });
}

/** What is known of a driver's visits while they are under way. */
function insightOf({ basis, configuration, readings }: Run, driver: DriverName): Insight {
  const asSeen = (seen: ReadonlyMap<string, Reading>): Case => ({
    ...basis,
    readings: new Map([...readings, [driver, seen]]),
  });
  return {
    asked: {
      handshake: basis.handshake,
      requirements: basis.requirements,
      intrusive: configuration.intrusive,
    },
    falls: (visit, seen) => falls(asSeen(seen), driver, visit),
    leavesDoubt: (visit, seen) => leavesDoubt(asSeen(seen), driver, visit),
  };
}

/** Makes all the visits of a driver. */
async function look(run: Run, name: DriverName, { driver }: OpenedDriver): Promise<void> {
  const visits = visitsOf(run, name);
  const insight = insightOf(run, name);
  // The end of time does not break this off: the visits that are left say why they were not made.
  run.readings.set(name, await makeVisits(driver, visits, run.glass, run.surroundings, insight));
}

/** What plain HTTP saw stands, whatever becomes of the browser; but it is no whole verdict then. */
async function lookBesideHttp(run: Run, http: OpenedDriver): Promise<void> {
  const { configuration, readings, remarks, glass, watched: surroundings } = run;
  if (configuration.driver === 'auto' && isSilent(readings.get('http') ?? new Map())) {
    remarks.push(overHttpOnly('The target cannot be reached.'));
    return;
  }
  try {
    const browser = await openBrowser(run);
    await look(run, 'browser', browser);
    const options = openingOf(run, 'http');
    const visitsFor = (to: Target): readonly Visit[] => visitsOf(run, 'http', to);
    const pair = { http, browser, readings, glass, surroundings, options, visitsFor };
    remarks.push(...(await makeFurtherVisits(pair)));
  } catch (cause) {
    if (run.limit.over() !== undefined) throw cause;
    if (!(cause instanceof Failure) || cause.code !== 'browser') throw cause;
    remarks.push(notInBrowser(cause.message));
    if (!readings.has('browser')) {
      readings.set('browser', unmade(visitsOf(run, 'browser'), 'browser', cause.message));
    }
  }
}

/** Only a page can run a sign-in script: the browser signs in, and its cookies go to the HTTP driver. */
async function lookByScript(run: Run): Promise<void> {
  const { drivers } = run.choice;
  const page = await openBrowser(run);
  if (drivers.includes('browser')) await look(run, 'browser', page);
  else await page.driver.visit(visitsOf(run, 'browser')[0] ?? never('There is no visit.'));
  if (!drivers.includes('http')) return;
  const http = await openHttp(run);
  await http.driver.adopt(await page.driver.session());
  await look(run, 'http', http);
}

async function lookWithAll(run: Run): Promise<void> {
  const { drivers } = run.choice;
  if (run.configuration.target.signIn.how === 'script') {
    await lookByScript(run);
  } else if (drivers.includes('http')) {
    const http = await openHttp(run);
    await look(run, 'http', http);
    if (drivers.includes('browser')) await lookBesideHttp(run, http);
  } else {
    await look(run, 'browser', await openBrowser(run));
  }
}

/**
 * Makes the visits of a run, with every driver that was chosen. Where the time is up, what was seen until then counts.
 *
 * @throws Failure `browser` where one is needed and cannot be used; what the login flow does never throws
 */
export async function observe(assignment: Assignment): Promise<Observation> {
  const { basis, choice, limit, surroundings } = assignment;
  const run: Run = {
    ...assignment,
    watched: {
      ...surroundings,
      ...(limit.signal === undefined ? {} : { signal: limit.signal }),
    },
    glass: { facts: basis.handshake.facts, keys: assignment.configuration.keys },
    turns: await turnsFor(assignment),
    readings: new Map(),
    remarks: [...choice.remarks],
    open: [],
  };
  try {
    await lookWithAll(run);
  } catch (cause) {
    limit.forgive(cause);
  } finally {
    limit.end();
    await Promise.allSettled(run.open.map((one) => one.close()));
  }
  run.remarks.push(...(run.turns?.remarks() ?? []));
  const reason = limit.over();
  for (const driver of reason === undefined ? [] : choice.drivers) {
    if (run.readings.has(driver)) continue;
    run.readings.set(driver, unmade(visitsOf(run, driver), driver, reason ?? ''));
  }
  return run;
}

/** Where the visitors were led that were there until now. */
function originsOf(
  readings: ReadonlyMap<DriverName, ReadonlyMap<string, Reading>>,
): readonly string[] {
  const exchanges = [...readings.values()].flatMap((seen) => [...seen.values()]);
  const urls = exchanges.flatMap(({ exchange }) => exchange.hops.map(({ url }) => url.reveal()));
  return [...new Set(urls.map((url) => new URL(url).origin))];
}

/** True where the target gives plain HTTP no answer at all, which no browser would get either. */
function isSilent(seen: ReadonlyMap<string, Reading>): boolean {
  const readings = [...seen.values()];
  // A certificate may be trusted by the browser alone, and what is no HTTP for one may be for the other.
  const differs = readings.some(({ exchange }) => ['tls', 'garbage'].includes(exchange.stop.code));
  return !differs && unreachable(readings) !== undefined;
}

/** The readings of a driver that came to nothing: no visit was made. */
function unmade(
  visits: readonly Visit[],
  driver: DriverName,
  sentence: string,
): ReadonlyMap<string, Reading> {
  return new Map(
    visits.map((visit) => {
      const exchange = notMade(visit, driver, sentence, Date.now());
      return [visit.name, { exchange, visit }];
    }),
  );
}

function never(what: string): never {
  throw new Failure('broken', what);
}
