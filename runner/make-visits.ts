import { signingIn } from '../handshakes/shared/visits.js';
import { readExchange, type ReadingGlass } from '../judge/reading.js';
import { keepsNoSession, renamed, signInPlan, type Insight } from '../judge/without-session.js';
import type { Driver } from '../protocol/driver.js';
import { userCall } from '../protocol/http/answered-user.js';
import { notMade } from '../protocol/not-made.js';
import type { Reading } from '../protocol/requirement.js';
import { sharedSignInOrder } from '../protocol/visit-kinds.js';
import { titleOf, type Visit } from '../protocol/visit.js';
import { batchesOf } from './batches.js';
import { comparison, orderOf } from './schedule.js';
import { takeRide } from './shared-sign-in.js';
import { spared } from './spared-visits.js';

/** Whom to tell, and who may interrupt. */
export interface Watch {
  readonly progress: (line: string) => void;
  readonly signal?: AbortSignal;
}

const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason instanceof Error ? signal.reason : new Error('interrupted'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });

/** The visit as it is made: what it asks for may depend on what was seen. */
function withSeenQuery(visit: Visit, seen: ReadonlyMap<string, Reading>): Visit {
  const exchanges = [...seen.values()].map(({ exchange }) => exchange);
  const start = exchanges.find(({ hops }) => hops.length > 0)?.hops[0]?.url.reveal();
  return visit.queryFromSeen === undefined || start === undefined || !URL.canParse(start)
    ? visit
    : { ...visit, extraQuery: visit.queryFromSeen(exchanges, new URL(start).origin) };
}

/** Waits until a visit may begin that must come some time after another one. */
async function due(
  visit: Visit,
  seen: ReadonlyMap<string, Reading>,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (visit.after === undefined) return;
  // Where nobody stays signed in, the sign-in is the visit to wait for.
  const before = (seen.get(visit.after.visit.name) ?? seen.get(signingIn.name))?.exchange;
  const from = before?.callback?.arrivedAtMs ?? userCall(before?.calls)?.receivedAtMs;
  if (from === undefined) return;
  const wait = from + visit.after.ms - Date.now();
  if (wait > 0) await pause(wait, signal);
}

/** The visits of one driver, as they are being made. */
interface Round {
  readonly driver: Driver;
  readonly glass: ReadingGlass;
  readonly watch: Watch;
  /** Absent where no visit hangs on what others showed. */
  readonly insight: Insight | undefined;
  /** The readings so far, by visit name. */
  readonly seen: Map<string, Reading>;
  /** How many visits there will be, as far as is known, and how many have begun. */
  planned: number;
  begun: number;
}

/** Makes one visit, unless it cannot bring anything any more. */
async function make(round: Round, asPlanned: Visit): Promise<Reading> {
  const { driver, glass, watch, seen } = round;
  watch.signal?.throwIfAborted();
  const visit = withSeenQuery(asPlanned, seen);
  const reason = spared(visit, seen, glass.facts);
  round.begun += 1;
  if (reason === undefined) {
    const number = `${round.begun}/${Math.max(round.begun, round.planned)}`;
    watch.progress(`${driver.name} ${number}: ${titleOf(visit)}`);
    await due(visit, seen, watch.signal);
  }
  const exchange =
    reason === undefined
      ? await driver.visit(visit)
      : notMade(visit, driver.name, reason, Date.now());
  return readExchange(exchange, visit, glass);
}

async function record(round: Round, visit: Visit): Promise<Reading> {
  const reading = await make(round, visit);
  round.seen.set(visit.name, reading);
  return reading;
}

/** Makes visits in batches; where one of them breaks, the other lanes end after the visit that is under way. */
async function walk(round: Round, visits: readonly Visit[]): Promise<void> {
  const { insight, seen } = round;
  for (const lanes of batchesOf(visits)) {
    let broken = false;
    await Promise.all(
      lanes.map(async (lane) => {
        for (const visit of lane) {
          if (broken) return;
          const { inDoubt } = visit;
          if (inDoubt !== undefined && insight?.leavesDoubt(inDoubt, seen) !== true) continue;
          await record(round, visit).catch((cause: unknown) => {
            broken = true;
            throw cause;
          });
        }
      }),
    );
  }
}

/** In a flow that keeps no session: sign-ins, in place of the visits with one. */
async function walkWithoutSession(
  round: Round,
  rest: readonly Visit[],
  insight: Insight,
  opened: number,
): Promise<void> {
  const { seen } = round;
  const kept = renamed(seen);
  seen.clear();
  for (const [name, reading] of kept) seen.set(name, reading);
  const { asTheyAre, shared } = signInPlan(rest, { ...insight.asked, driver: round.driver.name });
  round.planned = opened + asTheyAre.length + shared.length;
  await walk(
    round,
    asTheyAre.filter((visit) => orderOf(visit) < sharedSignInOrder),
  );
  for (const ride of shared) {
    await takeRide(ride, { seen, record: (visit) => record(round, visit), insight });
  }
  await walk(
    round,
    asTheyAre.filter((visit) => orderOf(visit) >= sharedSignInOrder),
  );
}

/**
 * Makes the visits of one driver: a polite client, so one after the other but where `batchesOf` says otherwise. Visits that cannot
 * bring anything any more are not made, and say why. In a flow that keeps no session, sign-ins take the place of visits
 * with one.
 *
 * @param insight absent where no visit hangs on what others showed
 * @returns the readings by visit name, in the order of the schedule; those that were added stand behind it
 */
export async function makeVisits(
  driver: Driver,
  visits: readonly Visit[],
  glass: ReadingGlass,
  watch: Watch,
  insight?: Insight,
): Promise<ReadonlyMap<string, Reading>> {
  const seen = new Map<string, Reading>();
  const planned = visits.filter(({ inDoubt }) => inDoubt === undefined).length;
  const round: Round = { driver, glass, watch, insight, seen, planned, begun: 0 };
  const opening = visits.filter((visit) => comparison.includes(visit));
  const rest = visits.filter((visit) => !opening.includes(visit));
  await walk(round, opening);
  if (insight !== undefined && keepsNoSession(seen)) {
    await walkWithoutSession(round, rest, insight, opening.length);
  } else {
    await walk(round, rest);
  }
  const names = new Set([...visits.map(({ name }) => name), ...seen.keys()]);
  return new Map(
    [...names].flatMap((name) => {
      const reading = seen.get(name);
      return reading === undefined ? [] : [[name, reading] as const];
    }),
  );
}
