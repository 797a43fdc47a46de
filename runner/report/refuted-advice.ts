import type { Advice, DriverName } from '../../protocol/exchange.js';
import { brought, type Reading } from '../../protocol/requirement.js';
import { withoutAdvice } from '../../protocol/stop.js';
import { sessionOf } from '../../protocol/visit-kinds.js';

/** What each driver read, by visit name. */
export type DriverReadings = ReadonlyMap<DriverName, ReadonlyMap<string, Reading>>;

const userOf = ({ visit }: Reading): 'first' | 'second' => visit.user ?? 'first';

/** The users whose name and password opened the login flow, for whichever driver. */
function insiders(readings: DriverReadings): readonly ('first' | 'second')[] {
  const all = [...readings.values()].flatMap((each) => [...each.values()]);
  return (['first', 'second'] as const).filter((user) =>
    all.some(
      (reading) =>
        sessionOf(reading.visit) === 'signing-in' &&
        userOf(reading) === user &&
        reading.exchange.signIns > 0 &&
        (brought(reading) || reading.exchange.stop.code === 'signed-in'),
    ),
  );
}

/**
 * The readings without the advice that the run itself has refuted: to check a name and a password that another
 * visit got in with, and to use a browser that was used.
 */
export function withoutRefutedAdvice(
  readings: DriverReadings,
  usedBrowser: boolean,
): DriverReadings {
  const users = insiders(readings);
  const refuted = (advice: Advice): boolean =>
    advice.on === 'credentials'
      ? users.includes(advice.user)
      : advice.on === 'driver' && usedBrowser;
  const read = (reading: Reading): Reading => ({
    ...reading,
    exchange: { ...reading.exchange, stop: withoutAdvice(reading.exchange.stop, refuted) },
  });
  return new Map(
    [...readings].map(([driver, each]) => [
      driver,
      new Map([...each].map(([name, reading]) => [name, read(reading)])),
    ]),
  );
}
