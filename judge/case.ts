import type { DriverName } from '../protocol/exchange.js';
import type {
  Context,
  Expectations,
  Handshake,
  Reading,
  Requirement,
} from '../protocol/requirement.js';
import { brought } from '../protocol/requirement.js';
import type { Sealed } from '../protocol/secrecy/sealed.js';
import type { TieOf } from '../protocol/url/site-tie.js';
import { comparedSession, isHonest, sessionOf } from '../protocol/visit-kinds.js';
import { returnValue } from '../protocol/url/login-url.js';
import type { Target } from '../protocol/visit.js';
import { isWithoutSession } from './without-session.js';

/** Everything that verdicts follow from. The same input gives the same verdicts. */
export interface Case {
  readonly handshake: Handshake;
  readonly edition: string;
  readonly target: Target;
  readonly hasKey: boolean;
  /** The spellings of the configured private keys' secret numbers; absent where only public halves are known. */
  readonly keySpellings?: readonly Sealed[];
  readonly expect?: Expectations;
  readonly tieOf: TieOf;
  readonly requirements: readonly Requirement[];
  /** The readings of each driver that was used, by visit name. */
  readonly readings: ReadonlyMap<DriverName, ReadonlyMap<string, Reading>>;
}

/** The driver's first honest visit in the same state of sign-in that brought a token, or a user. */
function honestReading(
  readings: ReadonlyMap<string, Reading>,
  session: string,
): Reading | undefined {
  return [...readings.values()].find(
    (reading) =>
      isHonest(reading.visit) && sessionOf(reading.visit) === session && brought(reading),
  );
}

/** What the checks of one driver's visit may ask. */
export function contextOf(input: Case, driver: DriverName, reading: Reading): Context {
  const { target, handshake } = input;
  const readings = input.readings.get(driver) ?? new Map<string, Reading>();
  const sent = returnValue(reading.visit, target);
  return {
    facts: handshake.facts,
    docsOrigin: target.docsOrigin,
    docsHost: new URL(target.docsOrigin).hostname,
    docsPath: target.docsPath,
    loginOrigin: new URL(target.loginUrl).origin,
    ...(target.returnParam === undefined ? {} : { returnParam: target.returnParam }),
    signIn: target.signIn.how,
    givesProof: target.headers.length > 0 || target.cookies.length > 0,
    ...(target.user === undefined ? {} : { username: target.user.username }),
    ...(target.secondUser === undefined ? {} : { secondUsername: target.secondUser.username }),
    ...(input.expect === undefined ? {} : { expect: input.expect }),
    ...(target.client === undefined ? {} : { client: target.client }),
    hasKey: input.hasKey,
    ...(input.keySpellings === undefined ? {} : { keySpellings: input.keySpellings }),
    visit: reading.visit,
    driver,
    ...(sent === undefined ? {} : { sent }),
    tieOf: input.tieOf,
    other: ({ name }) => readings.get(name),
    elsewhere: ({ name }) => [...input.readings].find(([each]) => each !== driver)?.[1].get(name),
    honest: honestReading(readings, comparedSession(reading.visit)),
    worksElsewhere: [...input.readings].some(
      ([name, others]) =>
        name !== driver &&
        [...others.values()].some((reading) => isHonest(reading.visit) && brought(reading)),
    ),
    keepsNoSession: isWithoutSession(readings),
  };
}

/** What the settings alone say of a run. */
export const knownOf = ({
  hasKey,
  expect,
  target,
}: Case): Parameters<NonNullable<Requirement['moot']>>[0] => ({
  hasKey,
  signIn: target.signIn.how,
  ...(expect === undefined ? {} : { expect }),
  ...(target.client === undefined ? {} : { client: target.client }),
  ...(target.secondUser === undefined ? {} : { secondUsername: target.secondUser.username }),
});
