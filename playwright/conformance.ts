import { expect, test } from '@playwright/test';
import type { TestInfo } from '@playwright/test';
import { check } from '../api/check.js';
import type { CheckOptions } from '../api/options.js';
import type { FileConfiguration } from '../configuration/file/define.js';
import { catalogueOf } from './catalogue.js';
import type { Listed } from './catalogue.js';
import { choiceOf } from './choice.js';
import { finding } from './finding.js';
import { openJudgedRun } from './judged-run.js';
import type { JudgedRun } from './judged-run.js';
import type { Registration } from './registration.js';
import { registrationsOf } from './targets.js';
import { shareOf } from './share.js';
import { askedOfThisRun, isAsked } from './this-run.js';
import type { Asked } from './this-run.js';

/** The tests of one shard: the first says whether there is a verdict at all. */
interface Share {
  readonly whole: string;
  /** True where the first test runs, too, as far as the command line tells. */
  readonly saysWhether: boolean;
  readonly rows: readonly { readonly id: string; readonly title: string }[];
  readonly run: JudgedRun;
}

/** A slow target is not a broken one; in milliseconds. */
const patienceMs = 600_000;

/** What a test has to say besides passing: an annotation, and a line that every reporter shows. */
function warn(info: TestInfo, id: string, type: string, description: string): void {
  info.annotations.push({ type, description });
  process.stdout.write(`${type} ${id}: ${description}\n`);
}

function registerWhether({ whole, run }: Share): void {
  test(whole, async ({}, info) => {
    test.setTimeout(patienceMs);
    const judged = await run.of(info.project.outputDir, undefined);
    if ('failure' in judged) throw new Error(judged.failure);
    // Without this test a target that cannot be reached would skip every row and pass.
    const { exitCode, remarks, signIns, visits } = judged.report;
    const description = `${visits.length} visits and ${signIns} sign-ins were made.`;
    info.annotations.push({ type: 'docs-handshake', description });
    const why = [...remarks, ...visits.slice(0, 1).map((visit) => visit.stopped)].join(' ');
    expect(exitCode, why).not.toBe(3);
    for (const { gates, says } of judged.report.baseline?.entries ?? []) {
      if (gates) throw new Error(`Baseline: ${says}`);
    }
  });
}

function registerRow(
  { saysWhether, run }: Share,
  { id, title }: Listed,
  failOn: Registration['failOn'],
): void {
  test(title, async ({}, info) => {
    test.setTimeout(patienceMs);
    const judged = await run.of(info.project.outputDir, id);
    if ('failure' in judged) {
      if (!saysWhether) throw new Error(judged.failure);
      test.skip(true, 'There is no report: the first test says why.');
      return;
    }
    const { report } = judged;
    const verdict = report.verdicts.find((one) => one.id === id);
    test.skip(verdict === undefined, 'Left out by only or skip.');
    if (verdict === undefined) return;
    const { outcome, actual = '' } = verdict;
    const required = report.required?.notJudged.find((row) => row.id === id);
    if (required !== undefined) throw new Error(`Required and not judged: ${required.reason}`);
    const isOpen = outcome === 'not-reached' || outcome === 'not-applicable';
    // A run without a verdict skips nothing in silence.
    if (isOpen && report.exitCode === 3 && !saysWhether) throw new Error(`${outcome}: ${actual}`);
    test.skip(isOpen, `${outcome}: ${actual}`);
    // The first test says so of entries that stand for nothing any more; alone, each says so itself.
    const stale = report.baseline?.entries.find((entry) => entry.id === id && entry.gates);
    if (stale !== undefined && !saysWhether) throw new Error(`Baseline: ${stale.says}`);
    if (outcome !== 'pass') warn(info, id, outcome === 'warn' ? 'warning' : outcome, actual);
    const gates = failOn === 'should' ? ['fail', 'error', 'warn'] : ['fail', 'error'];
    if (gates.includes(outcome)) throw new Error(finding(verdict));
  });
}

/**
 * Registers tests that stand where the caller is: Playwright takes the place from the second frame of the stack, which would be a
 * file of this package.
 *
 * @param above the frames from here on are left out
 */
