import type { Configuration } from '../configuration/configuration.js';
import type { Case } from '../judge/case.js';
import { judge } from '../judge/judge.js';
import type { DriverName } from '../protocol/exchange.js';
import type { Remark, Report } from '../protocol/report.js';
import type { Reading } from '../protocol/requirement.js';
import { chooseDrivers } from './choose-drivers.js';
import { chosen, narrowed } from './chosen-requirements.js';
import { basisOf, gated } from './judging.js';
import { observe } from './observe.js';
import { packageVersion } from '../configuration/package-version.js';
import { maskedError } from './report/masked-error.js';
import { withoutRefutedAdvice } from './report/refuted-advice.js';
import { recordingOf } from './report/recorded.js';
import { reportOf, type Run } from './report/report-model.js';
import type { Surroundings } from './surroundings.js';
import type { RunningTarget } from './target-process/with-target.js';
import { openTimeLimit, type TimeLimit } from './time-limit.js';

/**
 * A conformance run: the login flow started and waited for, where the configuration says so; then visits, driver,
 * exchanges, verdicts, report.
 *
 * @throws Failure `browser` where one is needed and none can be used, `unreachable` or `port` where the login flow does
 *   not come up; what it does then never throws. No error holds what is secret
 */
export function run(configuration: Configuration, surroundings: Surroundings): Promise<Report> {
  return whileRunning(configuration, surroundings, ({ judge }) =>
    judge(configuration, surroundings),
  );
}

/** A login flow that is there, and may be judged several times. */
export interface Standing {
  /** One run. Its configuration may choose other requirements and drivers than that of the start. */
  readonly judge: (configuration: Configuration, surroundings: Surroundings) => Promise<Report>;
  /** Of the login flow itself. */
  readonly target: Pick<RunningTarget, 'isOwn' | 'ready'>;
}

/**
 * Starts the login flow and waits for it, where the configuration says so, and ends it when it is no longer used.
 *
 * @throws Failure as `run`
 */
export async function whileRunning<T>(
  configuration: Configuration,
  surroundings: Surroundings,
  use: (standing: Standing) => Promise<T>,
): Promise<T> {
  const { withTarget } = await import('./target-process/with-target.js');
  try {
    return await withTarget(configuration, surroundings, (running) =>
      use({ judge: (asked, around) => conduct(asked, around, running), target: running }),
    );
  } catch (cause) {
    throw maskedError(cause, configuration);
  }
}

/** Why the run was over before its end: its login flow had gone, or the time was up. */
async function endOf(
  seen: ReadonlyMap<DriverName, ReadonlyMap<string, Reading>>,
  running: RunningTarget,
  limit: TimeLimit,
): Promise<Pick<Run, 'ended'>> {
  const inDoubt = [...seen.values()].some((visits) =>
    [...visits.values()].some(({ exchange }) => exchange.stop.code === 'unreachable'),
  );
  const gone = await running.gone(inDoubt);
  if (gone !== undefined) return { ended: gone };
  const cut = limit.cut();
  return cut === undefined ? {} : { ended: { code: 'time-up', text: cut, tells: [cut] } };
}

async function conduct(
  configuration: Configuration,
  surroundings: Surroundings,
  running: RunningTarget,
): Promise<Report> {
  const startedAtMs = Date.now();
  const started = performance.now();
  const { version } = packageVersion();
  const limit = openTimeLimit(configuration.maxTimeMs, surroundings);
  const requirements = chosen(configuration);
  const choice = await chooseDrivers(configuration, surroundings);
  const { handshake, target, keys, edition, failOn, require: required } = configuration;
  const basis = await basisOf(configuration, requirements);
  const looked = { configuration, surroundings, basis, choice, limit, version };
  const { readings, remarks } = await observe(looked);
  const order = (['http', 'browser'] as const).filter((name) => readings.has(name));
  const seen = withoutRefutedAdvice(readings, choice.browser !== undefined);
  const input: Case = {
    ...basis,
    readings: new Map(order.map((name) => [name, seen.get(name) ?? new Map()])),
  };
  surroundings.judged?.(input);
  const judged = judge(input);
  const durationMs = performance.now() - started;
  if (surroundings.recorded !== undefined) {
    const notes = { version, startedAtMs, durationMs, keys, remarks };
    surroundings.recorded(await recordingOf(input, notes, judged));
  }
  return reportOf({
    version,
    handshake,
    edition: edition.id,
    target,
    keys,
    driver: order.length === 2 ? 'both' : (order[0] ?? 'http'),
    failOn,
    ...(await endOf(seen, running, limit)),
    ...(required === undefined ? {} : { require: required }),
    startedAtMs,
    durationMs,
    remarks: [
      ...running.remarks,
      ...remarks,
      ...(configuration.remarks ?? []).map((text): Remark => ({ code: 'setting-unused', text })),
      ...narrowed(configuration, requirements.length),
    ],
    ...gated(configuration, judged, startedAtMs),
    readings: order.flatMap((name) => [...(seen.get(name)?.values() ?? [])]),
  });
}
