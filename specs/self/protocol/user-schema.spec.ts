import { expect, test } from '@playwright/test';
import { Ajv, type ValidateFunction } from 'ajv';
import { handshakes } from '../../../handshakes/registry.js';
import { userSchema } from '../../../handshakes/mintlify-authentication/user-schema.js';
import { userProblem } from '../../../protocol/user/user-schema.js';

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

test('the built check of every handshake is that of its schema, and another schema has none', async () => {
  const built = new URL('../../../dist/protocol/user/user-checks.js', import.meta.url);
  const { checks } = (await import(built.href)) as {
    readonly checks: ReadonlyMap<string, ValidateFunction>;
  };
  const all = await handshakes();
  expect([...checks.keys()].toSorted()).toEqual(
    [...new Set(all.map(({ userSchema: schema }) => JSON.stringify(schema)))].toSorted(),
  );
  const payloads = [
    {},
    { groups: ['a'], content: {}, sub: 'x' },
    { groups: 'a' },
    { groups: [1] },
    { content: [] },
    { expiresAt: '1' },
    { exp: '1' },
    { host: '' },
    { host: 3 },
    { apiPlaygroundInputs: { body: {} } },
    { apiPlaygroundInputs: { server: { base: 1 } } },
  ];
  for (const { userSchema: schema } of all) {
    const [own, theirs] = [
      checks.get(JSON.stringify(schema)),
      new Ajv({ strict: true }).compile(schema),
    ];
    for (const payload of payloads) {
      expect(own?.(payload), JSON.stringify(payload)).toBe(theirs(payload));
      expect(own?.errors).toEqual(theirs.errors);
    }
  }
});
