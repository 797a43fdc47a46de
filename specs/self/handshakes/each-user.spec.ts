import { hasToken } from '../../../protocol/handshake.js';
import { expect, test } from '@playwright/test';
import { handshakes } from '../../../handshakes/registry.js';
import { claimsChangeForSecond } from '../../../handshakes/shared/mutants.js';
import { felled, judgeMutant } from '../harness/mutant-proof.js';

/** What is wrong with the second user's token alone, and the one row that it fells. */
const faults = [
  { fells: 'user-groups', claims: { groups: null }, says: 'groups is null.' },
  { fells: 'user-groups', claims: { groups: {} }, says: 'groups is an object.' },
  { fells: 'user-groups', claims: { groups: [null] }, says: 'An entry of groups is null.' },
  { fells: 'user-content', claims: { content: null }, says: 'content is null.' },
  {
    fells: 'user-no-placeholder',
    claims: { apiPlaygroundInputs: { header: { Authorization: 'Bearer null' } } },
    says: 'apiPlaygroundInputs.header.Authorization ends in "null".',
  },
  {
    fells: 'user-playground',
    claims: { apiPlaygroundInputs: null },
    says: 'apiPlaygroundInputs is null.',
  },
] as const;

for (const handshake of await handshakes()) {
  test(`${handshake.facts.id}: a fault in the second user's data alone falls in its own row, by their name`, async () => {
    for (const { fells, claims, says } of faults) {
      const mutant = { name: fells, change: claimsChangeForSecond(claims) };
      const report = await judgeMutant(handshake, mutant, 'http', 'https://docs.foo.com', {
        expects: true,
      });
      expect({ claims, felled: felled(report) }).toEqual({ claims, felled: [fells] });
      const row = report.verdicts.find(({ id }) => id === fells);
      const where = hasToken(handshake.facts) ? 'In the token of' : 'In the answer for';
      expect(row?.actual).toBe(`${where} łukasz@example.com: ${says}`);
    }
  });
}
