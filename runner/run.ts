import type { Configuration } from '../configuration/configuration.js';
import type { Environment } from '../configuration/io.js';
import type { BrowserDriver } from '../drivers/browser/driver.js';
import { openTie } from '../drivers/http/same-site.js';
import { signInForHttp } from '../handshakes/shared/sign-in-visits.js';
import { falls, leavesDoubt } from '../judge/early-findings.js';
import { judge, type Case } from '../judge/judge.js';
import type { Insight } from '../judge/without-session.js';
import type { DriverName } from '../protocol/exchange.js';
import { Failure } from '../protocol/failure.js';
import { notMade } from '../protocol/not-made.js';
import type { Report } from '../protocol/report.js';
import type { Reading, Requirement } from '../protocol/requirement.js';
import { secretNumberSpellings } from '../protocol/secrecy/key-material.js';
import { sealAs } from '../protocol/secrecy/sealed.js';
import type { Sealed } from '../protocol/secrecy/sealed.js';
import { base64Spellings, spellings } from '../protocol/secrecy/spellings.js';
import type { Target, Visit } from '../protocol/visit.js';
import { cast, notInBrowser, overHttpOnly } from './choose-drivers.js';
import { besides } from './further-visits.js';
import type { HostAlias } from './host-alias.js';
import { tour } from './make-visits.js';
import { openBrowserStage, openHttpStage, type Stage, type StageOptions } from './open-driver.js';
import { packageVersion } from './package-version.js';
import { withoutRefutedAdvice } from './refuted-advice.js';
import { reportOf } from './report-model.js';
import { patient } from './retry-after.js';
import { schedule } from './schedule.js';
import { unreachable } from './spared-visits.js';
import { openTimeLimit } from './time-limit.js';

/** What a run needs besides its configuration. */
export interface Surroundings {
  readonly progress: (line: string) => void;
  readonly env: Environment;
  readonly signal?: AbortSignal;
  /** For the proof of the suite: another origin, and the port on 127.0.0.1 that answers in its name. */
  readonly alias?: HostAlias;
  /** For the proof of the suite: how many times slower the browser's pages run. */
  readonly slowdown?: number;
  /** For the proof of the suite: is given what the verdicts follow from, to be judged again under another edition. */
  readonly judged?: (recorded: Case) => void;
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
  const limit = openTimeLimit(configuration.maxTimeMs, surroundings.signal);
  const watched: Surroundings = {
    ...surroundings,
    ...(limit.signal === undefined ? {} : { signal: limit.signal }),
  };
  const requirements = chosen(configuration);
  const { drivers, browser, ...found } = await cast(configuration, surroundings);
  const remarks = [...found.remarks];
  const readings = new Map<DriverName, ReadonlyMap<string, Reading>>();
  const { handshake, target, keys } = configuration;
  const glass = { facts: handshake.facts, keys };
  const visitsOf = (driver: DriverName, to = target): ReturnType<typeof schedule> =>
    schedule({
      requirements,
      driver,
      target: to,
      intrusive: configuration.intrusive,
    });
  const options = (driver: DriverName): StageOptions => ({
    configuration,
    visits: [...visitsOf(driver), ...(driver === 'browser' ? [signInForHttp] : [])],
    version,
    ...watched,
  });
  const open: Stage[] = [];
  const opened = async <S extends Stage>(opening: Promise<S>): Promise<S> => {
    const stage = await opening;
    open.push(stage);
    return { ...stage, driver: limit.within(patient(stage.driver, watched)) };
  };
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
  /** What is known of a driver's visits while they are under way. */
  const insightOf = (driver: DriverName): Insight => {
    const asSeen = (seen: ReadonlyMap<string, Reading>): Case => ({
      ...basis,
      readings: new Map([...readings, [driver, seen]]),
    });
    return {
      asked: { handshake, requirements, intrusive: configuration.intrusive },
      falls: (visit, seen) => falls(asSeen(seen), driver, visit),
      leavesDoubt: (visit, seen) => leavesDoubt(asSeen(seen), driver, visit),
    };
  };
  const enterHttp = (): Promise<Stage> => opened(openHttpStage(options('http')));
  const enterBrowser = (): Promise<Stage<BrowserDriver>> =>
    opened(
      openBrowserStage(
        { ...options('browser'), seen: originsOf(readings) },
        browser ?? never('There is no browser.'),
      ),
    );
  const perform = async (driver: DriverName, stage: Stage): Promise<void> => {
    const visits = visitsOf(driver);
    const made = await tour(stage.driver, visits, glass, surroundings, insightOf(driver));
    readings.set(driver, made);
  };
  /** What plain HTTP saw stands, whatever becomes of the browser; but it is no whole verdict then. */
  const besideHttp = async (http: Stage): Promise<void> => {
    const closed = configuration.driver === 'auto' && isSilent(readings.get('http') ?? new Map());
    if (closed) {
      remarks.push(overHttpOnly('The target cannot be reached.'));
      return;
    }
    try {
      const stage = await enterBrowser();
      await perform('browser', stage);
      const more = { options: options('http'), visitsFor: (to: Target) => visitsOf('http', to) };
      const pair = { http, browser: stage, readings, glass, surroundings: watched, ...more };
      remarks.push(...(await besides(pair)));
    } catch (cause) {
      if (limit.over() !== undefined) throw cause;
      if (!(cause instanceof Failure) || cause.code !== 'browser') throw cause;
      remarks.push(notInBrowser(cause.message));
      if (!readings.has('browser')) {
        readings.set('browser', unmade(visitsOf('browser'), 'browser', cause.message));
      }
    }
  };
  try {
    if (target.signIn.how === 'script') {
      // Only a page can run the script: the browser signs in, and its cookies go to the HTTP driver.
      const page = await enterBrowser();
      if (drivers.includes('browser')) await perform('browser', page);
      else await page.driver.visit(visitsOf('browser')[0] ?? never('There is no visit.'));
      if (drivers.includes('http')) {
        const http = await enterHttp();
        await http.driver.adopt(await page.driver.session());
        await perform('http', http);
      }
    } else if (drivers.includes('http')) {
      const http = await enterHttp();
      await perform('http', http);
      if (drivers.includes('browser')) await besideHttp(http);
    } else {
      await perform('browser', await enterBrowser());
    }
  } catch (cause) {
    // What was seen until then is judged.
    limit.forgive(cause);
  } finally {
    limit.end();
    await Promise.allSettled(open.map((stage) => stage.close()));
  }
  for (const driver of drivers) {
    const reason = limit.over();
    if (readings.has(driver) || reason === undefined) continue;
    readings.set(driver, unmade(visitsOf(driver), driver, reason));
  }
  const order = (['http', 'browser'] as const).filter((name) => readings.has(name));
  const seen = withoutRefutedAdvice(readings, browser !== undefined);
  const recorded: Case = {
    ...basis,
    readings: new Map(order.map((name) => [name, seen.get(name) ?? new Map()])),
  };
  surroundings.judged?.(recorded);
  const judgements = judge(recorded);
  return reportOf({
    version,
    handshake,
    edition: configuration.edition.id,
    target,
    keys,
    driver: order.length === 2 ? 'both' : (order[0] ?? 'http'),
    failOn: configuration.failOn,
    ...(limit.cut() === undefined ? {} : { ended: limit.cut() ?? '' }),
    ...(configuration.require === undefined ? {} : { require: configuration.require }),
    startedAtMs,
    durationMs: performance.now() - started,
    remarks: [
      ...remarks,
      ...(configuration.remarks ?? []),
      ...narrowed(configuration, requirements.length),
    ],
    judgements,
    readings: order.flatMap((name) => [...(seen.get(name)?.values() ?? [])]),
  });
}

