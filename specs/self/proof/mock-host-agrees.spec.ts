import { expect, test } from '@playwright/test';
import { handshakes } from '../../../handshakes/registry.js';
import { judgeMutant, mutantCases, rowsNear } from '../harness/mutant-proof.js';

/**
 * The mock docs host and the conformance run judge by the same rows: what a run calls a fallen `must` of the
 * token is what the host refuses a reader for, and by the same name.
 */
const refused: readonly string[] = [
  'callback-fragment-form/bearer-prefix',
  'token-compact/padded',
  'token-alg/hs256-with-pem',
  'token-signature/other-key',
  'token-exp-present/no-exp',
  'token-exp-numeric/exp-milliseconds',
  'token-exp-future/exp-past',
  'user-expires-at/expires-at-ms',
  'user-groups/groups-csv',
];

for (const handshake of await handshakes()) {
  const { id } = handshake.facts;

  test(`${id}: the mock docs host takes the honest token`, async () => {
    const report = await judgeMutant(handshake, undefined, 'browser', 'https://docs.foo.com', {
      only: rowsNear(handshake),
    });
    const landings = report.visits.filter(({ name }) => name === 'sign-in' || name === 'plain');
    expect(landings.map(({ landing }) => landing)).toEqual(['accepted', 'accepted']);
  });

  test(`${id}: the mock docs host refuses by the names of the catalogue`, async () => {
    test.setTimeout(120_000);
    const cases = mutantCases(handshake).filter(({ requirement, mutant }) =>
      refused.includes(`${requirement.id}/${mutant.name}`),
    );
    expect(cases).toHaveLength(refused.length);
    for (const { requirement, mutant } of cases) {
      const report = await judgeMutant(handshake, mutant, 'browser', 'https://docs.foo.com', {
        only: [requirement.id],
      });
      const first = report.visits.find(({ name }) => name === 'sign-in');
      expect({ mutant: mutant.name, landing: first?.landing }).toEqual({
        mutant: mutant.name,
        landing: `refused: ${requirement.id}`,
      });
    }
  });
}
