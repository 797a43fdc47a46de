import { expect, test } from '@playwright/test';
import { handshakes } from '../../../handshakes/registry.js';
import type { Handshake, Requirement } from '../../../protocol/requirement.js';
import { noted } from '../../../protocol/verdict.js';
import { docsOrigins, prove, type Proof } from '../harness/mutant-proof.js';

const [docsOrigin = ''] = docsOrigins;
const [handshake = never()] = await handshakes();

/** The proof of a row's first mutant, with the row changed in a copy of the handshake. */
function proven(id: string, change: (row: Requirement) => object): Promise<Proof> {
  const original = handshake.requirements.find((row) => row.id === id) ?? never();
  // A fault on purpose, which would not compile where rows are declared.
  const requirement = { ...original, ...change(original) } as Requirement;
  const requirements = handshake.requirements.map((row) => (row === original ? requirement : row));
  const copy: Handshake = { ...handshake, requirements };
  const [mutant = never()] = requirement.brokenBy;
  return prove({ handshake: copy, requirement, mutant }, 'http', docsOrigin);
}

const editions = handshake.facts.editions.map(({ id }) => id);
const latest = editions.at(-1) ?? never();

interface Row {
  readonly name: string;
  readonly row: string;
  readonly change: (row: Requirement) => object;
  readonly misses: readonly string[];
}

const rows: readonly Row[] = [
  {
    name: 'a must that only notes is refused in every edition',
    row: 'token-header-crit',
    change: () => ({ check: () => noted('The header has crit.') }),
    misses: editions.map((id) => `${id}: token-header-crit is a must, so fail; it ends as note`),
  },
];

test('a level that is lost in one edition ends the proof', async () => {
  const lost = proven('token-exp-present', ({ level }) => ({
    level: Object.fromEntries(
      Object.entries(level).map(([id, each]) => [id === latest ? `${id}-misspelt` : id, each]),
    ),
  }));
  await expect(lost).rejects.toThrow(`token-exp-present has no level in edition ${latest}.`);
});

for (const { name, row, change, misses } of rows) {
  test(`the proof demands the level: ${name}`, async () => {
    expect((await proven(row, change)).misses).toEqual(misses);
  });
}

test('a mutant of a row whose level depends on the edition ends as each of them says', async () => {
  const { report, misses } = await proven('token-exp-present', () => ({}));
  expect(misses).toEqual([]);
  expect(report.editions.map(({ id, conforms }) => ({ id, conforms }))).toEqual(
    editions.map((id) => ({ id, conforms: id !== latest })),
  );
});

function never(): never {
  throw new Error('That is gone.');
}
