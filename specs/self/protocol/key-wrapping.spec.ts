import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { main } from '../../../command/main.js';
import { openReferenceFlow } from '../../../fixtures/reference/flow.js';
import { createCertificate } from '../../../mock-host/server/certificate.js';
import { readKeyOctets } from '../../../protocol/jose/key-file.js';
import { readKeys } from '../../../protocol/jose/keys.js';
import type { Mutant } from '../../../protocol/plan.js';
import { argv, collectedIo } from '../harness/collected-io.js';
import { loginUrl, outcome } from '../harness/configuration-attempt.js';

const ed25519 = generateKeyPairSync('ed25519');
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

const pem = (key: KeyObject, type: 'pkcs8' | 'spki' | 'sec1'): string =>
  key.export({ type, format: 'pem' } as { type: 'pkcs8'; format: 'pem' }).toString();
const der = (key: KeyObject, type: 'pkcs8' | 'spki' | 'sec1' | 'pkcs1'): Buffer =>
  key.export({ type, format: 'der' } as { type: 'pkcs8'; format: 'der' });
const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');

/** What env files, dashboards, shells and scripts do to the text of a key. */
const wrappings: readonly (readonly [name: string, wrap: (text: string) => string])[] = [
  ['as it is', (text) => text],
  ['Windows line ends', (text) => text.replaceAll('\n', '\r\n')],
  ['escaped', (text) => text.replaceAll('\n', String.raw`\n`)],
  ['escaped twice', (text) => text.replaceAll('\n', String.raw`\\n`)],
  ['escaped three times', (text) => text.replaceAll('\n', String.raw`\\\\n`)],
  ['Windows line ends, escaped twice', (text) => text.replaceAll('\n', String.raw`\\r\\n`)],
  ['on one line', (text) => text.replaceAll('\n', ' ')],
  ['Base64', base64],
  ['Base64 in lines', (text) => base64(text).replace(/(.{76})/g, '$1\n')],
  ['Base64 in lines, escaped', (text) => base64(text).replace(/(.{64})/g, String.raw`$1\n`)],
  ['Base64 in quotes', (text) => `"${base64(text)}"\n`],
  ['base64url', (text) => Buffer.from(text).toString('base64url')],
  ['Base64 of Windows line ends', (text) => base64(text.replaceAll('\n', '\r\n'))],
  ['Base64 of the escaped text', (text) => base64(text.replaceAll('\n', String.raw`\n`))],
  ['Base64 of UTF-16', (text) => base64(Buffer.from(text, 'utf16le'))],
  ['Base64 twice', (text) => base64(base64(text))],
];

const keys: readonly (readonly [name: string, text: string, key: KeyObject])[] = [
  ['PKCS#8 Ed25519', pem(ed25519.privateKey, 'pkcs8'), ed25519.publicKey],
  ['SPKI Ed25519', pem(ed25519.publicKey, 'spki'), ed25519.publicKey],
  ['PKCS#8 P-256', pem(p256.privateKey, 'pkcs8'), p256.publicKey],
  ['SEC1 P-256', pem(p256.privateKey, 'sec1'), p256.publicKey],
  ['SPKI P-256', pem(p256.publicKey, 'spki'), p256.publicKey],
];

test('reads a key in every wrapping', async () => {
  for (const [name, text, key] of keys) {
    for (const [how, wrap] of wrappings) {
      const wrapped = wrap(text);
      const inFile = await readKeyOctets(Buffer.from(wrapped), 'key.pem', 'key.pem');
      for (const reading of [await readKeys(wrapped, 'KEY'), inFile]) {
        const row = `${name}, ${how}: ${reading.ok ? '' : reading.problem}`;
        expect(reading.ok && reading.key.publicPem, row).toBe(pem(key, 'spki'));
        if (!reading.ok || text.includes('PUBLIC')) continue;
        // A flow may use the variable as it stands as the secret of an HMAC.
        const texts = reading.key.privateText?.map((sealed) => sealed.reveal()) ?? [];
        expect(texts, row).toContain(wrapped);
      }
    }
    const body = text.split('\n').slice(1, -2).join('');
    const bare = await readKeys(body, 'KEY');
    expect(bare.ok && bare.key.publicPem, `${name} without its lines`).toBe(pem(key, 'spki'));
  }
});

