/**
 * One test per requirement, over the same engine as `docs-handshake check`. `LOGIN_URL` names the login flow;
 * in a clone the reference flow is judged without it, and the titles say so. Every option has its variable:
 * `DOCS_HANDSHAKE_SIGN_IN` and so on.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test as base } from '@playwright/test';
import { openProgress } from '../command/progress.js';
import {
  configurationFromEnvironment,
  settingsEverywhere,
} from '../configuration/configuration.js';
import { chooseHandshake } from '../configuration/selection.js';
import { namedBySource, variableNamed } from '../configuration/setting-failure.js';
import { settingsFromEnvironment } from '../configuration/settings.js';
import { handshakes } from '../handshakes/registry.js';
import type { Report } from '../protocol/report.js';
import type { Verdict } from '../protocol/verdict.js';
import { run } from '../runner/run.js';

const all = await handshakes();
/** Installed as a package, there is nothing but the customer's own flow to judge. */
const installed = import.meta.url.endsWith('.js');
const inVariables = settingsFromEnvironment(process.env);
/** In a clone, the reference flow is judged by no configuration file. */
const asked = installed || inVariables.loginUrl !== undefined;
let wrongFile: string | undefined;
const settings = asked
  ? await settingsEverywhere(process.env, process.cwd()).catch((cause: unknown) => {
      wrongFile = cause instanceof Error ? cause.message : String(cause);
      return inVariables;
    })
  : inVariables;
const isReference = settings.loginUrl === undefined && !installed;

/** What one run left: its report, or the sentence that says why there is none. */
type Judged = { readonly report: Report } | { readonly failure: string };

/** A setting that is known to be wrong before anything runs; the tests are there all the same, so that one can say so. */
function unfit(): string | undefined {
  if (wrongFile !== undefined) return wrongFile;
  try {
    chooseHandshake(all, settings.handshake);
  } catch (cause) {
    const said = namedBySource(cause, variableNamed);
    return said instanceof Error ? said.message : String(said);
  }
  return settings.loginUrl === undefined && installed
    ? 'LOGIN_URL is empty or not set: set it to the login URL that is to be judged.'
    : undefined;
}

const fault = unfit();
const { facts, requirements } = chooseHandshake(
  all,
  fault === undefined ? settings.handshake : undefined,
);

/** A test runner's output is a log, even where it is a terminal. */
const progress = openProgress({
  stdout: process.stdout,
  stderr: { write: (text: string) => process.stderr.write(text) },
  env: process.env,
  cwd: process.cwd(),
});
const surroundings = { env: process.env, progress: progress.line };

async function judgeReference(): Promise<Report> {
  const { openReferenceFlow } = await import('../fixtures/reference/flow.js');
  const { referenceConfiguration, referenceDocsOrigin } =
    await import('../command/reference-configuration.js');
  const flow = await openReferenceFlow({
    handshake: facts.id,
    docsOrigin: referenceDocsOrigin,
  });
  try {
    const configuration = await referenceConfiguration(flow, settings, process.cwd());
    const expectations = Object.fromEntries(
      flow.users.map(({ username, groups, firstName, lastName }) => [
        username,
        { groups, content: { firstName, lastName } },
      ]),
    );
    // Nobody's account can be locked here, so every row is judged.
    return await run({ ...configuration, expect: expectations, intrusive: true }, surroundings);
  } finally {
    await flow.close();
  }
}

async function judgeTarget(): Promise<Report> {
  return run(await configurationFromEnvironment(process.env), surroundings);
}

/**
 * Makes the run, or reads what an earlier worker kept: Playwright ends a worker when a test fails, and a
 * login flow must not be visited again for each row that falls. The report holds nothing unmasked.
 */
async function judgedOnce(folder: string): Promise<Judged> {
  if (fault !== undefined) return { failure: fault };
  const kept = join(folder, `handshake-${process.ppid}.json`);
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as Judged;
  const judged = await (isReference ? judgeReference() : judgeTarget()).then(
    (report): Judged => ({ report }),
    (cause: unknown): Judged => ({
      failure: cause instanceof Error ? cause.message : String(cause),
    }),
  );
  progress.clear();
  mkdirSync(folder, { recursive: true });
  writeFileSync(kept, JSON.stringify(judged));
  return judged;
}

const test = base.extend<object, { readonly judged: Judged }>({
  judged: [
    async ({}, use, worker) => {
      await use(await judgedOnce(worker.project.outputDir));
    },
    // A slow target is not a broken one.
    { scope: 'worker', timeout: 600_000 },
  ],
});

/** A finding as the reader of a test report needs it. */
function finding(verdict: Verdict): string {
  const { document, section } = verdict.source;
  return [
    verdict.title,
    `Expected: ${verdict.expected ?? verdict.title}`,
    `Actual: ${verdict.actual ?? ''}`,
    `Why: ${verdict.why}`,
    `Fix: ${verdict.fix}`,
    `Source: ${[document, section].filter((part) => part !== undefined).join(', ')}`,
  ].join('\n');
}

/** Whose verdict a green line is. */
const whose = isReference ? 'reference flow: ' : '';

test(`${whose}the login flow could be judged`, ({ judged }) => {
  if ('failure' in judged) throw new Error(judged.failure);
  // Without this test a target that cannot be reached would skip every row and pass.
  const { exitCode, remarks, visits } = judged.report;
  const why = [...remarks, ...visits.slice(0, 1).map((visit) => visit.stopped)].join(' ');
  expect(exitCode, why).not.toBe(3);
});

for (const { id, title } of requirements) {
  test(`${whose}${id}: ${title}`, ({ judged }, info) => {
    test.skip('failure' in judged, 'There is no report: the first test says why.');
    if ('failure' in judged) return;
    const verdict = judged.report.verdicts.find((one) => one.id === id);
    test.skip(verdict === undefined, 'Left out by DOCS_HANDSHAKE_ONLY or DOCS_HANDSHAKE_SKIP.');
    if (verdict === undefined) return;
    const { outcome, actual = '' } = verdict;
    const required = judged.report.required?.notJudged.find((row) => row.id === id);
    if (required !== undefined) throw new Error(`Required and not judged: ${required.reason}`);
    test.skip(outcome === 'not-reached' || outcome === 'not-applicable', `${outcome}: ${actual}`);
    if (outcome !== 'pass') info.annotations.push({ type: outcome, description: actual });
    const gates = settings.failOn === 'should' ? ['fail', 'error', 'warn'] : ['fail', 'error'];
    if (gates.includes(outcome)) throw new Error(finding(verdict));
  });
}