/** Where the visitors were led that were there until now. */
function originsOf(
  readings: ReadonlyMap<DriverName, ReadonlyMap<string, Reading>>,
): readonly string[] {
  const exchanges = [...readings.values()].flatMap((seen) => [...seen.values()]);
  const urls = exchanges.flatMap(({ exchange }) => exchange.hops.map(({ url }) => url.reveal()));
  return [...new Set(urls.map((url) => new URL(url).origin))];
}

/** How the secret numbers of the private keys could be written in a page. */
function keySpellings(keys: Configuration['keys']): readonly Sealed[] {
  return keys
    .flatMap(({ algorithm, privateText = [] }) => {
      const texts = privateText.map((text) => text.reveal());
      return algorithm === 'HS256'
        ? texts.flatMap((text) => [...spellings(text), ...base64Spellings(Buffer.from(text))])
        : secretNumberSpellings(texts);
    })
    .map((form) => sealAs(form));
}

/** True where the target gives plain HTTP no answer at all, which no browser would get either. */
function isSilent(seen: ReadonlyMap<string, Reading>): boolean {
  const readings = [...seen.values()];
  // A certificate may be trusted by the browser alone, and what is no HTTP for one may be for the other.
  const differs = readings.some(({ exchange }) => ['tls', 'garbage'].includes(exchange.stop.code));
  return !differs && unreachable(readings) !== undefined;
}

/** The readings of a driver that came to nothing: no visit was made. */
function unmade(
  visits: readonly Visit[],
  driver: DriverName,
  sentence: string,
): ReadonlyMap<string, Reading> {
  return new Map(
    visits.map((visit) => {
      const exchange = notMade(visit, driver, sentence, Date.now());
      return [visit.name, { exchange, visit }];
    }),
  );
}

function never(what: string): never {
  throw new Failure('broken', what);
}
