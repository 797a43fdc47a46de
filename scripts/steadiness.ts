import { Worker } from 'node:worker_threads';
import { handshakes } from '../handshakes/registry.js';
import { docsOrigins, mutantCases, pooled, prove } from '../specs/self/mutant-proof.js';
import type { MutantCase } from '../specs/self/mutant-proof.js';

/**
 * `npm run steadiness [-- <rounds>] [-- --only <text>]`: the mutants whose row waits for a page, again and again in a
 * browser whose pages run slowly, beside work that takes all of the machine. Each must fell its row every time.
 */
const words = process.argv.slice(2);
const rounds = Math.max(1, ...words.map(Number).filter((count) => count > 0));
const at = words.indexOf('--only');
const only = at < 0 ? '' : (words[at + 1] ?? '');

/** How many times slower the pages run, from round to round: not at all, a little, much. */
const slowdowns: readonly number[] = [1, 4, 12];
const burning = 2;

const waits = ({ mutant }: MutantCase): boolean =>
  /^(?:token-in-|analytics-|base64-pixel|encoded-header|foreign-frame|post-message-star)/.test(
    mutant.name,
  ) && mutant.name.includes(only);

const known = await handshakes();
const cases = known.flatMap((handshake) => mutantCases(handshake, 'browser')).filter(waits);
const all = cases.length * rounds;
const missed = new Map<string, number>();
let made = 0;

const burners = Array.from(
  { length: burning },
  () => new Worker('for (;;) Math.sqrt(Math.random());', { eval: true }),
);
for (let round = 0; round < rounds; round += 1) {
  const slowdown = slowdowns[round % slowdowns.length] ?? 1;
  await pooled(cases, 3, async (each) => {
    const { handshake, requirement, mutant } = each;
    const { caught, undeclared } = await prove(each, 'browser', docsOrigins[0] ?? '', {
      only: [requirement.id],
      slowdown,
    });
    made += 1;
    if (caught && undeclared.length === 0) return;
    const name = `${handshake.facts.id} ${requirement.id}/${mutant.name}`;
    missed.set(name, (missed.get(name) ?? 0) + 1);
    const how = caught ? `felled ${undeclared.join(', ')}, too` : 'was missed';
    process.stdout.write(`round ${round + 1}, ${slowdown} times slower: ${name} ${how}\n`);
  });
  process.stdout.write(`round ${round + 1} of ${rounds}: ${made} of ${all} proofs made\n`);
}
await Promise.all(burners.map((burner) => burner.terminate()));

const wrong = [...missed.values()].reduce((sum, count) => sum + count, 0);
process.stdout.write(`${all - wrong} of ${all} proofs came out as they should.\n`);
process.exitCode = wrong === 0 ? 0 : 1;
