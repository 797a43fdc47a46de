import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { gatherKeys } from '../../../configuration/key-files.js';
import type { VerificationKey } from '../../../protocol/jose/keys.js';
import { handshake } from '../handshakes/planted/aaa-test.js';

const secret = 'S3cret of both sides';
let cwd = '';
test.beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'docs-handshake secrets-'));
  writeFileSync(join(cwd, 'secret.txt'), `${secret}\r\n`);
  writeFileSync(join(cwd, 'empty.txt'), '\n');
});
test.afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const gathered = (
  files: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<readonly VerificationKey[]> => gatherKeys(files, { env, cwd }, handshake.facts);

const given = (keys: readonly VerificationKey[]): readonly (readonly [string, string])[] =>
  keys.map(({ name, privateText = [] }) => [name, privateText[0]?.reveal() ?? '']);

test('a shared secret comes from files and from the variable', async () => {
  const keys = await gathered(['secret.txt'], { DOCS_HANDSHAKE_KEY: 'another one' });
  expect(given(keys)).toEqual([
    ['secret.txt', secret],
    ['DOCS_HANDSHAKE_KEY', 'another one'],
  ]);
  expect(await gathered([])).toEqual([]);
});

test('what is no shared secret is refused by its setting, and a secret in the place of a path is not repeated', async () => {
  const refusals: readonly (readonly [readonly string[], Record<string, string>, RegExp])[] = [
    [[secret], {}, /^--key takes the path of a file .* put it into DOCS_HANDSHAKE_KEY\.$/],
    [['empty.txt'], {}, /^--key empty\.txt is empty/],
    [['.'], {}, /^--key \.: it is a folder/],
    [[], { DOCS_HANDSHAKE_KEY: ' ' }, /^DOCS_HANDSHAKE_KEY is set and empty/],
    [[], { DOCS_HANDSHAKE_KEY: '-----BEGIN PRIVATE KEY-----' }, /is a PEM key/],
  ];
  for (const [files, env, words] of refusals) {
    const refused = await gathered(files, env).catch((cause: unknown) => cause);
    expect(refused).toMatchObject({ code: 'key', message: expect.stringMatching(words) });
    expect(String(refused)).not.toContain(secret);
  }
});
