import { expect, test } from '@playwright/test';
import { handshakes } from '../../../handshakes/registry.js';
import { generatedSchema, generatedTables, renewed } from '../../../scripts/docs-tables.js';
import { pageAt } from './pages.js';

for (const table of generatedTables) {
  test(`${table.page} has its ${table.name} as the code has them`, async () => {
    const { text } = pageAt(table.page);
    expect(text, 'stale: run npm run docs').toBe(await renewed(text, table));
  });
}

test('the schema of the configuration file is as its members are', () => {
  expect(pageAt(generatedSchema.path).text, 'stale: run npm run docs').toBe(generatedSchema.text());
});

test('the requirement table has every requirement once, with its level in every handshake', async () => {
  const known = await handshakes();
  const rows = pageAt('docs/requirements.md')
    .text.split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split(' | '));
  const ids = new Set(known.flatMap(({ requirements }) => requirements.map(({ id }) => id)));
  expect(rows.map(([id]) => id?.replace(/[|` ]/g, ''))).toEqual([...ids]);
  for (const [at, { facts, requirements }] of known.entries()) {
    const asked = rows.filter((cells) => cells[at + 2] !== '–');
    expect.soft(asked.length, facts.id).toBe(requirements.length);
  }
});

test('the contract has every edition as its handshake states it', async () => {
  const { text } = pageAt('docs/contract.md');
  for (const { facts } of await handshakes()) {
    for (const { id, from, to = '', says } of facts.editions) {
      const line = ['', `\`${facts.id}\``, id, from, to, says].join(' | ').replace('|  |', '| |');
      expect.soft(text, `${facts.id} ${id}`).toContain(line.trim());
    }
  }
});
