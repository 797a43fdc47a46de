import { createHmac } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { readSharedSecret } from '../../../protocol/jose/shared-secret.js';
import { readToken } from '../../../protocol/jose/token.js';
import type { Target } from '../../../protocol/visit.js';
import { keySpellings, secretsOf } from '../../../runner/report/secrets.js';

const secret = 'correct horse battery staple 123';
const target: Target = {
  loginUrl: 'https://login.foo.test/',
  docsOrigin: 'https://docs.foo.com',
  docsPath: '',
  signIn: { how: 'form' },
  signInOrigins: [],
  headers: [],
  cookies: [],
  timeoutMs: 1_000,
};
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function token(alg: string, key: Uint8Array | string, hash = 'sha256'): string {
  const input = `${encode({ alg })}.${encode({ exp: 1 })}`;
  return `${input}.${createHmac(hash, key).update(input).digest('base64url')}`;
}

const octets = Buffer.from(secret);
const asJwk = JSON.stringify({ kty: 'oct', k: octets.toString('base64url') });

for (const [name, text] of [
  ['as it stands', secret],
  ['with a line end, as an editor leaves one', `${secret}\n`],
  ['with a Windows line end', `${secret}\r\n`],
  ['behind a byte order mark', `\uFEFF${secret}`],
  ['as a JWK of type oct', asJwk],
] as const) {
  test(`a shared secret is read ${name}`, async () => {
    const read = await readSharedSecret(text, 'secret.txt');
    if (!read.ok) throw new Error(read.problem);
    const reading = await readToken(token('HS256', octets), [read.key], 'HS256');
    expect(reading.problems).toEqual([]);
    expect(reading.signature).toEqual({ state: 'verified', key: 'secret.txt' });
    expect(read.key.privateText.map((one) => one.reveal())).toContain(secret);
  });
}

test('what is no shared secret is named, and never repeated', async () => {
  for (const [text, words] of [
    ['', 'is empty'],
    [' \r\n', 'is empty'],
    [JSON.stringify({ kty: 'oct', k: '' }), 'a JWK without a shared secret'],
    [JSON.stringify({ kty: 'oct', k: 'MC4CAQ!' }), 'a JWK without a shared secret'],
    [JSON.stringify({ kty: 'OKP', crv: 'Ed25519', d: 'MC4CAQ' }), 'a JWK without a shared secret'],
    ['-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQ\n-----END PRIVATE KEY-----', 'is a PEM key'],
  ] as const) {
    const read = await readSharedSecret(text, 'secret.txt');
    expect(read.ok ? '' : read.problem).toContain(words);
    expect(read.ok ? '' : read.problem).not.toContain('MC4CAQ');
  }
});

test('the algorithm comes from the handshake, and never from the token', async () => {
  const read = await readSharedSecret(secret, 'secret.txt');
  if (!read.ok) throw new Error(read.problem);
  const keys = [read.key];
  const judged = async (text: string, algorithm: 'HS256' | 'EdDSA' | 'ES256'): Promise<unknown> =>
    (await readToken(text, keys, algorithm)).signature.state;
  expect(await judged(token('HS256', octets), 'EdDSA')).toBe('not-judged');
  expect(await judged(token('HS256', octets), 'ES256')).toBe('not-judged');
  expect(await judged(token('EdDSA', octets), 'HS256')).toBe('not-judged');
  expect(await judged(token('HS256', 'another secret'), 'HS256')).toBe('failed');
  expect(await judged(token('HS256', octets, 'sha512'), 'HS256')).toBe('failed');
  const other = await readToken(token('HS512', octets, 'sha512'), keys, 'HS256');
  expect(other.signature).toMatchObject({ why: 'other-algorithm', hmacKey: 'secret.txt' });
});

test('an object that says nothing of keys may be a secret, and a short one is known whole to what masks', async () => {
  for (const text of ['{"not":"a key"}', 'pw-7', 'grün 9']) {
    const read = await readSharedSecret(text, 'secret.txt');
    if (!read.ok) throw new Error(read.problem);
    const reading = await readToken(token('HS256', text), [read.key], 'HS256');
    expect(reading.signature.state).toBe('verified');
    const spelled = keySpellings([read.key]).map((one) => one.reveal());
    expect(spelled).toContain(text);
    expect(spelled).toContain(encodeURIComponent(text));
    const { forms } = secretsOf(target, [read.key], []);
    expect(forms).toContain(text);
    expect(forms).toContain(Buffer.from(text).toString('base64').replace(/=+$/, ''));
  }
});
