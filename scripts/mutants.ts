import { handshakes } from '../handshakes/registry.js';
import {
  docsOrigins,
  mutantCases,
  pooled,
  prove,
  type MutantCase,
  type ProofDriver,
} from '../specs/self/mutant-proof.js';

/** `npm run mutants [-- --driver http|browser] [-- --only <text>]`: every mutant, who caught it, and the score. */
const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};
const driver: ProofDriver = option('--driver') === 'browser' ? 'browser' : 'http';
const only = option('--only');

let exact = 0;
let all = 0;

for (const handshake of await handshakes()) {
  const cases = mutantCases(handshake).filter(
    ({ requirement, mutant }) =>
      requirement.seenBy.includes(driver) &&
      (only === undefined || `${requirement.id}/${mutant.name}`.includes(only)),
  );
  process.stdout.write(`\n${handshake.facts.title}, ${driver} driver\n`);
  await pooled(cases, driver === 'http' ? 8 : 2, async (each) => {
    const line = await lineFor(each);
    process.stdout.write(`${line}\n`);
  });
}

async function lineFor(each: MutantCase): Promise<string> {
  const { requirement, mutant } = each;
  const proof = await prove(each, driver, docsOrigins[0] ?? '');
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
process.exitCode = exact === all ? 0 : 1;
