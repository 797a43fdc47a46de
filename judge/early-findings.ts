import { signingIn } from '../handshakes/shared/visits.js';
import type { DriverName } from '../protocol/exchange.js';
import { brought } from '../protocol/requirement.js';
import type { Visit } from '../protocol/visit.js';
import { checkVisit, type VisitFinding } from './check-visit.js';
import { contextOf, knownOf, type Case } from './case.js';

/** What can be said of a visit while the others are still to be made. */

interface Found {
  readonly id: string;
  readonly finding: VisitFinding;
}

/** The rows that judge a visit of one driver, each with what it finds there. */
function findingsOn(input: Case, driver: DriverName, { name }: Visit): readonly Found[] {
  const reading = input.readings.get(driver)?.get(name);
  if (reading === undefined) return [];
  const known = knownOf(input);
  return input.requirements
    .filter(({ seenBy, visits }) => seenBy.includes(driver) && visits.some((v) => v.name === name))
    .filter(({ moot }) => moot?.(known) === undefined)
    .map((item) => ({
      id: item.id,
      finding: checkVisit(item, reading, contextOf(input, driver, reading)),
    }));
}

const fallingOn = (input: Case, driver: DriverName, visit: Visit): readonly string[] =>
  findingsOn(input, driver, visit)
    .filter(({ finding }) => finding.is === 'unmet' || finding.is === 'broken')
    .map(({ id }) => id);

/** True where some requirement falls on a visit that did not fall on the first sign-in. */
export function falls(input: Case, driver: DriverName, visit: Visit): boolean {
  const anyway = fallingOn(input, driver, signingIn);
  return fallingOn(input, driver, visit).some((id) => !anyway.includes(id));
}

/** True where a visit brought nothing, or left a question that another one settles; a rate limit leaves none. */
export function leavesDoubt(input: Case, driver: DriverName, visit: Visit): boolean {
  const reading = input.readings.get(driver)?.get(visit.name);
  if (reading === undefined || reading.exchange.stop.code === 'not-made') return false;
  if (reading.exchange.hops.at(-1)?.status === 429) return false;
  return (
    !brought(reading) ||
    findingsOn(input, driver, visit).some(
      ({ finding }) => finding.is === 'not-reached' && finding.doubt,
    )
  );
}
