import { expect, test } from '@playwright/test';
import { honestFlows } from '../../fixtures/honest/flows.js';
import { makeFlowKeys, type FixtureHandshake } from '../../fixtures/keys.js';
import { makeUsers } from '../../fixtures/users.js';
import { handshakes } from '../../handshakes/registry.js';
import { run } from './fitting-run.js';
import { configurationFor } from './mutant-proof.js';

const docsOrigin = 'https://docs.foo.com';

for (const handshake of await handshakes()) {
  const id = handshake.facts.id as FixtureHandshake;
  for (const flow of honestFlows.filter(({ handshakes: played }) => played.includes(id))) {
    test(`${id}, ${flow.name}: nothing falls beyond what the flow declares, over HTTP`, async () => {
      const keys = makeFlowKeys(id);
      const users = makeUsers();
      const open = await flow.open({ handshake: id, docsOrigin, keys, users });
      try {
        const configuration = await configurationFor(
          handshake,
          { ...open, users, keys },
          docsOrigin,
        );
        const report = await run(configuration, { progress: () => undefined, env: process.env });
        const raised = report.verdicts
          .filter(({ outcome }) => ['fail', 'warn', 'note', 'error'].includes(outcome))
          .filter(({ id: row }) => !flow.declares.includes(row));
        expect(raised.map(({ id: row, outcome, actual }) => ({ row, outcome, actual }))).toEqual(
          [],
        );
        if (!flow.needsBrowser) expect(report.summary.conforms).toBe(true);
      } finally {
        await open.close();
      }
    });
  }
}
