import { createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { main } from '../../../command/main.js';
import { readKeys } from '../../../protocol/jose/keys.js';
import { argv, collectedIo } from '../harness/collected-io.js';

const ed25519 = generateKeyPairSync('ed25519');
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

const pkcs8 = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const spki = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();
const sec1 = (key: KeyObject): string => key.export({ type: 'sec1', format: 'pem' }).toString();
const jwk = (key: KeyObject): string => JSON.stringify(key.export({ format: 'jwk' }));
const block = (label: string, body = 'AAAA'): string =>
  `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
const secretKey = pkcs8(ed25519.privateKey);

test('reads every spelling of a key', async () => {
  const rows: readonly (readonly [string, string, KeyObject, 'private' | 'public'])[] = [
    ['PKCS#8 Ed25519', secretKey, ed25519.publicKey, 'private'],
    ['SPKI Ed25519', spki(ed25519.publicKey), ed25519.publicKey, 'public'],
    ['PKCS#8 P-256', pkcs8(p256.privateKey), p256.publicKey, 'private'],
    ['SPKI P-256', spki(p256.publicKey), p256.publicKey, 'public'],
    ['SEC1 P-256', sec1(p256.privateKey), p256.publicKey, 'private'],
    [
      'SEC1 behind its parameters',
      block('EC PARAMETERS', 'BggqhkjOPQMBBw==') + sec1(p256.privateKey),
      p256.publicKey,
      'private',
    ],
    ['Windows line ends', secretKey.replaceAll('\n', '\r\n'), ed25519.publicKey, 'private'],
    ['literal \\n', secretKey.replaceAll('\n', '\\n'), ed25519.publicKey, 'private'],
    ['literal \\r\\n', secretKey.replaceAll('\n', '\\r\\n'), ed25519.publicKey, 'private'],
    [
      'quotes and blanks',
      `  "${secretKey.replaceAll('\n', '\\n')}" \n`,
      ed25519.publicKey,
      'private',
    ],
    ['single quotes', `'${secretKey}'`, ed25519.publicKey, 'private'],
    ['a byte order mark', `\uFEFF${secretKey}`, ed25519.publicKey, 'private'],
    ['a comment around it', `Bag Attributes\n${secretKey}\n`, ed25519.publicKey, 'private'],
    ['private JWK Ed25519', jwk(ed25519.privateKey), ed25519.publicKey, 'private'],
    ['public JWK Ed25519', jwk(ed25519.publicKey), ed25519.publicKey, 'public'],
    ['private JWK P-256', jwk(p256.privateKey), p256.publicKey, 'private'],
    ['public JWK P-256', jwk(p256.publicKey), p256.publicKey, 'public'],
    [
      'JWK with alg and use',
      JSON.stringify({
        ...ed25519.publicKey.export({ format: 'jwk' }),
        alg: 'EdDSA',
        use: 'sig',
        kid: '1',
      }),
      ed25519.publicKey,
      'public',
    ],
    ['JWK Set', `{"keys":[${jwk(p256.publicKey)}]}`, p256.publicKey, 'public'],
  ];
  for (const [name, text, publicKey, half] of rows) {
    const reading = await readKeys(text, 'key.pem');
    expect(reading, name).toMatchObject({ ok: true });
    if (!reading.ok) continue;
    expect(reading.key.publicPem, name).toBe(spki(publicKey));
    expect(reading.key.publicJwk, name).toEqual(publicKey.export({ format: 'jwk' }));
    expect(reading.key.privateText !== undefined, name).toBe(half === 'private');
  }
});

test('reads every key of a JWK Set that fits a handshake', async () => {
  const reading = await readKeys(
    `{"keys":[${jwk(p256.publicKey)},${jwk(ed25519.privateKey)}]}`,
    'set',
  );
  expect(reading.ok && reading.keys.map((key) => key.algorithm)).toEqual(['ES256', 'EdDSA']);
  const good = jwk(ed25519.publicKey);
  const others = [
    jwk(rsa.publicKey),
    JSON.stringify({ ...p256.publicKey.export({ format: 'jwk' }), use: 'enc' }),
    '{"kty":"OKP","crv":"Ed25519","x":"AA"}',
    'null',
  ];
  const mixed = await readKeys(`{"keys":[${[...others, good].join(',')}]}`, 'set');
  expect(mixed.ok && mixed.keys.map((key) => key.name)).toEqual(['set, key 5']);
  const none = await readKeys(`{"keys":[${others.join(',')}]}`, 'set');
  expect(none).toMatchObject({
    ok: false,
    problem: expect.stringMatching(/^set, key 1 is an RSA/),
  });
});

test('keeps the private texts that a flow may have used as an HMAC secret', async () => {
  const reading = await readKeys(secretKey.replaceAll('\n', '\\n'), 'key');
  const texts = reading.ok ? (reading.key.privateText ?? []).map((text) => text.reveal()) : [];
  const trimmed = secretKey.trim();
  for (const form of [
    secretKey,
    trimmed,
    trimmed.replaceAll('\n', '\\n'),
    secretKey.replaceAll('\n', '\r\n'),
  ]) {
    expect(texts).toContain(form);
  }
  // Only the sealed form may reach an output.
  expect(JSON.stringify(reading)).not.toContain(trimmed.split('\n')[1]);
});

test('says in one sentence what is wrong with a key', async () => {
  const encrypted = ed25519.privateKey
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: randomUUID() })
    .toString();
  const x25519 = generateKeyPairSync('x25519').privateKey;
  const ed448 = generateKeyPairSync('ed448').publicKey;
  const { d: _d, ...withoutPrivate } = p256.privateKey.export({ format: 'jwk' });
  const stranger = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
  const mismatched = JSON.stringify({
    ...ed25519.privateKey.export({ format: 'jwk' }),
    x: stranger.x,
  });
  const rows: readonly (readonly [string, RegExp])[] = [
    ['', /is empty/],
    [' \n ', /is empty/],
    ['""', /is empty/],
    ['hello', /holds no key/],
    [encrypted, /is encrypted/],
    [
      block('RSA PRIVATE KEY', 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA'),
      /is encrypted/,
    ],
    [block('OPENSSH PRIVATE KEY'), /OpenSSH format/],
    [
      JSON.stringify({ ...p256.publicKey.export({ format: 'jwk' }), use: 'enc' }),
      /not meant for signatures: its "use" must be "sig"/,
    ],
    [
      JSON.stringify({ ...p256.publicKey.export({ format: 'jwk' }), key_ops: ['encrypt'] }),
      /not meant for signatures/,
    ],
    ['ssh-ed25519 AAAAC3Nza someone', /OpenSSH format/],
    [block('CERTIFICATE'), /certificate, not a key/],
    [block('TRUSTED CERTIFICATE'), /certificate, not a key/],
    [block('PGP MESSAGE'), /not a key/],
    [block('RSA PRIVATE KEY'), /RSA key/],
    [pkcs8(rsa.privateKey), /RSA key/],
    [spki(rsa.publicKey), /RSA key/],
    [jwk(rsa.publicKey), /RSA key/],
    [pkcs8(p384.privateKey), /P-384 key/],
    [spki(p384.publicKey), /P-384 key/],
    [sec1(p384.privateKey), /P-384 key/],
    [jwk(p384.publicKey), /P-384 key/],
    [pkcs8(x25519), /X25519 key/],
    [spki(ed448), /Ed448 key/],
    ['{"kty":"oct","k":"AAAA"}', /shared secret/],
    ['{"kty":"OKP","x":"AAAA"}', /without "crv"/],
    ['{"crv":"P-256"}', /no "kty"/],
    ['{"keys":[]}', /without a key/],
    ['{"keys":[null]}', /no "kty"/],
    ['{nonsense', /not valid JSON/],
    [JSON.stringify({ ...withoutPrivate, y: undefined }), /is damaged/],
    [mismatched, /damaged|belong together/],
    [secretKey.slice(0, 60), /is cut off/],
    [secretKey.replace(/.{12}\n-----END/, '\n-----END'), /is damaged/],
    [block('PRIVATE KEY', 'not base64!'), /is damaged/],
    [block('EC PRIVATE KEY'), /is damaged/],
  ];
  for (const [text, sentence] of rows) {
    const reading = await readKeys(text, 'key.pem');
    const problem = reading.ok ? 'it was read' : reading.problem;
    expect(problem, text.slice(0, 40)).toMatch(sentence);
    expect(problem).toMatch(/^key\.pem .+[.)]$/);
    expect(problem).not.toMatch(/\n|-----BEGIN [A-Z]+ KEY-----[A-Za-z]/);
  }
});

test('keys new writes a file for its owner alone and one line for an env file', async ({}, info) => {
  const cwd = info.outputPath();
  writeFileSync(join(cwd, 'keep'), '');
  for (const [handshake, type] of [
    ['mintlify-authentication', 'ed25519'],
    ['mintlify-personalization', 'ec'],
  ] as const) {
    const io = collectedIo({ cwd });
    expect(
      await main(argv('keys', 'new', '--handshake', handshake, '--out', `${type}.pem`), io),
    ).toBe(0);
    const file = join(cwd, `${type}.pem`);
    const pem = readFileSync(file, 'utf8');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(createPublicKey(pem).asymmetricKeyType).toBe(type);
    expect(io.out()).toBe(`DOCS_HANDSHAKE_KEY="${pem.replaceAll('\n', '\\n')}"\n`);
    expect(io.err()).toContain(spki(createPublicKey(pem)));
    expect(io.err()).not.toContain(pem.split('\n')[1]);
    const line = await readKeys(io.out().replace('DOCS_HANDSHAKE_KEY=', ''), 'line');
    expect(line.ok && line.key.publicPem).toBe(spki(createPublicKey(pem)));

    const again = collectedIo({ cwd });
    expect(
      await main(argv('keys', 'new', '--handshake', handshake, '--out', `${type}.pem`), again),
    ).toBe(2);
    expect(again.err()).toContain('--force');
    expect(readFileSync(file, 'utf8')).toBe(pem);
    expect(again.out()).toBe('');

    writeFileSync(join(cwd, 'open.pem'), 'old', { mode: 0o644 });
    expect(
      await main(
        argv('keys', 'new', '--handshake', handshake, '--out', 'open.pem', '--force'),
        collectedIo({ cwd }),
      ),
    ).toBe(0);
    expect(statSync(join(cwd, 'open.pem')).mode & 0o777).toBe(0o600);
  }
  const lost = collectedIo({ cwd });
  expect(await main(argv('keys', 'new', '--out', 'no/such/key.pem'), lost)).toBe(2);
  expect(lost.err()).toMatch(/^docs-handshake: --out no\/such\/key\.pem: .+\.\n$/);
  expect(existsSync(join(cwd, 'no'))).toBe(false);
});

test('keys public prints the public half and nothing else', async ({}, info) => {
  const cwd = info.outputPath();
  writeFileSync(join(cwd, 'key.pem'), secretKey);
  writeFileSync(join(cwd, 'public.pem'), spki(ed25519.publicKey));
  for (const file of ['key.pem', 'public.pem']) {
    const pem = collectedIo({ cwd });
    expect(await main(argv('keys', 'public', file), pem)).toBe(0);
    expect(pem.out()).toBe(spki(ed25519.publicKey));
    const json = collectedIo({ cwd });
    expect(await main(argv('keys', 'public', file, '--jwk'), json)).toBe(0);
    expect(JSON.parse(json.out())).toEqual(ed25519.publicKey.export({ format: 'jwk' }));
  }
  const missing = collectedIo({ cwd });
  expect(await main(argv('keys', 'public', 'none.pem'), missing)).toBe(2);
  expect(missing.err()).toBe('docs-handshake: keys public none.pem: there is no such file.\n');
});
