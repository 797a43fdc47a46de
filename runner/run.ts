import type { Configuration } from '../configuration/configuration.js';
import { openTie } from '../drivers/http/same-site.js';
import type { Case } from '../judge/case.js';
import { gate } from '../judge/gate.js';
import { judge } from '../judge/judge.js';
import { dayOf } from '../protocol/gate.js';
import type { Remark, Report } from '../protocol/report.js';
import { firstRequirement, type Requirement } from '../protocol/requirement.js';
import { chooseDrivers } from './choose-drivers.js';
import { observe } from './observe.js';
import { packageVersion } from '../configuration/package-version.js';
import { withoutRefutedAdvice } from './report/refuted-advice.js';
import { recordingOf } from './report/recorded.js';
import { reportOf } from './report/report-model.js';
import { keySpellings } from './report/secrets.js';
import type { Surroundings } from './surroundings.js';
import type { RunningTarget } from './target-process/with-target.js';
import { openTimeLimit } from './time-limit.js';

const isOff = ({ gate: given }: Configuration, id: string): boolean =>
  given?.weights.get(id)?.weight === 'off';

/** The requirements to judge; the first one is always among them, since whether a flow conforms hangs on it. */
function chosen(configuration: Configuration): readonly Requirement[] {
  const { handshake, only, skip } = configuration;
  const first = firstRequirement(handshake);
  return handshake.requirements.filter(
    (item) =>
      item === first ||
      ((only === undefined || only.includes(item.id)) &&
        !skip.includes(item.id) &&
        !isOff(configuration, item.id)),
  );
}

/** The requirements that the configuration switches off, with its reasons. */
function switchedOff({ handshake, gate: given }: Configuration): Report['off'] {
  const off = handshake.requirements.flatMap(({ id, title }) => {
    const { weight, reason = '' } = given?.weights.get(id) ?? {};
    return weight === 'off' ? [{ id, title, reason }] : [];
  });
  return off.length === 0 ? undefined : off;
}

function narrowed({ handshake, only, skip }: Configuration, count: number): readonly Remark[] {
  const all = handshake.requirements.length;
  return only === undefined && skip.length === 0
    ? []
    : [
        {
          code: 'rows-left-out',
          text: `Only ${count} of ${all} requirements were judged (--only, --skip).`,
        },
      ];
}

/**
 * A conformance run: the login flow started and waited for, where the configuration says so; then visits, driver,
 * exchanges, verdicts, report.
 *
 * @throws Failure `browser` where one is needed and none can be used, `unreachable` or `port` where the login flow does
 *   not come up; what it does then never throws
 */
export async function run(
  configuration: Configuration,
  surroundings: Surroundings,
): Promise<Report> {
  const { withTarget } = await import('./target-process/with-target.js');
  return withTarget(configuration, surroundings, (running) =>
    conduct(configuration, surroundings, running),
  );
}

async function conduct(
  configuration: Configuration,
  surroundings: Surroundings,
  running: RunningTarget,
): Promise<Report> {
  const startedAtMs = Date.now();
  const started = performance.now();
  const { version } = packageVersion();
  const limit = openTimeLimit(configuration.maxTimeMs, surroundings.signal);
  const requirements = chosen(configuration);
  const choice = await chooseDrivers(configuration, surroundings);
  const { handshake, target, keys } = configuration;
  const basis: Omit<Case, 'readings'> = {
    handshake,
    tieOf: await openTie(),
    edition: configuration.edition.id,
    target,
    hasKey: keys.some(({ algorithm }) => algorithm === handshake.facts.algorithm),
    keySpellings: keySpellings(keys),
    requirements,
    ...(configuration.expect === undefined ? {} : { expect: configuration.expect }),
  };
  const { readings, remarks } = await observe({
    configuration,
    surroundings,
    basis,
    choice,
    limit,
    version,
  });
  const order = (['http', 'browser'] as const).filter((name) => readings.has(name));
  const seen = withoutRefutedAdvice(readings, choice.browser !== undefined);
  const recorded: Case = {
    ...basis,
    readings: new Map(order.map((name) => [name, seen.get(name) ?? new Map()])),
  };
  surroundings.judged?.(recorded);
  const baseline = configuration.gate?.baseline;
  const off = switchedOff(configuration);
  const judged = judge(recorded);
  const durationMs = performance.now() - started;
  if (surroundings.recorded !== undefined) {
    const notes = { version, startedAtMs, durationMs, keys, remarks };
    surroundings.recorded(await recordingOf(recorded, notes, judged));
  }
  const { judgements, entries } = gate(judged, {
    gate: configuration.gate ?? { weights: new Map() },
    known: new Set(handshake.requirements.map(({ id }) => id)),
    today: dayOf(startedAtMs),
  });
  const inDoubt = [...seen.values()].some((visits) =>
    [...visits.values()].some(({ exchange }) => exchange.stop.code === 'unreachable'),
  );
  const cut = limit.cut();
  const timeUp: Remark | undefined =
    cut === undefined ? undefined : { code: 'time-up', text: cut, tells: [cut] };
  const ended = (await running.gone(inDoubt)) ?? timeUp;
  return reportOf({
    version,
    handshake,
    edition: configuration.edition.id,
    target,
    keys,
    driver: order.length === 2 ? 'both' : (order[0] ?? 'http'),
    failOn: configuration.failOn,
    ...(ended === undefined ? {} : { ended }),
    ...(configuration.require === undefined ? {} : { require: configuration.require }),
    startedAtMs,
    durationMs,
    remarks: [
      ...running.remarks,
      ...remarks,
      ...(configuration.remarks ?? []).map((text): Remark => ({ code: 'setting-unused', text })),
      ...narrowed(configuration, requirements.length),
    ],
    ...(off === undefined ? {} : { off }),
    ...(baseline === undefined || entries === undefined
      ? {}
      : { baseline: { file: baseline.file, entries } }),
    judgements,
    readings: order.flatMap((name) => [...(seen.get(name)?.values() ?? [])]),
  });
}
