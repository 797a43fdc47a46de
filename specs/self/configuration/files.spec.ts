import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Settings } from '../../../configuration/settings.js';
import { outcome, pem } from '../harness/configuration-attempt.js';

/** Two users of the file of expectations. */
const both: Settings = {
  signIn: 'form',
  username: 'ann',
  password: 'p',
  secondUsername: 'bo',
  secondPassword: 'q',
};

test('reads keys, expectations and sign-in scripts from files', async ({}, info) => {
  const cwd = info.outputPath();
  const write = (name: string, text: string | Buffer): void => writeFileSync(join(cwd, name), text);
  mkdirSync(cwd, { recursive: true });
  write('auth.pem', pem('ed25519', 'public'));
  write('other.pem', pem('P-256', 'private').replaceAll('\n', '\r\n'));
  write(
    'utf16.pem',
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(pem('ed25519', 'public'), 'utf16le')]),
  );
  write('expect.json', '{"ann": {"groups": ["a"], "content": {"plan": "pro"}}, "bo": {}}');
  write('package.json', '{"type": "commonjs"}');
  write(
    'sign-in.ts',
    'export async function signIn(page: unknown, user: { username: string }): Promise<void> {}\n',
  );
  write('default.ts', 'export default async function (page: unknown): Promise<void> {}\n');
  write('sign-in.mjs', 'export const signIn = async () => {};\n');
  write('common.cjs', 'exports.signIn = async () => {};\n');
  const good: readonly (readonly [Settings, Record<string, unknown>])[] = [
    [
      { key: ['auth.pem', 'other.pem'] },
      { keys: [{ name: 'auth.pem', algorithm: 'EdDSA' }, { algorithm: 'ES256' }] },
    ],
    [{ key: ['utf16.pem'] }, { keys: [{ algorithm: 'EdDSA' }] }],
    [
      { ...both, expect: 'expect.json' },
      { expect: { ann: { groups: ['a'], content: { plan: 'pro' } }, bo: {} } },
    ],
    [
      { ...both, secondUsername: 'cy', expect: 'expect.json' },
      { remarks: ['--expect expect.json names "bo" for nothing: the users are "ann" and "cy".'] },
    ],
    ...['sign-in.ts', 'default.ts', 'sign-in.mjs', 'common.cjs'].map(
      (signIn) => [{ signIn }, { target: { signIn: { how: 'script' } } }] as const,
    ),
  ];
  for (const [settings, expected] of good) {
    expect(await outcome(settings, {}, cwd), JSON.stringify(settings)).toMatchObject(expected);
  }
  write('broken.json', '{');
  write('list.json', '[]');
  write('nobody.json', '{}');
  write('groups.json', '{"ann": {"groups": "a"}}');
  write('field.json', '{"ann": {"group": ["a"]}}');
  write('nothing.mjs', 'export const other = 1;\n');
  write('broken.mjs', 'export const = ;\n');
  write('throws.ts', 'throw new Error("no database");\n');
  const bad: readonly (readonly [Settings, RegExp])[] = [
    [{ key: ['other.pem'] }, /--key other\.pem is a P-256 key, but/],
    ...(process.platform === 'win32'
      ? []
      : [[{ key: ['/dev/zero'] }, /--key \/dev\/zero: it is too large/] as const]),
    [{ key: ['expect.json'] }, /--key expect\.json is JSON, but not a JWK/],
    [
      { ...both, username: 'an', secondUsername: 'b', expect: 'expect.json' },
      /--expect expect\.json names "ann", "bo", but the users are "an" and "b": correct/,
    ],
    [{ ...both, expect: 'nobody.json' }, /names nobody, but the users are "ann" and "bo"/],
    [{ expect: 'expect.json' }, /--expect expect\.json needs a user who signs in/],
    [{ expect: 'broken.json' }, /not valid JSON/],
    [{ expect: 'list.json' }, /must be a JSON object/],
    [{ expect: 'groups.json' }, /groups must be an array/],
    [{ expect: 'field.json' }, /"group" is not known/],
    [{ signIn: 'nothing.mjs' }, /does not export a function signIn/],
    [{ signIn: 'broken.mjs' }, /--sign-in broken\.mjs cannot be loaded/],
    [{ signIn: 'throws.ts' }, /--sign-in throws\.ts cannot be loaded: no database/],
  ];
  for (const [settings, sentence] of bad) {
    expect(await outcome(settings, {}, cwd), JSON.stringify(settings)).toMatch(sentence);
  }
});
