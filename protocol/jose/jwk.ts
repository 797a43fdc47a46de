import { importJWK } from 'jose/key/import';
import type { JWK } from 'jose';
import { damaged, fromPrivate, fromPublic, wrongKind } from './verification-key.js';
import type { KeyAlgorithm, KeyOutcome } from './verification-key.js';

/** Reads a JWK (RFC 7517 §4) or every key of a JWK Set (§5). Never throws. */
export async function readJson(
  json: string,
  text: string,
  name: string,
): Promise<readonly KeyOutcome[]> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return [{ problem: `${name} begins like a JWK but is not valid JSON.` }];
  }
  const members = value as { readonly keys?: unknown };
  if (!Array.isArray(members.keys)) return [await readJwk(value as JWK, text, name)];
  const many = members.keys.length > 1;
  return Promise.all(
    members.keys.map((key: JWK, index) =>
      readJwk(key, JSON.stringify(key), many ? `${name}, key ${index + 1}` : name),
    ),
  );
}

async function readJwk(jwk: JWK | null, text: string, name: string): Promise<KeyOutcome> {
  if (typeof jwk !== 'object' || jwk === null || typeof jwk.kty !== 'string') {
    return { problem: `${name} is JSON, but not a JWK: it has no "kty".` };
  }
  if (jwk.kty === 'RSA') return { problem: wrongKind(name, 'an RSA key') };
  if (jwk.kty === 'oct') return { problem: wrongKind(name, 'a shared secret') };
  const { crv } = jwk;
  if (typeof crv !== 'string') {
    return { problem: `${name} is a JWK without "crv": add "Ed25519" or "P-256".` };
  }
  const fits = (jwk.kty === 'OKP' && crv === 'Ed25519') || (jwk.kty === 'EC' && crv === 'P-256');
  if (!fits) {
    // The value comes from the file: only a plain name is repeated.
    const called = /^[A-Za-z0-9-]{1,16}$/.test(crv) ? crv : 'another kind of';
    return { problem: wrongKind(name, `a JWK with a ${called} key`) };
  }
  if (!signs(jwk)) {
    return {
      problem: `${name} is a JWK that is not meant for signatures: its "use" must be "sig", and its "key_ops" "sign" or "verify".`,
    };
  }
  const algorithm: KeyAlgorithm = crv === 'Ed25519' ? 'EdDSA' : 'ES256';
  const { kty, x, y, d } = jwk;
  const publicPart: JWK = { kty, crv, ...(x && { x }), ...(y && { y }) };
  try {
    if (typeof d !== 'string') {
      const key = await importJWK({ ...publicPart, ext: true }, algorithm);
      return key instanceof Uint8Array
        ? { problem: damaged(name) }
        : await fromPublic(key, algorithm, name);
    }
    const secret = await importJWK({ ...publicPart, d, ext: true }, algorithm);
    if (secret instanceof Uint8Array) return { problem: damaged(name) };
    return await fromPrivate(secret, algorithm, text, name);
  } catch {
    return { problem: damaged(name) };
  }
}

/** What a JWK says that it is for (RFC 7517 §4.2 and §4.3); one that says nothing is for everything. */
function signs({ use, key_ops: operations }: JWK): boolean {
  const allowed =
    !Array.isArray(operations) || operations.some((name) => name === 'sign' || name === 'verify');
  return (use === undefined || use === 'sig') && allowed;
}
