import { sign } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { makeKeyPair, type FlowKey } from '../../../fixtures/reference/keys.js';
import { rawToDer } from '../../../handshakes/mintlify-personalization/raw-signature.js';
import { readKeys, type VerificationKey } from '../../../protocol/jose/keys.js';
import { derToRaw, paddedSignatures, verifies } from '../../../protocol/jose/signature.js';
import { readToken } from '../../../protocol/jose/token.js';

/** Signatures made at start and changed in the ways that broke verifiers elsewhere. */

const message = new TextEncoder().encode('eyJhbGciOiJub25lIn0.e30');

async function publicHalf({ publicPem }: FlowKey): Promise<VerificationKey> {
  const read = await readKeys(publicPem, 'made at start');
  if (!read.ok) throw new Error(read.problem);
  return read.key;
}

function signed({ algorithm, privateKey }: FlowKey, input: Uint8Array): Uint8Array {
  return new Uint8Array(
    algorithm === 'EdDSA'
      ? sign(null, input, privateKey)
      : sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
  );
}

const joined = (...parts: readonly Uint8Array[]): Uint8Array =>
  new Uint8Array(Buffer.concat(parts));
const first = (raw: Uint8Array): Uint8Array => raw.slice(0, 32);
const second = (raw: Uint8Array): Uint8Array => raw.slice(32);

/** 32 octets, most significant first. */
const number = (value: bigint): Uint8Array =>
  new Uint8Array(Buffer.from(value.toString(16).padStart(64, '0').slice(-64), 'hex'));
const valueOf = (octets: Uint8Array): bigint => BigInt(`0x${Buffer.from(octets).toString('hex')}`);
const reversed = (octets: Uint8Array): Uint8Array => octets.toReversed();

/** The order of P-256 (FIPS 186-5) and of edwards25519 (RFC 8032 §5.1). */
const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const l = 2n ** 252n + 27742317777372353535851937790883648493n;

type Change = (raw: Uint8Array) => Uint8Array;

const refusedByBoth: readonly (readonly [what: string, change: Change])[] = [
  ['empty', () => new Uint8Array()],
  ['all zero', () => new Uint8Array(64)],
  ['one octet short', (raw) => raw.slice(0, 63)],
  ['one octet long', (raw) => joined(raw, new Uint8Array(1))],
  ['a zero in front', (raw) => joined(new Uint8Array(1), raw)],
  ['half', first],
  ['twice', (raw) => joined(raw, raw)],
  ['halves swapped', (raw) => joined(second(raw), first(raw))],
  ['DER', rawToDer],
  ['one bit changed in front', (raw) => raw.map((octet, at) => (at === 0 ? octet ^ 1 : octet))],
  ['one bit changed at the end', (raw) => raw.map((octet, at) => (at === 63 ? octet ^ 1 : octet))],
];

const refusedAsEs256: readonly (readonly [what: string, change: Change])[] = [
  ['r is 0', (raw) => joined(number(0n), second(raw))],
  ['s is 0', (raw) => joined(first(raw), number(0n))],
  ['r is n', (raw) => joined(number(n), second(raw))],
  ['s is n', (raw) => joined(first(raw), number(n))],
  ['both are n', () => joined(number(n), number(n))],
  ['both are 1', () => joined(number(1n), number(1n))],
  ['s is n - 1', (raw) => joined(first(raw), number(n - 1n))],
  ['r is all ones', (raw) => joined(new Uint8Array(32).fill(255), second(raw))],
];

const refusedAsEdDsa: readonly (readonly [what: string, change: Change])[] = [
  ['S + L', (raw) => joined(first(raw), reversed(number(valueOf(reversed(second(raw))) + l)))],
  ['S is 0', (raw) => joined(first(raw), number(0n))],
  ['S is L', (raw) => joined(first(raw), reversed(number(l)))],
  ['R is the neutral element', (raw) => joined(reversed(number(1n)), second(raw))],
  ['R is all ones', (raw) => joined(new Uint8Array(32).fill(255), second(raw))],
];

test('a changed signature is refused, an unchanged one verifies', async () => {
  const tables = [
    ['EdDSA', [...refusedByBoth, ...refusedAsEdDsa]],
    ['ES256', [...refusedByBoth, ...refusedAsEs256]],
  ] as const;
  for (const [algorithm, table] of tables) {
    const pair = makeKeyPair(algorithm);
    const key = await publicHalf(pair);
    const raw = signed(pair, message);
    expect(await verifies(key, raw, message), algorithm).toBe(true);
    for (const [what, change] of table) {
      expect(await verifies(key, change(raw), message), `${algorithm}: ${what}`).toBe(false);
    }
    expect(await verifies(key, raw, message.slice(1)), `${algorithm}: other text`).toBe(false);
    const stranger = await publicHalf(makeKeyPair(algorithm));
    expect(await verifies(stranger, raw, message), `${algorithm}: other key`).toBe(false);
  }
});

