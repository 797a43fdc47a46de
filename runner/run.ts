import type { DriverName } from '../protocol/exchange.js';
import { Failure } from '../protocol/failure.js';
import { secretNumberSpellings } from '../protocol/key-material.js';
import type { Report } from '../protocol/report.js';
import type { Reading, Requirement } from '../protocol/requirement.js';
import { sealAs } from '../protocol/sealed.js';
import type { Sealed } from '../protocol/sealed.js';
import { cast, overHttpOnly } from './cast.js';
import type { Configuration } from './configuration.js';
import type { Environment } from './io.js';
import { judge } from './judge.js';
import { packageVersion } from './package-version.js';
import { reportOf } from './report-model.js';
import { schedule } from './schedule.js';
import {
  openBrowserStage,
  openHttpStage,
  type HostAlias,
  type Stage,
  type StageOptions,
} from './stage.js';
import { tour, unreachable } from './tour.js';

/** What a run needs besides its configuration. */
export interface Surroundings {
  readonly progress: (line: string) => void;
  readonly env: Environment;
  readonly signal?: AbortSignal;
  /** For the proof of the suite: another origin, and the port on 127.0.0.1 that answers in its name. */
  readonly alias?: HostAlias;
  /** For the proof of the suite: how many times slower the browser's pages run. */
  readonly slowdown?: number;
}

/** The rows to judge; `callback-reached` is always one of them, since whether a flow conforms hangs on it. */
function chosen({ handshake, only, skip }: Configuration): readonly Requirement[] {
  return handshake.requirements.filter(
    ({ id }) =>
      id === 'callback-reached' ||
      ((only === undefined || only.includes(id)) && !skip.includes(id)),
  );
}

function narrowed({ handshake, only, skip }: Configuration, count: number): readonly string[] {
  const all = handshake.requirements.length;
  return only === undefined && skip.length === 0
    ? []
    : [`Only ${count} of ${all} requirements were judged (--only, --skip).`];
}

/**
 * A conformance run: visits, driver, exchanges, verdicts, report.
 *
 * @throws Failure `browser` where one is needed and none can be used; what the login flow does never throws
 */
export async function run(
  configuration: Configuration,
  surroundings: Surroundings,
): Promise<Report> {
  const startedAtMs = Date.now();
  const started = performance.now();
  const { version } = packageVersion();
  const requirements = chosen(configuration);
  const { drivers, browser, ...found } = await cast(configuration, surroundings);
  const remarks = [...found.remarks];
  const readings = new Map<DriverName, ReadonlyMap<string, Reading>>();
  const { handshake, target, keys } = configuration;
  const glass = { facts: handshake.facts, keys };
  const visitsOf = (driver: DriverName): ReturnType<typeof schedule> =>
    schedule({
      requirements,
      handshake: handshake.facts.id,
      driver,
      target,
      intrusive: configuration.intrusive,
    });
  const options = (driver: DriverName): StageOptions => ({
    configuration,
    visits: visitsOf(driver),
    version,
    ...surroundings,
  });
  const open: Stage[] = [];
  const enter = async (driver: DriverName): Promise<Stage> => {
    const stage =
      driver === 'browser' && browser !== undefined
        ? await openBrowserStage(options('browser'), browser)
        : await openHttpStage(options('http'));
    open.push(stage);
    return stage;
  };
  const perform = async (driver: DriverName, stage: Stage): Promise<void> => {
    readings.set(driver, await tour(stage.driver, visitsOf(driver), glass, surroundings));
  };
  /** What plain HTTP saw stands, whatever becomes of a browser that nobody asked for by name. */
  const performIfPossible = async (): Promise<readonly string[]> => {
    const closed = unreachable(readings.get('http')?.values() ?? []);
    if (closed !== undefined) return [overHttpOnly('The target cannot be reached.')];
    try {
      await perform('browser', await enter('browser'));
      return [];
    } catch (cause) {
      if (!(cause instanceof Failure) || cause.code !== 'browser') throw cause;
      return [overHttpOnly(cause.message)];
    }
  };
  try {
    if (target.signIn.how === 'script') {
      // Only a page can run the script: the browser signs in, and its cookies go to the HTTP driver.
      const page = await enter('browser');
      if (drivers.includes('browser')) await perform('browser', page);
      else await page.driver.visit(visitsOf('browser')[0] ?? never());
      if (drivers.includes('http')) {
        const http = await enter('http');
        await http.driver.adopt(await page.driver.session());
        await perform('http', http);
      }
    } else {
      for (const driver of drivers) {
        const spare = driver === 'browser' && configuration.driver === 'auto' && drivers.length > 1;
        if (!spare) await perform(driver, await enter(driver));
        else remarks.push(...(await performIfPossible()));
      }
    }
  } finally {
    await Promise.allSettled(open.map((stage) => stage.close()));
  }
  const order = (['http', 'browser'] as const).filter((name) => readings.has(name));
  const judgements = judge({
    handshake,
    edition: configuration.edition.id,
    target,
    hasKey: keys.some(({ algorithm }) => algorithm === handshake.facts.algorithm),
    keySpellings: keySpellings(keys),
    requirements,
    ...(configuration.expect === undefined ? {} : { expect: configuration.expect }),
    readings: new Map(order.map((name) => [name, readings.get(name) ?? new Map()])),
  });
  return reportOf({
    version,
    handshake,
    edition: configuration.edition.id,
    target,
    keys,
    driver: order.length === 2 ? 'both' : (order[0] ?? 'http'),
    failOn: configuration.failOn,
    startedAtMs,
    durationMs: performance.now() - started,
    remarks: [
      ...remarks,
      ...(configuration.remarks ?? []),
      ...narrowed(configuration, requirements.length),
    ],
    judgements,
    readings: order.flatMap((name) => [...(readings.get(name)?.values() ?? [])]),
  });
}

/** How the secret numbers of the private keys could be written in a page. */
function keySpellings(keys: Configuration['keys']): readonly Sealed[] {
  return keys
    .flatMap(({ privateText = [] }) =>
      secretNumberSpellings(privateText.map((text) => text.reveal())),
    )
    .map((form) => sealAs(form));
}

function never(): never {
  throw new Failure('broken', 'There is no visit to sign in with.');
}
