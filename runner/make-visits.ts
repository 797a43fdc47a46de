import { signingIn } from '../handshakes/shared/visits.js';
import { readExchange, type ReadingGlass } from '../judge/reading.js';
import { keepsNoSession, renamed, signInPlan, type Insight } from '../judge/without-session.js';
import type { Driver } from '../protocol/driver.js';
import { notMade } from '../protocol/not-made.js';
import type { Reading } from '../protocol/requirement.js';
import { sharedSignInOrder } from '../protocol/visit-kinds.js';
import type { Visit } from '../protocol/visit.js';
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
  const from = before?.callback?.arrivedAtMs;
  if (from === undefined) return;
  const wait = from + visit.after.ms - Date.now();
  if (wait > 0) await pause(wait, signal);
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
  let planned = visits.filter(({ inDoubt }) => inDoubt === undefined).length;
  let begun = 0;

  const make = async (asPlanned: Visit): Promise<Reading> => {
    watch.signal?.throwIfAborted();
    const visit = withSeenQuery(asPlanned, seen);
    const reason = spared(visit, seen);
    begun += 1;
    if (reason === undefined) {
      watch.progress(`${driver.name} ${begun}/${Math.max(begun, planned)}: ${visit.title}`);
      await due(visit, seen, watch.signal);
    }
    const exchange =
      reason === undefined
        ? await driver.visit(visit)
        : notMade(visit, driver.name, reason, Date.now());
    return readExchange(exchange, visit, glass);
  };
  const record = async (visit: Visit): Promise<Reading> => {
    const reading = await make(visit);
    seen.set(visit.name, reading);
    return reading;
  };
  const isDue = ({ inDoubt }: Visit): boolean =>
    inDoubt === undefined || insight?.leavesDoubt(inDoubt, seen) === true;

  const walk = async (some: readonly Visit[]): Promise<void> => {
    for (const lanes of batchesOf(some)) {
      let broken = false;
      await Promise.all(
        lanes.map(async (lane) => {
          for (const visit of lane) {
            if (broken) return;
            if (!isDue(visit)) continue;
            await record(visit).catch((cause: unknown) => {
              broken = true;
              throw cause;
            });
          }
        }),
      );
    }
  };

  const opening = visits.filter((visit) => comparison.includes(visit));
  const rest = visits.filter((visit) => !opening.includes(visit));
  await walk(opening);
  if (insight !== undefined && keepsNoSession(seen)) {
    const kept = renamed(seen);
    seen.clear();
    for (const [name, reading] of kept) seen.set(name, reading);
    const plan = signInPlan(rest, { ...insight.asked, driver: driver.name });
    planned = opening.length + plan.asTheyAre.length + plan.shared.length;
    await walk(plan.asTheyAre.filter((visit) => orderOf(visit) < sharedSignInOrder));
    for (const ride of plan.shared) await takeRide(ride, { seen, record, insight });
    await walk(plan.asTheyAre.filter((visit) => orderOf(visit) >= sharedSignInOrder));
  } else {
    await walk(rest);
  }
  const names = new Set([...visits.map(({ name }) => name), ...seen.keys()]);
  return new Map(
    [...names].flatMap((name) => {
      const reading = seen.get(name);
      return reading === undefined ? [] : [[name, reading] as const];
    }),
  );
}
