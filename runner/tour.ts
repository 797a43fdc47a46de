import { notMade } from '../protocol/not-made.js';
import type { Driver } from '../protocol/driver.js';
import type { StopCode } from '../protocol/exchange.js';
import type { Reading } from '../protocol/requirement.js';
import { comparedSession, type Visit } from '../protocol/visit.js';
import { stretchesOf } from './lanes.js';
import { readExchange, type ReadingGlass } from './reading.js';

/** Ends after which no other visit can bring more. */
const hopeless = new Set<StopCode>(['unreachable', 'tls', 'timeout', 'garbage']);
/** A target that has just been started may keep its first visitor waiting; two are enough. */
const mostTimeouts = 2;

/** Why the target cannot be reached, as far as the visits show that were made; undefined where it can. */
export function unreachable(seen: Iterable<Reading>): string | undefined {
  const made = [...seen]
    .map(({ exchange }) => exchange)
    .filter(({ stop }) => stop.code !== 'not-made');
  const answered = made.some(
    ({ hops, stop }) => !hopeless.has(stop.code) || hops.some(({ status }) => status !== undefined),
  );
  const [first] = made;
  if (first === undefined || answered) return undefined;
  const timeouts = made.filter(({ stop }) => stop.code === 'timeout').length;
  return timeouts === made.length && timeouts < mostTimeouts ? undefined : first.stop.sentence;
}

/** Why a visit is not worth making after what was seen so far; undefined where it is. */
function spared(visit: Visit, seen: ReadonlyMap<string, Reading>): string | undefined {
  const made = [...seen.values()];
  const closed = unreachable(made);
  if (closed !== undefined) return closed;
  const refused = made.find(
    (reading) =>
      reading.exchange.stop.code === 'sign-in-refused' &&
      reading.visit.user === undefined &&
      reading.visit.wrongFirst === undefined,
  );
  if (refused !== undefined && visit.session !== 'anonymous') {
    // A second try could lock the account.
    return `The sign-in was refused, so no further visit was made. ${refused.exchange.stop.sentence}`;
  }
  const stuck = made.find(({ exchange }) => exchange.stop.code === 'no-form');
  const entered = made.some(({ exchange, token }) => exchange.signIns > 0 || token !== undefined);
  if (stuck !== undefined && !entered && visit.session !== 'anonymous') {
    // What a visitor sees who never got in says nothing about the flow behind.
    return `The sign-in could not be made, so no further visit was made. ${stuck.exchange.stop.sentence}`;
  }
  if (visit.honest || visit.session === 'anonymous') return undefined;
  const brings = made.some(
    (reading) =>
      reading.visit.honest &&
      reading.visit.session === comparedSession(visit) &&
      reading.token !== undefined,
  );
  return brings ? undefined : 'No honest visit of this kind brought a token.';
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
  const before = seen.get(visit.after.visit)?.exchange;
  const from = before?.callback?.arrivedAtMs;
  if (from === undefined) return;
  const wait = from + visit.after.ms - Date.now();
  if (wait > 0) await pause(wait, signal);
}

/**
 * Makes the visits of one driver: a polite client, so one after the other but where `stretchesOf` says otherwise. Visits that cannot
 * bring anything any more are not made, and say why.
 *
 * @returns the readings by visit name, in the order of the schedule
 */
export async function tour(
  driver: Driver,
  visits: readonly Visit[],
  glass: ReadingGlass,
  watch: { readonly progress: (line: string) => void; readonly signal?: AbortSignal },
): Promise<ReadonlyMap<string, Reading>> {
  const seen = new Map<string, Reading>();
  const make = async (planned: Visit): Promise<Reading> => {
    watch.signal?.throwIfAborted();
    const visit = withSeenQuery(planned, seen);
    const reason = spared(visit, seen);
    if (reason === undefined) {
      watch.progress(
        `${driver.name} ${visits.indexOf(planned) + 1}/${visits.length}: ${visit.title}`,
      );
      await due(visit, seen, watch.signal);
    }
    const exchange =
      reason === undefined
        ? await driver.visit(visit)
        : notMade(visit, driver.name, reason, Date.now());
    return readExchange(exchange, visit, glass);
  };
  for (const lanes of stretchesOf(visits)) {
    let broken = false;
    await Promise.all(
      lanes.map(async (lane) => {
        for (const visit of lane) {
          if (broken) return;
          const reading = await make(visit).catch((cause: unknown) => {
            broken = true;
            throw cause;
          });
          seen.set(visit.name, reading);
        }
      }),
    );
  }
  return new Map(
    visits.flatMap(({ name }) => {
      const reading = seen.get(name);
      return reading === undefined ? [] : [[name, reading] as const];
    }),
  );
}