function standingAt(above: (...given: never[]) => unknown, register: () => void): void {
  const own: unknown = Reflect.get(Error, 'captureStackTrace');
  const capture = Error.captureStackTrace.bind(Error);
  Error.captureStackTrace = (target) => capture(target, above);
  try {
    register();
  } finally {
    Reflect.set(Error, 'captureStackTrace', own);
  }
}

/**
 * Registers one test per requirement, and one that says whether there is a verdict. Where there are more shards than
 * targets, a shard has a part of a target's requirements, and makes the visits that these need; `--grep` leaves
 * requirements out as `--only` does.
 *
 * @param registrations one for each target
 * @param above where another function of this package is called in its place: this one
 */
export function registerConformance(
  registrations: readonly Registration[],
  above: (...given: never[]) => unknown = registerShares,
): void {
  registerShares(registrations, above);
}

/** The shares of one target: as many as are needed for every shard to have one. */
function sharesOf(registration: Registration, parts: number, asked: Asked): readonly Share[] {
  const { prefix = '', requirements, name, judge } = registration;
  const shards = Math.min(parts, requirements.length);
  return Array.from({ length: shards }, (_none, shard) => {
    const which = shards === 1 ? '' : ` (shard ${shard + 1} of ${shards})`;
    const whole = `${prefix}the login flow could be judged${which}`;
    const rows = shareOf(requirements, shard, shards).map(({ id, title }) => ({
      id,
      title: `${prefix}${id}: ${title}`,
    }));
    const run = openJudgedRun({
      name,
      ids: rows.map(({ id }) => id),
      asked: rows.filter(({ title }) => isAsked(title, asked)).map(({ id }) => id),
      judge,
    });
    return { whole, saysWhether: isAsked(whole, asked), rows, run };
  });
}

function registerShares(
  registrations: readonly Registration[],
  above: (...given: never[]) => unknown,
): void {
  const asked = askedOfThisRun();
  const parts = Math.ceil(asked.shards / registrations.length);
  standingAt(above, () =>
    test.describe(() => {
      // Groups that Playwright may deal out to shards, each of which one worker makes.
      test.describe.configure({ mode: 'parallel' });
      for (const registration of registrations) {
        for (const own of sharesOf(registration, parts, asked)) {
          test.describe(() => {
            test.describe.configure({ mode: 'default' });
            registerWhether(own);
            for (const row of own.rows) registerRow(own, row, registration.failOn);
          });
        }
      }
    }),
  );
}

/** The ids of a setting that may be one text. */
const listed = (value: CheckOptions['only']): readonly string[] | undefined =>
  typeof value === 'string' ? value.split(',').map((id) => id.trim()) : value;

/** True for what a configuration file exports: the members that `check` does not have. */
const isConfiguration = (given: CheckOptions | FileConfiguration): given is FileConfiguration =>
  ['targets', 'users', 'requirements'].some((member) => Object.hasOwn(given, member));

function ofOne(options: CheckOptions): Registration {
  const { only, skip, ...rest } = options;
  const [chosen, without] = [listed(only), listed(skip)];
  const settings = {
    ...(chosen !== undefined && { only: chosen }),
    ...(without !== undefined && { skip: without }),
  };
  const requirements = catalogueOf(options.handshake);
  return {
    requirements,
    failOn: options.failOn ?? 'must',
    name: JSON.stringify([options.loginUrl, options.handshake, options.driver, options.username]),
    judge: (ids) => {
      const asked = choiceOf(ids, requirements.length, settings);
      return check(asked === undefined ? rest : { ...rest, only: asked });
    },
  };
}

/**
 * Registers one test per requirement in the file that calls it, for each target.
 *
 * @param options what `check` takes, or what a configuration file exports: its paths start from the folder of the process
 * @throws Failure `usage` where a configuration is wrong
 */
export function conformanceTests(options: CheckOptions | FileConfiguration): void {
  const registrations = isConfiguration(options) ? registrationsOf(options) : [ofOne(options)];
  registerConformance(registrations, registerConformance);
}
