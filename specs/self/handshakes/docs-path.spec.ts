import { expect, test } from '@playwright/test';
import type { Configuration } from '../../../configuration/configuration.js';
import { openReferenceFlow } from '../../../fixtures/reference/flow.js';
import { handshakes } from '../../../handshakes/registry.js';
import type { Report } from '../../../protocol/report.js';
import { run } from '../harness/fitting-run.js';
import { configurationFor, felled } from '../harness/mutant-proof.js';

const docsOrigin = 'https://docs.foo.com';

/** Judges the honest personalization flow over HTTP, docs under /docs. */
async function judgeSubpath(
  change: (target: Configuration['target']) => Configuration['target'],
): Promise<Report> {
  const all = await handshakes();
  const handshake = all.find(({ facts }) => facts.id === 'mintlify-personalization');
  if (handshake === undefined) throw new Error('That handshake is gone.');
  const docsPath = '/docs';
  const flow = await openReferenceFlow({
    handshake: 'mintlify-personalization',
    docsOrigin,
    docsPath,
  });
  try {
    const configuration = await configurationFor(handshake, flow, docsOrigin);
    const target = change({ ...configuration.target, docsPath });
    return await run({ ...configuration, target }, { progress: () => undefined, env: process.env });
  } finally {
    await flow.close();
  }
}

const outcomeOf = (report: Report, id: string): string | undefined =>
  report.verdicts.find((verdict) => verdict.id === id)?.outcome;

test('docs under a subpath: pages and anchors come back there', async () => {
  const report = await judgeSubpath((target) => target);
  expect(felled(report)).toEqual([]);
  for (const id of ['page-on-docs', 'page-preserved', 'anchor-preserved', 'anchor-form']) {
    expect({ id, outcome: outcomeOf(report, id) }).toEqual({ id, outcome: 'pass' });
  }
});

test('a login link without a return value: rows about it are not applicable, not passed', async () => {
  const report = await judgeSubpath(({ returnParam: _none, ...target }) => target);
  expect(report.exitCode).toBe(0);
  const rows = [
    'redirect-stays-home',
    'redirect-no-concatenation',
    'redirect-no-injection',
    'redirect-no-header-splitting',
    'redirect-odd-input',
    'anchor-preserved',
    'page-preserved',
  ];
  for (const id of rows) {
    expect({ id, outcome: outcomeOf(report, id) }).toEqual({ id, outcome: 'not-applicable' });
  }
});