test('reads key files in UTF-16', async () => {
  const text = `\uFEFF${pem(ed25519.privateKey, 'pkcs8')}`;
  const little = Buffer.from(text, 'utf16le');
  const big = Buffer.from(text, 'utf16le').swap16();
  for (const [name, octets] of Object.entries({
    little,
    big,
    'little without mark': little.subarray(2),
    'big without mark': big.subarray(2),
  })) {
    const reading = await readKeyOctets(octets, 'key.pem', 'key.pem');
    expect(reading, name).toMatchObject({ ok: true });
  }
});

test('names what stands under Base64 and cannot be used', async () => {
  const encrypted = {
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'x',
    type: 'pkcs8',
  } as const;
  const rows: readonly (readonly [string, RegExp])[] = [
    [base64(pem(rsa.privateKey, 'pkcs8')), /RSA key/],
    [base64(der(rsa.privateKey, 'pkcs8')), /RSA key/],
    [base64(der(rsa.privateKey, 'pkcs1')), /RSA key/],
    [base64(ed25519.privateKey.export(encrypted)), /is encrypted/],
    [base64(ed25519.privateKey.export({ ...encrypted, format: 'der' })), /is encrypted/],
    [base64((await createCertificate(['a.example'])).cert), /certificate, not a key/],
    [base64(pem(ed25519.privateKey, 'pkcs8').slice(0, 70)), /is cut off/],
    [base64(pem(ed25519.privateKey, 'pkcs8')).slice(0, 100), /is cut off/],
    [base64('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== ann@host'), /OpenSSH/],
    [base64('{"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAAAAA"}'), /shared secret/],
    [base64('a text that is no key at all, whatever it may be'), /holds no key/],
  ];
  for (const [text, sentence] of rows) {
    const reading = await readKeys(text, 'KEY');
    expect(reading.ok ? 'it was read' : reading.problem, text.slice(0, 40)).toMatch(sentence);
  }
});

