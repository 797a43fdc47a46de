import { mkdir, writeFile } from 'node:fs/promises';
import { honestFlows } from '../fixtures/honest/flows.js';
import type { HonestFlow } from '../fixtures/honest/honest-flow.js';
import { handshakes } from '../handshakes/registry.js';
import type { Handshake } from '../protocol/requirement.js';
import { judgeHonest, judgeInBrowser, raisedBeyond } from '../specs/self/harness/judged-flow.js';
import {
  docsOrigins,
  mutantCases,
  needsSignIns,
  pooled,
  prove,
  type MutantCase,
  type ProofDriver,
} from '../specs/self/harness/mutant-proof.js';
import { readArguments, refuse } from './arguments.js';
import { proofPage, proofPath } from './proof-page.js';

/**
 * `npm run mutants [-- --driver http|browser] [-- --handshake <id>] [-- --only <text>] [-- --sessions with|without]`: every
 * mutant, by whom it was caught, what else fell, and the score; those of rows about visits with a session in a flow that
 * keeps none, too; then every honest flow, and what fell. A whole run with a perfect score writes `docs/proof.md`.
 */
const usage =
  'npm run mutants [-- --driver http|browser] [-- --handshake <id>] [-- --only <text>] [-- --sessions with|without]';
const { values } = readArguments(usage, {
  options: {
    driver: { type: 'string' },
    handshake: { type: 'string' },
    only: { type: 'string' },
    sessions: { type: 'string' },
  },
});
const { only } = values;

/** Those of the names that an option asks for: all where it is not given; a name that is none of them ends the run. */
function chosen<Name extends string>(
  names: readonly Name[],
  option: 'driver' | 'handshake' | 'sessions',
): readonly Name[] {
  const value = values[option];
  if (value === undefined) return names;
  const found = names.filter((name) => name === value);
  if (found.length === 0) refuse(usage, `--${option} is ${names.join(' or ')}, not "${value}".`);
  return found;
}
const drivers = chosen(['http', 'browser'], 'driver');
const forms = chosen(['with', 'without'], 'sessions').map((form) => form === 'with');

const known = await handshakes();
const ids = chosen(
  known.map(({ facts }) => facts.id),
  'handshake',
);
let exact = 0;
let all = 0;
let clean = 0;
let honest = 0;

for (const handshake of known.filter(({ facts }) => ids.includes(facts.id))) {
  for (const driver of drivers) {
    for (const keepsSession of forms) {
      const cases = mutantCases(handshake, driver)
        .filter(
          ({ requirement, mutant }) =>
            only === undefined || `${requirement.id}/${mutant.name}`.includes(only),
        )
        .filter((each) => keepsSession || needsSignIns(each));
      const form = keepsSession ? '' : ', a flow that keeps no session';
      heading(handshake, driver, form, cases.length);
      await pooled(cases, width(driver), async (each) => {
        process.stdout.write(`${await lineFor(each, driver, keepsSession)}\n`);
      });
    }
    const flows = honestFlows
      .filter(({ plays }) => plays(handshake.facts))
      .filter(({ name }) => only === undefined || `honest/${name}`.includes(only));
    heading(handshake, driver, ', honest flows', flows.length);
    await pooled(flows, width(driver), async (flow) => {
      process.stdout.write(`${await honestLineFor(handshake, flow, driver)}\n`);
    });
  }
}

/** Where nothing follows, there is none. */
function heading(handshake: Handshake, driver: ProofDriver, form: string, count: number): void {
  if (count > 0) process.stdout.write(`\n${handshake.facts.title}, ${called(driver)}${form}\n`);
}

function called(driver: ProofDriver): string {
  return driver === 'http' ? 'plain HTTP' : 'browser';
}

/** How many runs are made at the same time: over HTTP one is mostly waiting; a browser is busy. */
function width(driver: ProofDriver): number {
  return driver === 'http' ? 8 : 2;
}

async function honestLineFor(
  handshake: Handshake,
  flow: HonestFlow,
  driver: ProofDriver,
): Promise<string> {
  const docsOrigin = docsOrigins[0] ?? '';
  const report =
    driver === 'http'
      ? await judgeHonest(handshake, flow, docsOrigin)
      : await judgeInBrowser(handshake, flow, docsOrigin);
  const raised = raisedBeyond(flow, report).map(({ row, outcome }) => `${row} (${outcome})`);
  // A flow that hands over by script is beyond plain HTTP.
  if (driver === 'browser' || !flow.needsBrowser) {
    if (!report.summary.conforms) raised.push('it does not conform');
  }
  honest += 1;
  if (raised.length === 0) clean += 1;
  const words = raised.length === 0 ? ['clean ', flow.name] : ['FELL  ', flow.name, ...raised];
  return words.join('  ');
}

async function lineFor(
  each: MutantCase,
  driver: ProofDriver,
  keepsSession: boolean,
): Promise<string> {
  const { requirement, mutant } = each;
  const proof = await prove(each, driver, docsOrigins[0] ?? '', { keepsSession });
  all += 1;
  const caught = proof.misses.length === 0;
  const good = caught && proof.undeclared.length === 0;
  if (good) exact += 1;
  const company = proof.company
    .map((id) => (proof.undeclared.includes(id) ? `${id} (undeclared)` : id))
    .join(', ');
  return [
    good ? 'exact ' : caught ? 'caught' : 'MISSED',
    requirement.id.padEnd(28),
    mutant.name.padEnd(32),
    company === '' ? 'alone' : `with ${company}`,
    ...proof.misses,
  ].join('  ');
}

process.stdout.write('\n');
if (all > 0) process.stdout.write(`${exact} of ${all} mutants felled exactly their row.\n`);
if (honest > 0) process.stdout.write(`${clean} of ${honest} honest flows were clean.\n`);
if (all + honest === 0) process.stdout.write('Nothing goes by that name.\n');
const perfect = exact === all && clean === honest;
if (perfect && Object.keys(values).length === 0) {
  await mkdir(new URL('.', proofPath), { recursive: true });
  await writeFile(proofPath, proofPage(known, honestFlows));
  process.stdout.write('docs/proof.md is written.\n');
}
// A run that proved nothing is not a proof.
process.exitCode = all + honest > 0 && perfect ? 0 : 1;
