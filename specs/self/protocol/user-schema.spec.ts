import { expect, test } from '@playwright/test';
import { userSchema } from '../../../handshakes/mintlify-authentication/user-schema.js';
import { userProblem } from '../../../protocol/user-schema.js';

test('the User format as a schema', async () => {
  const rows: readonly (readonly [claims: Record<string, unknown>, member: string | undefined])[] =
    [
      [{}, undefined],
      [
        { host: 'docs.foo.com', expiresAt: 1_900_000_000, groups: ['a'], content: {}, sub: 'x' },
        undefined,
      ],
      [{ apiPlaygroundInputs: { server: { base: 'x' }, header: { A: 'b' }, path: {} } }, undefined],
      [{ groups: 'a,b' }, 'groups'],
      [{ groups: null }, 'groups'],
      [{ groups: [{ name: 'a' }] }, 'groups'],
      [{ content: [] }, 'content'],
      [{ content: '{}' }, 'content'],
      [{ expiresAt: '1900000000' }, 'expiresAt'],
      [{ exp: '1900000000' }, 'exp'],
      [{ iat: null }, 'iat'],
      [{ host: 3 }, 'host'],
      [{ apiPlaygroundInputs: { body: {} } }, 'apiPlaygroundInputs'],
      [{ apiPlaygroundInputs: { server: { base: 1 } } }, 'apiPlaygroundInputs'],
    ];
  for (const [claims, member] of rows) {
    const problem = await userProblem(claims, userSchema);
    expect({ claims, member: problem?.member }).toEqual({ claims, member });
    if (problem !== undefined) expect(problem.sentence).toMatch(/^[A-Z]?.+\.$/);
  }
  const sentences: readonly (readonly [claims: Record<string, unknown>, sentence: string])[] = [
    [{ groups: 'a,b' }, 'groups is not an array.'],
    [{ groups: ['a', 1] }, 'An entry of groups is not a string.'],
    [{ host: '' }, 'host is empty.'],
    [{ host: ['x'] }, 'host is not a string.'],
    [
      { apiPlaygroundInputs: { body: {} } },
      'apiPlaygroundInputs has a part that the User format does not have.',
    ],
    [
      { apiPlaygroundInputs: { server: { base: 1 } } },
      'apiPlaygroundInputs.server.base is not a string.',
    ],
  ];
  for (const [claims, sentence] of sentences) {
    expect((await userProblem(claims, userSchema))?.sentence).toBe(sentence);
  }
});
