import { expect, test } from '@playwright/test';
import { openSeedFlow } from '../../../fixtures/targets/seed-flow.js';
import { handshakes } from '../../../handshakes/registry.js';
import { run } from '../harness/fitting-run.js';
import { configurationFor } from '../harness/mutant-proof.js';

/** What the published samples, taken at their word, are worth in each edition. */
interface Pinned {
  readonly editions: readonly { id: string; conforms: boolean; fail: readonly string[] }[];
  readonly warnings: readonly string[];
}

const pinned: Readonly<Record<string, Pinned>> = {
  'mintlify-authentication': {
    editions: [
      { id: '2025-02', conforms: true, fail: [] },
      { id: '2026-03', conforms: false, fail: ['user-host'] },
    ],
    warnings: ['cache-no-store', 'redirect-preserved'],
  },
  'mintlify-personalization': {
    editions: [
      { id: '2025-05', conforms: true, fail: [] },
      { id: '2026-08', conforms: true, fail: [] },
    ],
    warnings: ['cache-no-store'],
  },
};

for (const handshake of await handshakes()) {
  const { id } = handshake.facts;
  const expected = pinned[id];
  // A handshake without a published sample.
  if (expected === undefined) continue;
  test(`${id}: the published sample conforms to the editions of its time`, async () => {
    const docsOrigin = 'https://docs.foo.com';
    const flow = await openSeedFlow({ handshake: id, docsOrigin });
    try {
      const edition = handshake.facts.editions.at(-1) ?? handshake.facts.editions[0];
      const configuration = await configurationFor(handshake, flow, docsOrigin, { edition });
      const report = await run(configuration, { progress: () => undefined, env: process.env });
      expect(report.editions).toEqual(expected.editions);
      const warnings = report.verdicts.filter(({ outcome }) => outcome === 'warn');
      expect(warnings.map(({ id: row }) => row).sort()).toEqual(expected.warnings);
    } finally {
      await flow.close();
    }
  });
}
