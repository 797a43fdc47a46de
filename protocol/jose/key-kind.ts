import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** What the octets of a key say that it is. `other` carries the name that a person knows it by. */
export type KeyKind =
  | { readonly is: 'Ed25519' | 'P-256' }
  | { readonly is: 'other'; readonly called: string };

/** How the octets are laid out: PKCS#8 (RFC 5958 §2), SEC1 (RFC 5915 §3), SubjectPublicKeyInfo (RFC 5280 §4.1.2.7). */
export type KeyLayout = 'pkcs8' | 'sec1' | 'spki';

/** What people call the keys that Node.js names so (`KeyObject.asymmetricKeyType`). */
const names: Readonly<Record<string, string>> = {
  x25519: 'an X25519 key, which cannot sign',
  x448: 'an X448 key, which cannot sign',
  ed448: 'an Ed448 key',
  rsa: 'an RSA key',
  'rsa-pss': 'an RSA-PSS key',
  dsa: 'a DSA key',
  secp384r1: 'a P-384 key',
  secp521r1: 'a P-521 key',
  secp256k1: 'a secp256k1 key',
};

/** Reads a key's octets in DER; undefined where they are no complete key of that layout. Never throws. */
function readKey(der: Uint8Array, type: KeyLayout): KeyObject | undefined {
  const key = Buffer.from(der);
  try {
    return type === 'spki'
      ? createPublicKey({ key, format: 'der', type })
      : createPrivateKey({ key, format: 'der', type });
  } catch {
    return undefined;
  }
}

function kindOf(key: KeyObject): KeyKind {
  const type = key.asymmetricKeyType ?? '';
  if (type === 'ed25519') return { is: 'Ed25519' };
  const curve = key.asymmetricKeyDetails?.namedCurve ?? '';
  if (type === 'ec' && curve === 'prime256v1') return { is: 'P-256' };
  const unknown =
    type === 'ec' ? 'an elliptic-curve key on another curve' : 'a key of an unknown kind';
  return { is: 'other', called: names[type === 'ec' ? curve : type] ?? unknown };
}

/** The kind of a key in DER; undefined where the octets are no complete key of that layout. Never throws. */
export function keyKind(der: Uint8Array, layout: KeyLayout): KeyKind | undefined {
  const key = readKey(der, layout);
  return key && kindOf(key);
}

/** A SEC1 private key as PKCS#8, which is what Web Cryptography reads; undefined where it is no complete key. */
export function wrapSec1(der: Uint8Array): Uint8Array | undefined {
  const key = readKey(der, 'sec1');
  return key && new Uint8Array(key.export({ format: 'der', type: 'pkcs8' }));
}
