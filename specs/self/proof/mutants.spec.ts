import { expect, test } from '@playwright/test';
import { handshakes } from '../../../handshakes/registry.js';
import { lookAhead } from './look-ahead.js';
import {
  docsOrigins,
  felled,
  judgeMutant,
  mutantCases,
  needsSignIns,
  prove,
  rowsBefore,
  type MutantCase,
} from '../harness/mutant-proof.js';

const [productionDocs = '', localDocs = ''] = docsOrigins;
const all = await handshakes();

/** One test for each mutant, in groups that workers share; a worker proves the next ones of its group meanwhile. */
function mutantTests(
  title: string,
  cases: readonly MutantCase[],
  keepsSession: boolean,
  groups: number,
): void {
  for (let group = 0; group < groups; group += 1) {
    test.describe(title, () => {
      // Together in one worker and in order; several groups, so that the workers share the waiting.
      test.describe.configure({ mode: 'default' });
      const mine = cases.filter((_case, index) => index % groups === group);
      const proofs = lookAhead(mine, 8, (each) =>
        prove(each, 'http', productionDocs, { keepsSession }),
      );
      test.afterAll(() => proofs.settled());
      for (const [at, { requirement, mutant }] of mine.entries()) {
        test(`${requirement.id}/${mutant.name}`, async () => {
          const { misses, undeclared } = await proofs.result(at);
          expect({ misses, undeclared }).toEqual({ misses: [], undeclared: [] });
        });
      }
    });
  }
}

for (const handshake of all) {
  const { id } = handshake.facts;
  const overHttp = mutantCases(handshake, 'http');
  mutantTests(`${id} over HTTP`, overHttp, true, 4);
  const known = new Set(rowsBefore(handshake, all));
  // A row of both is judged on sign-ins in the same way: `npm run mutants` proves it so in each.
  const without = overHttp
    .filter(needsSignIns)
    .filter(({ requirement }) => !known.has(requirement.id));
  mutantTests(`${id} over HTTP, in a flow that keeps no session`, without, false, 2);

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
