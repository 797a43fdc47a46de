import { expect, test } from '@playwright/test';
import { handshakes } from '../../../handshakes/registry.js';
import { handsOverCode } from '../../../protocol/oauth/registered-client.js';
import type { Mutant } from '../../../protocol/plan.js';
import type { Report } from '../../../protocol/report.js';
import type { Handshake } from '../../../protocol/requirement.js';
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

/** What plain HTTP can see, and did not let pass. */
const notPassed = ({ verdicts }: Report, { requirements }: Handshake): readonly object[] =>
  verdicts
    .filter(({ outcome }) => outcome !== 'pass')
    .filter(({ id }) => requirements.some((row) => row.id === id && row.seenBy.includes('http')))
    .map(({ id, outcome, actual }) => ({ id, outcome, actual }));

/** The reference authorization server asks for no consent, and names no issuer. */
const unasked = [
  { id: 'oauth-deny', outcome: 'not-applicable', actual: 'No page asked for a consent.' },
  {
    id: 'oauth-iss',
    outcome: 'not-applicable',
    actual: 'The redirect has no iss, and need not.',
  },
];

/** One that does both, and is as honest. */
const sayingAll: Mutant = {
  name: 'consent-and-issuer',
  change: (honest) => ({
    consentHeaders: honest.pageHeaders,
    callback: (token, request) =>
      `${honest.callback(token, request)}&iss=${encodeURIComponent('https://login.foo.com')}`,
  }),
};

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
      expect(notPassed(report, handshake)).toEqual(handsOverCode(handshake.facts) ? unasked : []);
      expect(report.summary.conforms).toBe(true);
      expect(report.exitCode).toBe(0);
    });
  }
  if (!handsOverCode(handshake.facts)) continue;
  test(`${id}: with a consent and an issuer every row passes over HTTP`, async () => {
    const report = await judgeMutant(handshake, sayingAll, 'http', productionDocs, {
      intrusive: true,
      expects: true,
    });
    expect(notPassed(report, handshake)).toEqual([]);
    expect(report.exitCode).toBe(0);
  });
}
