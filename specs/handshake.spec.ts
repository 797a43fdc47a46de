/**
 * One test per requirement, over the same engine as `docs-handshake check`. `LOGIN_URL` names the login flow;
 * without it the reference flow is judged. Every option has its variable: `DOCS_HANDSHAKE_SIGN_IN` and so on.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test as base } from '@playwright/test';
import { handshakes } from '../handshakes/registry.js';
import type { Report } from '../protocol/report.js';
import type { Verdict } from '../protocol/verdict.js';
import { configurationFromEnvironment } from '../runner/configuration.js';
import { run } from '../runner/run.js';
import { chooseHandshake } from '../runner/selection.js';
import { settingsFromEnvironment } from '../runner/settings.js';

const settings = settingsFromEnvironment(process.env);
const { facts, requirements } = chooseHandshake(await handshakes(), settings.handshake);

/** What one run left: its report, or the sentence that says why there is none. */
type Judged = { readonly report: Report } | { readonly failure: string };

const surroundings = { env: process.env, progress: (): void => undefined };

async function judgeReference(): Promise<Report> {
  const { openReferenceFlow } = await import('../fixtures/reference-flow.js');
  const { fixtureHandshake, referenceConfiguration, referenceDocsOrigin } =
    await import('../runner/commands/reference-configuration.js');
  const flow = await openReferenceFlow({
    handshake: fixtureHandshake(facts.id),
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
  const kept = join(folder, `handshake-${process.ppid}.json`);
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as Judged;
  const judged = await (settings.loginUrl === undefined ? judgeReference() : judgeTarget()).then(
    (report): Judged => ({ report }),
    (cause: unknown): Judged => ({
      failure: cause instanceof Error ? cause.message : String(cause),
    }),
  );
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

test('the login flow could be judged', ({ judged }) => {
  if ('failure' in judged) throw new Error(judged.failure);
  // Without this test a target that cannot be reached would skip every row and pass.
  const { exitCode, remarks, visits } = judged.report;
  const why = [...remarks, ...visits.slice(0, 1).map((visit) => visit.stopped)].join(' ');
  expect(exitCode, why).not.toBe(3);
});

for (const { id, title } of requirements) {
  test(`${id}: ${title}`, ({ judged }, info) => {
    test.skip('failure' in judged, 'There is no report: the first test says why.');
    if ('failure' in judged) return;
    const verdict = judged.report.verdicts.find((one) => one.id === id);
    test.skip(verdict === undefined, 'Left out by DOCS_HANDSHAKE_ONLY or DOCS_HANDSHAKE_SKIP.');
    if (verdict === undefined) return;
    const { outcome, actual = '' } = verdict;
    test.skip(outcome === 'not-reached' || outcome === 'not-applicable', `${outcome}: ${actual}`);
    if (outcome !== 'pass') info.annotations.push({ type: outcome, description: actual });
    const gates = settings.failOn === 'should' ? ['fail', 'error', 'warn'] : ['fail', 'error'];
    if (gates.includes(outcome)) throw new Error(finding(verdict));
  });
}
