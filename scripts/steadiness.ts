import { Worker } from 'node:worker_threads';
import { findBrowser } from '../drivers/chromium/find.js';
import type { BrowserFound } from '../drivers/chromium/find.js';
import { openReferenceFlow } from '../fixtures/reference/flow.js';
import { handshakes } from '../handshakes/registry.js';
import { plain, signingIn } from '../handshakes/shared/visits.js';
import { judge } from '../judge/judge.js';
import { readExchange } from '../judge/reading.js';
import { openForBrowser } from '../runner/open-driver.js';
import { configurationFor, docsOrigins, mutantCases } from '../specs/self/harness/mutant-proof.js';
import type { MutantCase } from '../specs/self/harness/mutant-proof.js';
import { countAlone, readArguments } from './arguments.js';

/**
 * `npm run steadiness [-- <rounds>] [-- --only <text>]`: the mutants whose row waits for a page, each visited again
 * and again in a browser whose pages run slowly, beside work that takes all of the machine. Each visit must fell the
 * row. A round is one visit of each mutant at each slowdown.
 */
const usage = 'npm run steadiness [-- <rounds>] [-- --only <text>]';
const { values, positionals } = readArguments(usage, {
  options: { only: { type: 'string', default: '' } },
  allowPositionals: true,
});
const rounds = countAlone(usage, positionals, 'rounds') ?? 1;
const { only } = values;

/** How many times slower the pages run: not at all, a little, much. */
const slowdowns: readonly number[] = [1, 4, 12];
const burning = 2;
const docsOrigin = docsOrigins[0] ?? '';
const row = 'token-not-leaked';

/** Makes the visit to one mutant as often as there are rounds; how often its row did not fall. */
async function missesOf(
  { handshake, requirement, mutant }: MutantCase,
  slowdown: number,
  browser: BrowserFound,
): Promise<number> {
  const id = handshake.facts.id;
  const flow = await openReferenceFlow({ handshake: id, docsOrigin, mutant });
  const configuration = await configurationFor(handshake, flow, docsOrigin, { driver: 'browser' });
  const { target, keys, edition } = configuration;
  const visits = [signingIn, plain];
  const progress = (): void => undefined;
  const options = { configuration, visits, version: '0', env: process.env, progress, slowdown };
  const { driver, close } = await openForBrowser(options, browser);
  let missed = 0;
  try {
    await driver.visit(signingIn);
    for (let round = 0; round < rounds; round += 1) {
      const exchange = await driver.visit(plain);
      const reading = await readExchange(exchange, plain, { facts: handshake.facts, keys });
      const [judged] = judge({
        handshake,
        edition: edition.id,
        target,
        hasKey: true,
        tieOf: () => 'trial',
        requirements: [requirement],
        readings: new Map([['browser', new Map([[plain.name, reading]])]]),
      });
      if (judged?.fell !== true) missed += 1;
    }
  } finally {
    await close();
    await flow.close();
  }
  return missed;
}

const browser = await findBrowser(process.env);
if (browser === undefined) throw new Error('No browser was found.');
const known = await handshakes();
const cases = known
  .flatMap((handshake) => mutantCases(handshake, 'browser'))
  .filter(({ requirement, mutant }) => requirement.id === row && mutant.name.includes(only));
const burners = Array.from(
  { length: burning },
  () => new Worker('for (;;) Math.sqrt(Math.random());', { eval: true }),
);
let made = 0;
let missed = 0;
for (const each of cases) {
  for (const slowdown of slowdowns) {
    const misses = await missesOf(each, slowdown, browser);
    made += rounds;
    missed += misses;
    const name = `${each.handshake.facts.id} ${each.mutant.name}, ${slowdown} times slower`;
    process.stdout.write(`${name}: ${row} fell in ${rounds - misses} of ${rounds} visits\n`);
  }
}
await Promise.all(burners.map((burner) => burner.terminate()));
process.stdout.write(`${row} fell in ${made - missed} of ${made} visits.\n`);
process.exitCode = missed === 0 ? 0 : 1;
