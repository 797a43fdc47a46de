import { expect, test } from '@playwright/test';
import { handshakes } from '../../../handshakes/registry.js';
import {
  docsOrigins,
  felled,
  judgeMutant,
  mutantCases,
  needsSignIns,
  pooled,
  prove,
} from '../harness/mutant-proof.js';

const [productionDocs = '', localDocs = ''] = docsOrigins;
const all = await handshakes();

for (const handshake of all) {
  const { id } = handshake.facts;
  const overHttp = mutantCases(handshake, 'http');
  /** Several tests, so that the workers share the waiting. */
  const shares = 4;

  for (let share = 0; share < shares; share += 1) {
    test(`${id}: every mutant fells exactly its row over HTTP (${share + 1} of ${shares})`, async () => {
      test.setTimeout(120_000);
      const cases = overHttp.filter((_case, index) => index % shares === share);
      const proofs = await pooled(cases, 8, (each) => prove(each, 'http', productionDocs));
      const found = proofs.map(({ caught, undeclared }, index) => ({
        mutant: `${cases[index]?.requirement.id ?? ''}/${cases[index]?.mutant.name ?? ''}`,
        caught,
        undeclared,
      }));
      expect(found).toEqual(found.map(({ mutant }) => ({ mutant, caught: true, undeclared: [] })));
    });
  }

  const without = overHttp.filter(needsSignIns);
  for (let share = 0; share < 2; share += 1) {
    test(`${id}: and so it does where the flow keeps no session (${share + 1} of 2)`, async () => {
      test.setTimeout(120_000);
      const cases = without.filter((_case, index) => index % 2 === share);
      const proofs = await pooled(cases, 8, (each) => prove(each, 'http', productionDocs, false));
      const found = proofs.map(({ caught, undeclared }, index) => ({
        mutant: `${cases[index]?.requirement.id ?? ''}/${cases[index]?.mutant.name ?? ''}`,
        caught,
        undeclared,
      }));
      expect(found).toEqual(found.map(({ mutant }) => ({ mutant, caught: true, undeclared: [] })));
    });
  }

  for (const docsOrigin of [productionDocs, localDocs]) {
    test(`${id}: the honest flow fells nothing over HTTP, docs at ${docsOrigin}`, async () => {
      const report = await judgeMutant(handshake, undefined, 'http', docsOrigin, {
        intrusive: true,
        expects: true,
      });
      expect(felled(report)).toEqual([]);
      const visible = handshake.requirements.filter(({ seenBy }) => seenBy.includes('http'));
      const unjudged = report.verdicts.filter(
        ({ id: row, outcome }) => visible.some((each) => each.id === row) && outcome !== 'pass',
      );
      expect(unjudged.map(({ id: row, outcome, actual }) => ({ row, outcome, actual }))).toEqual(
        [],
      );
      expect(report.summary.conforms).toBe(true);
      expect(report.exitCode).toBe(0);
    });
  }
}