test('names a file in DER with the command that converts it', async ({}, info) => {
  const cwd = info.outputPath('keys');
  mkdirSync(cwd, { recursive: true });
  const encrypted = {
    type: 'pkcs8',
    format: 'der',
    cipher: 'aes-256-cbc',
    passphrase: 'x',
  } as const;
  const certificate = Buffer.from(
    (await createCertificate(['a.example'])).cert.split('\n').slice(1, -1).join(''),
    'base64',
  );
  const rows: readonly (readonly [file: string, octets: Buffer, says: RegExp])[] = [
    [
      'key.der',
      der(ed25519.privateKey, 'pkcs8'),
      /is a key in DER: convert it to PEM with "openssl pkey -inform DER -in key\.der -out converted\.pem"/,
    ],
    ['p256.der', der(p256.privateKey, 'pkcs8'), /"openssl pkey -inform DER -in p256\.der/],
    ['sec1.der', der(p256.privateKey, 'sec1'), /"openssl pkey -inform DER -in sec1\.der/],
    ['my key', der(ed25519.privateKey, 'pkcs8'), /-in 'my key' -out/],
    ['public.der', der(ed25519.publicKey, 'spki'), /"openssl pkey -pubin -inform DER -in public/],
    ['locked.der', ed25519.privateKey.export(encrypted), /encrypted .*"openssl pkcs8 -inform DER/],
    ['rsa.der', der(rsa.privateKey, 'pkcs8'), /RSA key/],
    ['rsa1.der', der(rsa.privateKey, 'pkcs1'), /RSA key/],
    ['a.crt', certificate, /certificate in DER, not a key: .*"openssl x509 -inform DER -pubkey/],
    ['noise.bin', Buffer.from([0, 1, 2, 3, 250, 251, 0, 9]), /is a binary file: give PEM text/],
    ['half.der', der(ed25519.privateKey, 'pkcs8').subarray(0, 20), /is a binary file/],
    ['seed', Buffer.alloc(32, 7), /is a binary file/],
  ];
  for (const [file, octets, says] of rows) {
    writeFileSync(join(cwd, file), octets);
    const said = await outcome({ key: [file] }, {}, cwd);
    expect(said, file).toMatch(says);
    expect(said, file).toMatch(/^key: --key [^\n]*[."]$/);
  }
});

test('prints nothing of a key that was given in place of its file', async () => {
  const text = pem(ed25519.privateKey, 'pkcs8');
  const body = text.split('\n')[1] ?? '';
  for (const [how, wrap] of [...wrappings, ['bare', () => body] as const]) {
    const wrapped = wrap(text);
    for (const words of [
      ['check', loginUrl, '--key', wrapped],
      ['keys', 'public', wrapped],
      ['demo', '--key', wrapped],
    ]) {
      const io = collectedIo();
      expect(await main(argv(...words), io), how).toBe(2);
      const printed = io.out() + io.err();
      // Words that begin with dashes are options to the parser.
      expect(printed, how).toMatch(
        /takes the path of a file, not the text of a key|unknown option/,
      );
      for (const part of [body, wrapped]) {
        for (let at = 0; at + 12 <= part.length; at += 12) {
          const piece = part.slice(at, at + 12);
          expect(printed.includes(piece), `${how}: ${at}`).toBe(false);
        }
      }
    }
  }
});

test('a fallen token-signature names the given keys by their fingerprints', async ({}, info) => {
  const cwd = info.outputPath('fingerprints');
  mkdirSync(cwd, { recursive: true });
  const otherKey: Mutant = {
    name: 'other-key',
    change: (honest) => ({
      token: async (header, claims, request) => {
        const [head = '', body = ''] = (await honest.token(header, claims, request)).split('.');
        const signature = await request.tools.sign(`${head}.${body}`, 'other');
        return `${head}.${body}.${request.tools.base64url(signature)}`;
      },
    }),
  };
  const flow = await openReferenceFlow({
    handshake: 'mintlify-authentication',
    docsOrigin: 'http://localhost:4747',
    mutant: otherKey,
  });
  writeFileSync(join(cwd, 'one.pem'), flow.keys.own.privateText.reveal());
  writeFileSync(join(cwd, 'two.pem'), pem(ed25519.publicKey, 'spki'));
  const prints: string[] = [];
  for (const file of ['one.pem', 'two.pem']) {
    const io = collectedIo({ cwd });
    expect(await main(argv('keys', 'public', file), io)).toBe(0);
    prints.push(/^SHA-256 fingerprint: ([0-9a-f]{64})\n$/.exec(io.err())?.[1] ?? '');
  }
  const io = collectedIo({ cwd });
  const [{ username, password }] = flow.users;
  const user = ['--sign-in', 'form', '--username', username, '--password', password.reveal()];
  const quick = ['--driver', 'http', '--only', 'token-signature'];
  const given = ['--key', 'one.pem', '--key', 'two.pem'];
  expect(await main(argv('check', flow.loginUrl, ...user, ...quick, ...given), io)).toBe(1);
  await flow.close();
  const text = io.out().replace(/\s+/g, ' ');
  const [one = '', two = ''] = prints.map((print) => print.slice(0, 16));
  expect(text).toContain(
    `Given: one.pem (SHA-256 fingerprint ${one}…), two.pem (SHA-256 fingerprint ${two}…);`,
  );
});

test('a key that is set and empty is not taken for none', async () => {
  for (const blank of ['', ' ', '\n']) {
    expect(await outcome({}, { DOCS_HANDSHAKE_KEY: blank })).toMatch(
      /^key: DOCS_HANDSHAKE_KEY is set and empty: a pipeline gives no secrets to runs of forks\./,
    );
  }
});
