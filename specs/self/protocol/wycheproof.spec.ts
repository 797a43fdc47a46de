import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { readKeys, type VerificationKey } from '../../../protocol/jose/keys.js';
import { verifies } from '../../../protocol/jose/signature.js';
import { compactProblems, readToken } from '../../../protocol/jose/token.js';

const folder = new URL('../../../../shared/vectors/wycheproof/', import.meta.url);
const hasVectors = existsSync(folder);

/** One group of vectors, all with one key: raw signatures with a PEM key, or tokens with a JWK. */
interface Group {
  readonly comment?: string;
  readonly publicKeyPem?: string;
  readonly public?: Readonly<Record<string, unknown>>;
  readonly tests: readonly {
    readonly tcId: number;
    readonly msg?: string;
    readonly sig?: string;
    readonly jws?: unknown;
    readonly result: 'valid' | 'invalid';
  }[];
}

/** One file of the Wycheproof project (C2SP); undefined where the vectors are not beside the project. */
function vectorFile(name: string): readonly Group[] | undefined {
  test.info().annotations.push({
    type: 'Wycheproof vectors',
    description: hasVectors ? name : 'not beside the project: only own-signatures.spec.ts speaks',
  });
  if (!hasVectors) return undefined;
  const { testGroups } = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as {
    testGroups: readonly Group[];
  };
  return testGroups;
}

async function keyFrom(text: string): Promise<VerificationKey | undefined> {
  const read = await readKeys(text, 'a vector');
  return read.ok ? read.key : undefined;
}

const bytes = (hex = ''): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

const rawFiles: readonly (readonly [file: string, count: number])[] = [
  ['ed25519_test.json', 151],
  ['ecdsa_secp256r1_sha256_p1363_test.json', 262],
];

for (const [file, count] of rawFiles) {
  test(`raw signatures: ${file}`, async () => {
    const wrong: number[] = [];
    let seen = 0;
    for (const group of vectorFile(file) ?? []) {
      const key = await keyFrom(group.publicKeyPem ?? '');
      for (const { tcId, msg, sig, result } of group.tests) {
        const verified = key !== undefined && (await verifies(key, bytes(sig), bytes(msg)));
        if (verified !== (result === 'valid')) wrong.push(tcId);
        seen += 1;
      }
    }
    expect(wrong).toEqual([]);
    expect(seen).toBe(hasVectors ? count : 0);
  });
}

/** 367 and 370 are octet for octet the valid 357; 372 and 373 hold a `?`, which RFC 7515 §2 forbids. */
const mislabelled = new Set([367, 370, 372, 373]);
const jwsFile = 'json_web_signature_test.json';

test('tokens: the ES256 groups, each with its own key', async () => {
  const wrong: number[] = [];
  let seen = 0;
  for (const group of vectorFile(jwsFile) ?? []) {
    if (group.public?.['crv'] !== 'P-256') continue;
    // Two groups hold a valid token and a key that is not for signatures: the key itself is refused.
    const key = await keyFrom(JSON.stringify(group.public));
    for (const { tcId, jws, result } of group.tests) {
      const text = typeof jws === 'string' ? jws : JSON.stringify(jws);
      const token = await readToken(text, key === undefined ? [] : [key], 'ES256');
      const good = token.signature.state === 'verified' && token.problems.length === 0;
      if (good !== (result === 'valid')) wrong.push(tcId);
      seen += 1;
    }
  }
  expect(wrong).toEqual([]);
  expect(seen).toBe(hasVectors ? 41 : 0);
});

test('tokens: the base64 group, by their spelling alone', () => {
  const group = vectorFile(jwsFile)?.find(({ comment }) => comment === 'base64');
  const told = (group?.tests ?? []).filter(({ tcId }) => !mislabelled.has(tcId));
  const wrong = told.filter(({ jws, result }) => {
    const strict = typeof jws === 'string' && compactProblems(jws).length === 0;
    return strict !== (result === 'valid');
  });
  expect(wrong.map(({ tcId }) => tcId)).toEqual([]);
  expect(told.length).toBe(hasVectors ? 17 : 0);
});
