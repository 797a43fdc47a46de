import { expect, test } from '@playwright/test';
import { handshakes } from '../../../handshakes/registry.js';
import type { Requirement } from '../../../protocol/requirement.js';

const all = async (): Promise<readonly Requirement[]> =>
  (await handshakes()).flatMap(({ requirements }) => requirements);

test('a source that is a public text has an address', async () => {
  const without = (await all())
    .filter(({ source }) => source.address === undefined)
    .map((item) => `${item.class}: ${item.source.document}`);
  expect([...new Set(without)]).toEqual([
    'practice: Public login flows examined: "Bearer undefined" seen in the wild',
  ]);
});

test('an address is one that a browser opens as it stands', async () => {
  for (const { id, source } of await all()) {
    const { address } = source;
    if (address === undefined) continue;
    expect.soft(URL.canParse(address) && new URL(address).protocol, id).toBe('https:');
    expect.soft(address, `${id}: no blank, nothing that a terminal cuts off`).toMatch(/^\S*[\w/]$/);
  }
});

test('an address leads to the section of the RFC that a source names first', async () => {
  const rfcs = (await all()).filter(({ source }) => source.document.startsWith('RFC '));
  expect(rfcs.length).toBeGreaterThan(20);
  for (const { id, source } of rfcs) {
    const [, number] = /^RFC (\d+)/.exec(source.document) ?? [];
    const [, section] = /§([\d.]+)/.exec(source.section ?? source.document) ?? [];
    const address = `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`;
    expect.soft(source.address, id).toBe(address);
  }
});

const texts: readonly (readonly [document: RegExp, address: RegExp])[] = [
  [/^Mintlify docs.*pull request 4244/, /^https:\/\/github\.com\/mintlify\/docs\/pull\/4244$/],
  [/^Mintlify docs, JWT personalization/, /\/create\/personalization\.mdx$/],
  [
    /^Mintlify docs/,
    /\/(?:deploy\/authentication-setup\.mdx|pull\/4244|create\/personalization\.mdx)$/,
  ],
  [/^OWASP ASVS 5\.0\.0/, /\/OWASP\/ASVS\/tree\/v5\.0\.0$/],
  [/^NIST SP 800-63B/, /^https:\/\/pages\.nist\.gov\/800-63-4\//],
  [/^CWE-522/, /\/definitions\/522\.html$/],
  [/^W3C Content Security Policy Level 3, form-action/, /\/TR\/CSP3\/#directive-form-action$/],
];

test('an address leads to the text that a source names', async () => {
  const sources = (await all()).map(({ source }) => source);
  for (const [document, address] of texts) {
    const citing = sources.filter((source) => document.test(source.document));
    expect.soft(citing.length, String(document)).toBeGreaterThan(0);
    for (const source of citing) expect.soft(source.address, source.document).toMatch(address);
  }
});
