import { expect, test } from '@playwright/test';
import { honestFlows } from '../../../fixtures/honest/flows.js';
import type { HonestFlow } from '../../../fixtures/honest/honest-flow.js';
import { openReferenceFlow } from '../../../fixtures/reference/flow.js';
import { handshakes } from '../../../handshakes/registry.js';
import { gates } from '../../../judge/arrival/arriving-token.js';
import { hasToken } from '../../../protocol/handshake.js';
import type { Handshake, Requirement } from '../../../protocol/requirement.js';
import { isIntrusive } from '../../../protocol/visit-kinds.js';
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
  rowsBefore,
} from '../harness/mutant-proof.js';

const [productionDocs = '', localDocs = ''] = docsOrigins;
const silent = { progress: (): void => undefined, env: process.env };

const all = await handshakes();
const [first] = all;
if (first === undefined) throw new Error('There is no handshake.');

/** Rows that the catalogue gives to the browser, whatever plain HTTP can guess from a header. */
const browserRows = new Set(['handoff-not-blocked', 'redirect-not-reflected']);

/** What is said of each mutant, the login origin cut out. */
const sentences: Readonly<Record<string, string>> = {
  'token-not-leaked/analytics-beacon':
    'The token stood in the body of a request to https://evil.example.',
  'token-not-leaked/base64-pixel':
    'The token stood in the URL of a request to https://evil.example.',
  'token-not-leaked/encoded-header':
    'The token stood in the header field x-page of a request to https://evil.example.',
  'token-not-leaked/post-message-star':
    "The token was handed to whoever listens, with postMessage(…, '*').",
  'token-not-leaked/token-in-local-storage': 'The token was left in localStorage.',
  'key-not-in-browser/key-in-page': 'LOGIN/docs-login holds a private key (PEM).',
  'key-not-in-browser/key-without-head': 'LOGIN/docs-login holds the configured private key.',
  'redirect-script-safe/spa-location-assign':
    'With a javascript: return value the page after it ran it as a script.',
  'redirect-not-reflected/reflected-xss':
    'The sign-in page ran a script that the return value brought along.',
  'sign-in-csrf/no-csrf':
    'The form sent from another site was answered with 303, and the visitor was sent on to the docs.',
};

/** True for a row that plain HTTP proves, too. */
const provenTwice = ({ id, seenBy }: Requirement): boolean =>
  seenBy.includes('http') && !browserRows.has(id);

/** The edition that gates by default. */
const latestOf = ({ facts }: Handshake): string => facts.editions.at(-1)?.id ?? '';

/** True for a row that a browser shows something new of: more than the token, or that the docs host refuses it. */
const showsMore = (item: Requirement, handshake: Handshake): boolean =>
  !['token', 'claims', 'user'].includes(item.stage) || gates(item, latestOf(handshake));

/**
 * Plain HTTP proves every mutant of each handshake. A browser proves, in one handshake, all that only it can see, and
 * one mutant of every other row of which it shows more, on few visits: `npm run mutants` proves all of them there as
 * well, in each handshake and on all visits.
 */
function browserCases(handshake: Handshake): readonly MutantCase[] {
  const known = new Set(rowsBefore(handshake, all));
  const seen = new Set<string>();
  return mutantCases(handshake, 'browser').filter(({ requirement }) => {
    const { id } = requirement;
    if (known.has(id)) return false;
    if (!provenTwice(requirement)) return true;
    if (seen.has(id) || !showsMore(requirement, handshake)) return false;
    seen.add(id);
    return true;
  });
}

/** Of the flows that only a browser can follow, the one that is judged on every visit here. */
const inFull = 'script-redirect';

/**
 * Plain HTTP judges every honest flow in each handshake, a browser each of them in one, by turns:
 * `npm run mutants` visits them in both there as well.
 */
const browserFlows = (handshake: Handshake): readonly HonestFlow[] =>
  honestFlows.filter(({ plays }, at) => {
    const played = all.filter(({ facts }) => plays(facts));
    return played[at % played.length] === handshake;
  });