test('ECDSA has two signatures for one text, so a token is known by its signing input', async () => {
  const pair = makeKeyPair('ES256');
  const raw = signed(pair, message);
  const other = joined(first(raw), number(n - valueOf(second(raw))));
  expect(await verifies(await publicHalf(pair), other, message)).toBe(true);
});

/** What a signature of R‖S lost or gained, and whether it can be told. */
const paddings: readonly (readonly [what: string, change: Change, found: boolean])[] = [
  ['nothing', (raw) => raw, false],
  ['a leading zero of R', (raw) => raw.slice(1), true],
  ['a leading zero of S', (raw) => joined(first(raw), second(raw).slice(1)), true],
  ['a leading zero of both', (raw) => joined(first(raw).slice(1), second(raw).slice(1)), true],
  ['two leading zeros of R', (raw) => raw.slice(2), true],
  ['gained a sign octet of R', (raw) => joined(new Uint8Array(1), raw), true],
  ['gained a sign octet of S', (raw) => joined(first(raw), new Uint8Array(1), second(raw)), true],
  [
    'gained a sign octet of both',
    (raw) => joined(new Uint8Array(1), first(raw), new Uint8Array(1), second(raw)),
    true,
  ],
  ['gained an octet that counts', (raw) => joined(Uint8Array.of(1), raw), false],
  ['lost a half', first, false],
  ['lost everything', () => new Uint8Array(), false],
];

test('R and S of another length come back as 64 octets', () => {
  // No signature: R and S begin with two zeros each.
  const raw = joined(number(2n ** 230n + 5n), number(2n ** 231n + 7n));
  for (const [what, change, found] of paddings) {
    const candidates = paddedSignatures(change(raw)).map((each) =>
      Buffer.from(each).toString('hex'),
    );
    expect([what, candidates.includes(Buffer.from(raw).toString('hex'))]).toEqual([what, found]);
  }
});

test('DER comes back as the raw signature, and broken DER as nothing', () => {
  const pair = makeKeyPair('ES256');
  for (let round = 0; round < 200; round += 1) {
    const raw = signed(pair, new TextEncoder().encode(`text ${round}`));
    const der = rawToDer(raw);
    expect(derToRaw(der)).toEqual(raw);
    expect(derToRaw(der.slice(0, -1))).toBeUndefined();
    expect(derToRaw(joined(der, new Uint8Array(1)))).toBeUndefined();
    expect(derToRaw(raw)).toBeUndefined();
  }
});

const segment = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** Spellings of one good token that lenient libraries take. */
const misspelt: readonly (readonly [what: string, spell: (token: string) => string])[] = [
  ['padding', (token) => `${token}==`],
  ['a line end behind it', (token) => `${token}\n`],
  ['a blank in front', (token) => ` ${token}`],
  ['a blank in the signature', (token) => token.replace(/.{5}$/, ' $&')],
  ['spare bits set', (token) => token.slice(0, -1) + spare(token.at(-1) ?? '')],
  ['a fourth segment', (token) => `${token}.`],
  ['two segments', (token) => token.replace(/\.[^.]*$/, '')],
  ['no signature', (token) => token.replace(/[^.]*$/, '')],
  ['quotes around it', (token) => `"${token}"`],
];

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** The last character of 64 octets has four spare bits; the next one in the alphabet decodes to the same. */
const spare = (last: string): string => alphabet[alphabet.indexOf(last) + 1] ?? '';

test('a misspelt token does not count as verified', async () => {
  for (const algorithm of ['EdDSA', 'ES256'] as const) {
    const pair = makeKeyPair(algorithm);
    const keys = [await publicHalf(pair)];
    const input = `${segment({ alg: algorithm })}.${segment({ exp: 1 })}`;
    const raw = signed(pair, new TextEncoder().encode(input));
    const token = `${input}.${Buffer.from(raw).toString('base64url')}`;
    expect((await readToken(token, keys, algorithm)).signature.state, algorithm).toBe('verified');
    for (const [what, spell] of misspelt) {
      const read = await readToken(spell(token), keys, algorithm);
      expect(read.problems, `${algorithm}: ${what}`).not.toEqual([]);
      expect(read.signature.state, `${algorithm}: ${what}`).toBe('not-judged');
    }
  }
});
