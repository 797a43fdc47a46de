import { expect, test } from '@playwright/test';
import { handshakes } from '../handshakes/registry.js';
import type { Report } from '../protocol/report.js';
import type { Configuration } from '../runner/configuration.js';
import { configurationFromEnvironment } from '../runner/configuration.js';
import { run } from '../runner/run.js';
import { settingsFromEnvironment } from '../runner/settings.js';

/**
 * One test per requirement, over the same engine as `docs-handshake check`. `LOGIN_URL` names the login
 * flow; without it the reference flow of this repository is judged. Every option of the command line has
 * a variable: `DOCS_HANDSHAKE_KEY`, `DOCS_HANDSHAKE_SIGN_IN` and so on.
 */

// Every test reads the same run: one worker makes it once.
test.describe.configure({ mode: 'default' });

const settings = settingsFromEnvironment(process.env);
const all = await handshakes();
const handshake = all.find(({ facts }) => facts.id === settings.handshake) ?? all[0];
if (handshake === undefined) throw new Error('There is no handshake.');

let judged: Promise<Report> | undefined;
let closeFlow: (() => Promise<void>) | undefined;

/** The configuration of the environment, or that of the reference flow where no login URL is named. */
async function configuration(): Promise<Configuration> {
  if (settings.loginUrl !== undefined) return configurationFromEnvironment(process.env);
  const { openReferenceFlow } = await import('../fixtures/reference-flow.js');
  const { fixtureHandshake, referenceConfiguration, referenceDocsOrigin } =
    await import('../runner/commands/reference-configuration.js');
  const flow = await openReferenceFlow({
    handshake: fixtureHandshake(handshake?.facts.id ?? ''),
    docsOrigin: referenceDocsOrigin,
  });
  closeFlow = flow.close;
  return referenceConfiguration(flow, settings, process.cwd());
}

function report(): Promise<Report> {
  judged ??= configuration().then((found) =>
    run(found, { progress: () => undefined, env: process.env }),
  );
  return judged;
}

test.afterAll(async () => closeFlow?.());

for (const requirement of handshake.requirements) {
  test(`${requirement.id}: ${requirement.title}`, async ({}, info) => {
    // The first test makes the whole run; a slow target must not fail it.
    test.setTimeout(600_000);
    const found = (await report()).verdicts.find(({ id }) => id === requirement.id);
    test.skip(found === undefined, 'Left out with DOCS_HANDSHAKE_ONLY or DOCS_HANDSHAKE_SKIP.');
    if (found === undefined) return;
    const { outcome, expected, actual = '', fix, why } = found;
    test.skip(outcome === 'not-reached' || outcome === 'not-applicable', `${outcome}: ${actual}`);
    if (outcome === 'warn' || outcome === 'note') {
      info.annotations.push({ type: outcome, description: actual });
    }
    const gates = outcome === 'fail' || (outcome === 'warn' && settings.failOn === 'should');
    const message = [
      `Expected: ${expected ?? found.title}`,
      `Actual: ${actual}`,
      `Why: ${why}`,
      `Fix: ${fix}`,
    ];
    expect(gates || outcome === 'error' ? outcome : 'pass', message.join('\n')).toBe('pass');
  });
}
