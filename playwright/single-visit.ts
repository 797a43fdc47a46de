import type { Configuration } from '../configuration/configuration.js';
import { packageVersion } from '../configuration/package-version.js';
import { openTie } from '../drivers/http/same-site.js';
import { gate } from '../judge/gate.js';
import { judge } from '../judge/judge.js';
import { readExchange } from '../judge/reading.js';
import type { Exchange } from '../protocol/exchange.js';
import { dayOf } from '../protocol/gate.js';
import type { Report } from '../protocol/report.js';
import type { Expectation, Reading, Requirement } from '../protocol/requirement.js';
import { sealAs } from '../protocol/secrecy/sealed.js';
import { isHonest, sessionOf } from '../protocol/visit-kinds.js';
import type { Visit } from '../protocol/visit.js';
import { reportOf } from '../runner/report/report-model.js';
import { keySpellings } from '../runner/report/secrets.js';

/** One visit of a reader, read: what the requirements can be judged on. */
export interface SingleVisit {
  readonly reading: Reading;
  /** Judges what the visit shows; `expected` is what the token of its user must carry. */
  readonly judge: (expected?: Expectation) => Promise<Report>;
}

/** The name of a user of whom nothing is known but that they signed in. */
const somebody = 'the reader';

/** True for a requirement that is judged on visits like this one. */
const isShown =
  (visit: Visit, { driver }: Exchange) =>
  ({ seenBy, visits }: Requirement): boolean =>
    seenBy.includes(driver) &&
    visits.some(
      (each) =>
        isHonest(each) &&
        each.kind === visit.kind &&
        sessionOf(each) === sessionOf(visit) &&
        (each.returnTo === undefined) === (visit.returnTo === undefined),
    );

/** The same requirement, judged on this visit alone. */
const on =
  (visit: Visit) =>
  (item: Requirement): Requirement => {
    const { point: _point, controls: _controls, ...rest } = item;
    return { ...rest, visits: [visit] };
  };

/**
 * Reads one visit that was made outside a run, to be judged as the visits of a run are. Requirements that no visit of this kind shows
 * are not among the verdicts.
 *
 * @param visit what was made, of a kind that is honest
 */
export async function readSingleVisit(
  configuration: Configuration,
  exchange: Exchange,
  visit: Visit,
): Promise<SingleVisit> {
  const { handshake, target, keys } = configuration;
  const reading = await readExchange(exchange, visit, { facts: handshake.facts, keys });
  const tieOf = await openTie();
  const isOff = ({ id }: Requirement): boolean =>
    configuration.gate?.weights.get(id)?.weight === 'off';
  const requirements = handshake.requirements
    .filter((item) => isShown(visit, exchange)(item) && !isOff(item))
    .map(on(visit));
  const user = target.user ?? { username: somebody, password: sealAs('') };
  const report = (expected?: Expectation): Report => {
    const expect = expected === undefined ? configuration.expect : { [user.username]: expected };
    const judged = judge({
      handshake,
      edition: configuration.edition.id,
      target: expected === undefined ? target : { ...target, user },
      hasKey: keys.some(({ algorithm }) => algorithm === handshake.facts.algorithm),
      keySpellings: keySpellings(keys),
      requirements,
      tieOf,
      ...(expect === undefined ? {} : { expect }),
      readings: new Map([[exchange.driver, new Map([[visit.name, reading]])]]),
    });
    // What the entries of a baseline are worth shows in a whole run alone.
    const { judgements } = gate(judged, {
      gate: configuration.gate ?? { weights: new Map() },
      known: new Set(handshake.requirements.map(({ id }) => id)),
      today: dayOf(exchange.startedAtMs),
    });
    return reportOf({
      version: packageVersion().version,
      handshake,
      edition: configuration.edition.id,
      target,
      keys,
      driver: exchange.driver,
      failOn: configuration.failOn,
      startedAtMs: exchange.startedAtMs,
      durationMs: exchange.durationMs,
      remarks: (configuration.remarks ?? []).map((text) => ({ code: 'setting-unused', text })),
      judgements,
      readings: [reading],
    });
  };
  return { reading, judge: async (expected) => report(expected) };
}
