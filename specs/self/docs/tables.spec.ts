import { expect, test } from '@playwright/test';
import { handshakes } from '../../../handshakes/registry.js';
import { generatedTables, renewed } from '../../../scripts/docs-tables.js';
import { addressOf } from '../../../scripts/source-address.js';
import { pageAt } from './pages.js';

for (const table of generatedTables) {
  test(`${table.page} has its ${table.name} as the code has them`, async () => {
    const { text } = pageAt(table.page);
    expect(text, 'stale: run npm run docs').toBe(await renewed(text, table));
  });
}

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

test('a source that is a public text has an address', async () => {
  const sources = (await handshakes())
    .flatMap(({ requirements }) => requirements)
    .map(({ source }) => source);
  const without = sources.filter((source) => addressOf(source) === undefined);
  expect([...new Set(without.map(({ document }) => document))]).toEqual([
    'Public login flows examined: "Bearer undefined" seen in the wild',
  ]);
});

const rows: readonly (readonly [document: string, section: string | undefined, address: RegExp])[] =
  [
    ['RFC 7519, JSON Web Token', '§4.1.4', /rfc-editor\.org\/rfc\/rfc7519#section-4\.1\.4$/],
    ['RFC 9700 §4.13, by analogy; OWASP ASVS 5.0.0', undefined, /rfc9700#section-4\.13$/],
    ['RFC 6265, HTTP State Management Mechanism', undefined, /rfc6265$/],
    ['Mintlify docs, JWT personalization handshake', 'x', /\/create\/personalization\.mdx$/],
  ];

test('an address leads to the section that a source names', () => {
  for (const [document, section, address] of rows) {
    const source = { document, from: '2025-01', ...(section === undefined ? {} : { section }) };
    expect.soft(addressOf(source), document).toMatch(address);
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
