import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { honestFlows } from '../fixtures/honest/flows.js';
import { handshakes } from '../handshakes/registry.js';
import {
  docsOrigins,
  mutantCases,
  needsSignIns,
  pooled,
  prove,
  type MutantCase,
  type ProofDriver,
} from '../specs/self/mutant-proof.js';
import { proofPage, proofPath } from './proof-page.js';

/**
 * `npm run mutants [-- --driver http|browser] [-- --only <text>] [-- --sessions with|without]`: every mutant, by whom
 * it was caught, what else fell, and the score; those of rows about visits with a session in a flow that keeps none, too. A whole run with a perfect score writes `docs/proof.md`.
 */
const { values } = parseArgs({
  options: { driver: { type: 'string' }, only: { type: 'string' }, sessions: { type: 'string' } },
});
const { only } = values;

/** Those of the names that an option asks for: all where it is not given; a name that is none of them ends the run. */
function chosen<Name extends string>(
  names: readonly Name[],
  option: 'driver' | 'sessions',
): readonly Name[] {
  const value = values[option];
  if (value === undefined) return names;
  const found = names.filter((name) => name === value);
  if (found.length === 0) throw new Error(`--${option} is ${names.join(' or ')}, not "${value}".`);
  return found;
}
const drivers = chosen(['http', 'browser'], 'driver');
const forms = chosen(['with', 'without'], 'sessions').map((form) => form === 'with');

const known = await handshakes();
let exact = 0;
let all = 0;

for (const handshake of known) {
  for (const driver of drivers) {
    for (const keepsSession of forms) {
      const cases = mutantCases(handshake, driver)
        .filter(
          ({ requirement, mutant }) =>
            only === undefined || `${requirement.id}/${mutant.name}`.includes(only),
        )
        .filter((each) => keepsSession || needsSignIns(each));
      const how = driver === 'http' ? 'plain HTTP' : 'browser';
      const form = keepsSession ? '' : ', a flow that keeps no session';
      process.stdout.write(`\n${handshake.facts.title}, ${how}${form}\n`);
      // Over HTTP a run is mostly waiting; a browser is busy.
      await pooled(cases, driver === 'http' ? 8 : 2, async (each) => {
        process.stdout.write(`${await lineFor(each, driver, keepsSession)}\n`);
      });
    }
  }
}

async function lineFor(
  each: MutantCase,
  driver: ProofDriver,
  keepsSession: boolean,
): Promise<string> {
  const { requirement, mutant } = each;
  const proof = await prove(each, driver, docsOrigins[0] ?? '', keepsSession);
  all += 1;
  const good = proof.caught && proof.undeclared.length === 0;
  if (good) exact += 1;
  const company = proof.company
    .map((id) => (proof.undeclared.includes(id) ? `${id} (undeclared)` : id))
    .join(', ');
  return [
    good ? 'exact ' : proof.caught ? 'caught' : 'MISSED',
    requirement.id.padEnd(28),
    mutant.name.padEnd(32),
    company === '' ? 'alone' : `with ${company}`,
  ].join('  ');
}

process.stdout.write(`\n${exact} of ${all} mutants felled exactly their row.\n`);
if (exact === all && Object.keys(values).length === 0) {
  await mkdir(new URL('.', proofPath), { recursive: true });
  await writeFile(proofPath, proofPage(known, honestFlows));
  process.stdout.write('docs/proof.md is written.\n');
}
// A run that proved nothing is not a proof.
process.exitCode = all > 0 && exact === all ? 0 : 1;