test('every sentence about a mutant is compared', () => {
  const proven = browserCases(first).map(
    ({ requirement, mutant }) => `${requirement.id}/${mutant.name}`,
  );
  expect(Object.keys(sentences).filter((name) => !proven.includes(name))).toEqual([]);
});

/** Rows whose question does not arise: the reference flow asks for no consent, and names no issuer. */
const unasked = new Set(['oauth-deny', 'oauth-iss']);

for (const handshake of all) {
  const id = handshake.facts.id;
  test.describe(`${id} in the browser`, () => {
    for (const each of browserCases(handshake)) {
      test(`${each.requirement.id}/${each.mutant.name}`, async () => {
        test.setTimeout(120_000);
        const { requirement } = each;
        const few = { fewVisits: true };
        const { misses, undeclared, report } = await prove(each, 'browser', productionDocs, few);
        expect({ misses, undeclared }).toEqual({ misses: [], undeclared: [] });
        const sentence = sentences[`${requirement.id}/${each.mutant.name}`];
        if (handshake === first && sentence !== undefined) {
          const verdict = report.verdicts.find(({ id: row }) => row === requirement.id);
          expect(verdict?.actual?.replace(/http:\/\/127\.0\.0\.1:\d+/, 'LOGIN')).toBe(sentence);
        }
        // The docs host judges by the same rows: it refuses a reader for what a run calls a fallen must of a token.
        // Where any page takes the token, one that gets none is a page like others.
        const arrives = requirement.id !== 'callback-token-in-fragment';
        const lands = hasToken(handshake.facts);
        if (lands && arrives && gates(requirement, latestOf(handshake))) {
          const arrived = report.visits.find(({ name }) => name === 'sign-in');
          expect(arrived?.landing).toBe(`refused: ${requirement.id}`);
        }
      });
    }
  });

  // Where the docs are is one of two kinds; each is proven in a handshake of its own, and so is what is asked for.
  const docsOrigin = handshake === first ? productionDocs : localDocs;
  const intrusive = handshake === first;
  test(`${id}: both drivers agree that the honest flow fells nothing, docs at ${docsOrigin}`, async () => {
    test.setTimeout(180_000);
    const flow = await openReferenceFlow({ handshake: id, docsOrigin });
    try {
      const configuration = await configurationFor(handshake, flow, docsOrigin, {
        driver: 'both',
        intrusive,
        expect: expectationsOf(flow),
      });
      const report = await run(configuration, silent);
      expect(felled(report)).toEqual([]);
      for (const { id: row, drivers } of report.verdicts) {
        const requirement = handshake.requirements.find((each) => each.id === row);
        // What could lock an account is not judged unless asked for.
        const asked = intrusive || requirement?.visits.some((visit) => !isIntrusive(visit));
        const outcome = asked === true && !unasked.has(row) ? 'pass' : 'not-applicable';
        const seen = Object.fromEntries(requirement?.seenBy.map((name) => [name, outcome]) ?? []);
        expect({ row, drivers }).toEqual({ row, drivers: seen });
      }
      const seen = report.visits.filter(
        ({ name, driver }) => driver === 'browser' && ['sign-in', 'plain'].includes(name),
      );
      // Where no token travels, nobody lands with one.
      const landed = hasToken(handshake.facts) ? 'accepted' : undefined;
      expect(seen.map(({ landing }) => landing)).toEqual([landed, landed]);
      expect(report.summary.conforms).toBe(true);
      expect(report.exitCode).toBe(0);
    } finally {
      await flow.close();
    }
  });

  for (const flow of browserFlows(handshake)) {
    test(`${id}, ${flow.name}: nothing falls beyond what the flow declares, in the browser`, async () => {
      test.setTimeout(120_000);
      const report = await judgeInBrowser(handshake, flow, localDocs, flow.name !== inFull);
      expect(raisedBeyond(flow, report)).toEqual([]);
      expect(report.summary.conforms).toBe(true);
    });
  }
}
