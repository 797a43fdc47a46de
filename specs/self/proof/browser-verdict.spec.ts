import { expect, test } from '@playwright/test';
import { honestFlows } from '../../../fixtures/honest/flows.js';
import type { HonestFlow } from '../../../fixtures/honest/honest-flow.js';
import { openReferenceFlow } from '../../../fixtures/reference/flow.js';
import { handshakes } from '../../../handshakes/registry.js';
import type { Handshake } from '../../../protocol/requirement.js';
import { run } from '../harness/fitting-run.js';
import { judgeInBrowser, raisedBeyond } from '../harness/judged-flow.js';
import {
  configurationFor,
  docsOrigins,
  expectationsOf,
  felled,
  mutantCases,
  type MutantCase,
  prove,
} from '../harness/mutant-proof.js';

const [productionDocs = '', localDocs = ''] = docsOrigins;
const silent = { progress: (): void => undefined, env: process.env };

const [first, ...others] = await handshakes();
if (first === undefined) throw new Error('There is no handshake.');

/** Rows that the catalogue gives to the browser, whatever plain HTTP can guess from a header. */
const browserRows = new Set(['handoff-not-blocked', 'redirect-not-reflected']);

/**
 * Plain HTTP proves every mutant of both handshakes. A browser proves all that only it can see, and one
 * mutant of every other row, once for each declaration: `npm run mutants` proves all of them there as well.
 */
function browserCases(handshake: Handshake): readonly MutantCase[] {
  const known = new Set(handshake === first ? [] : first?.requirements);
  const seen = new Set<string>();
  return mutantCases(handshake, 'browser').filter(({ requirement }) => {
    if (known.has(requirement)) return false;
    if (!requirement.seenBy.includes('http') || browserRows.has(requirement.id)) return true;
    if (seen.has(requirement.id)) return false;
    seen.add(requirement.id);
    return true;
  });
}

/**
 * Plain HTTP judges every honest flow in each handshake, a browser each of them in one, by turns:
 * `npm run mutants` visits them in both there as well.
 */
const browserFlows = (handshake: string): readonly HonestFlow[] =>
  honestFlows.filter(({ handshakes: played }, at) => played[at % played.length] === handshake);

for (const handshake of [first, ...others]) {
  const id = handshake.facts.id;
  test.describe(`${id} in the browser`, () => {
    for (const each of browserCases(handshake)) {
      test(`${each.requirement.id}/${each.mutant.name}`, async () => {
        test.setTimeout(120_000);
        const { misses, undeclared } = await prove(each, 'browser', productionDocs);
        expect({ misses, undeclared }).toEqual({ misses: [], undeclared: [] });
      });
    }
  });

  for (const docsOrigin of [productionDocs, localDocs]) {
    test(`${id}: both drivers agree that the honest flow fells nothing, docs at ${docsOrigin}`, async () => {
      test.setTimeout(180_000);
      const flow = await openReferenceFlow({ handshake: id, docsOrigin });
      try {
        const configuration = await configurationFor(handshake, flow, docsOrigin, {
          driver: 'both',
          expect: expectationsOf(flow),
        });
        const report = await run(configuration, silent);
        expect(felled(report)).toEqual([]);
        for (const { id: row, drivers } of report.verdicts) {
          const requirement = handshake.requirements.find((each) => each.id === row);
          // What could lock an account is not judged unless asked for.
          const asked = requirement?.visits.some(({ intrusive }) => intrusive !== true);
          const outcome = asked === true ? 'pass' : 'not-applicable';
          const seen = Object.fromEntries(requirement?.seenBy.map((name) => [name, outcome]) ?? []);
          expect({ row, drivers }).toEqual({ row, drivers: seen });
        }
        expect(report.summary.conforms).toBe(true);
        expect(report.exitCode).toBe(0);
      } finally {
        await flow.close();
      }
    });
  }

  for (const flow of browserFlows(id)) {
    test(`${id}, ${flow.name}: nothing falls beyond what the flow declares, in the browser`, async () => {
      test.setTimeout(120_000);
      const report = await judgeInBrowser(handshake, flow, localDocs);
      expect(raisedBeyond(flow, report)).toEqual([]);
      expect(report.summary.conforms).toBe(true);
    });
  }
}
