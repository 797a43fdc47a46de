import { expect, test } from '@playwright/test';
import { honestFlows } from '../../fixtures/honest/flows.js';
import { makeFlowKeys, type FixtureHandshake } from '../../fixtures/keys.js';
import { openReferenceFlow } from '../../fixtures/reference-flow.js';
import { makeUsers } from '../../fixtures/users.js';
import { handshakes } from '../../handshakes/registry.js';
import { run } from '../../runner/run.js';
import {
  configurationFor,
  docsOrigins,
  felled,
  mutantCases,
  pooled,
  prove,
  rowsNear,
} from './mutant-proof.js';

const [productionDocs = '', localDocs = ''] = docsOrigins;
const silent = { progress: (): void => undefined, env: process.env };

for (const handshake of await handshakes()) {
  const id = handshake.facts.id as FixtureHandshake;
  const cases = mutantCases(handshake).filter(({ requirement }) =>
    requirement.seenBy.includes('browser'),
  );
  const shares = 6;

  for (let share = 0; share < shares; share += 1) {
    test(`${id}: every mutant fells exactly its row in the browser (${share + 1} of ${shares})`, async () => {
      test.setTimeout(240_000);
      const mine = cases.filter((_case, index) => index % shares === share);
      const proofs = await pooled(mine, 1, (each) => prove(each, 'browser', productionDocs));
      const found = proofs.map(({ caught, undeclared }, index) => ({
        mutant: `${mine[index]?.requirement.id ?? ''}/${mine[index]?.mutant.name ?? ''}`,
        caught,
        undeclared,
      }));
      expect(found).toEqual(found.map(({ mutant }) => ({ mutant, caught: true, undeclared: [] })));
    });
  }

  for (const docsOrigin of [productionDocs, localDocs]) {
    test(`${id}: both drivers agree that the honest flow fells nothing, docs at ${docsOrigin}`, async () => {
      test.setTimeout(180_000);
      const flow = await openReferenceFlow({ handshake: id, docsOrigin });
      try {
        const configuration = await configurationFor(handshake, flow, docsOrigin, {
          driver: 'both',
        });
        const report = await run(configuration, silent);
        expect(felled(report)).toEqual([]);
        for (const { id: row, drivers } of report.verdicts) {
          const requirement = handshake.requirements.find((each) => each.id === row);
          const seen = Object.fromEntries(requirement?.seenBy.map((name) => [name, 'pass']) ?? []);
          expect({ row, drivers }).toEqual({ row, drivers: seen });
        }
        expect(report.summary.conforms).toBe(true);
        expect(report.exitCode).toBe(0);
      } finally {
        await flow.close();
      }
    });
  }

  for (const flow of honestFlows.filter(({ handshakes: played }) => played.includes(id))) {
    test(`${id}, ${flow.name}: nothing falls beyond what the flow declares, in the browser`, async () => {
      test.setTimeout(120_000);
      const keys = makeFlowKeys(id);
      const users = makeUsers();
      const open = await flow.open({ handshake: id, docsOrigin: localDocs, keys, users });
      try {
        const configuration = await configurationFor(
          handshake,
          { ...open, users, keys },
          localDocs,
          // A flow that only a browser can follow is judged in full; of the others plain HTTP has judged the rest.
          { driver: 'browser', ...(flow.needsBrowser ? {} : { only: rowsNear(handshake) }) },
        );
        const report = await run(configuration, silent);
        const raised = report.verdicts
          .filter(({ outcome }) => ['fail', 'warn', 'note', 'error'].includes(outcome))
          .filter(({ id: row }) => !flow.declares.includes(row));
        expect(raised.map(({ id: row, outcome, actual }) => ({ row, outcome, actual }))).toEqual(
          [],
        );
        expect(report.summary.conforms).toBe(true);
      } finally {
        await open.close();
      }
    });
  }
}
