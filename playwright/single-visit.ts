import type { Configuration } from '../configuration/configuration.js';
import { packageVersion } from '../configuration/package-version.js';
import { judge } from '../judge/judge.js';
import { readExchange } from '../judge/reading.js';
import type { Exchange } from '../protocol/exchange.js';
import type { Report } from '../protocol/report.js';
import type { Expectation, Reading, Requirement } from '../protocol/requirement.js';
import { sealAs } from '../protocol/secrecy/sealed.js';
import { isHonest, sessionOf } from '../protocol/visit-kinds.js';
import type { Visit } from '../protocol/visit.js';
import { isOff } from '../runner/chosen-requirements.js';
import { basisOf, gated } from '../runner/judging.js';
import { reportOf } from '../runner/report/report-model.js';

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
  const requirements = handshake.requirements
    .filter((item) => isShown(visit, exchange)(item) && !isOff(configuration, item.id))
    .map(on(visit));
  const basis = await basisOf(configuration, requirements);
  const user = target.user ?? { username: somebody, password: sealAs('') };
  const report = (expected?: Expectation): Report => {
    const asked =
      expected === undefined
        ? basis
        : { ...basis, target: { ...target, user }, expect: { [user.username]: expected } };
    const readings = new Map([[exchange.driver, new Map([[visit.name, reading]])]]);
    // What the entries of a baseline are worth shows in a whole run alone, as what is switched off.
    const { judgements } = gated(
      configuration,
      judge({ ...asked, readings }),
      exchange.startedAtMs,
    );
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
