import { derTag, readDer, readDerChildren, writeDer } from './der.js';

/** What the octets of a key say that it is. `other` carries the name that a person knows it by. */
export type KeyKind =
  | { readonly is: 'Ed25519' | 'P-256' }
  | { readonly is: 'other'; readonly called: string };

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Object identifiers of RFC 8410 §3, RFC 5480 §2.1.1 and RFC 8017 appendix C, as DER content in hex. */
const algorithms: Readonly<Record<string, string>> = {
  '2b656e': 'an X25519 key, which cannot sign',
  '2b656f': 'an X448 key, which cannot sign',
  '2b6571': 'an Ed448 key',
  '2a864886f70d010101': 'an RSA key',
  '2a864886f70d01010a': 'an RSA-PSS key',
  '2a8648ce380401': 'a DSA key',
};
const ed25519 = '2b6570';
const ecPublicKey = '2a8648ce3d0201';
const p256 = '2a8648ce3d030107';
const curves: Readonly<Record<string, string>> = {
  '2b81040022': 'a P-384 key',
  '2b81040023': 'a P-521 key',
  '2b8104000a': 'a secp256k1 key',
};

/** The kind that an AlgorithmIdentifier (RFC 5280 §4.1.1.2) names. */
function kindOf(identifier: Uint8Array): KeyKind {
  const [algorithm, parameters] = readDerChildren(identifier);
  if (algorithm?.tag !== derTag.oid) return { is: 'other', called: 'no key that can be read' };
  const name = hex(algorithm.content);
  if (name === ed25519) return { is: 'Ed25519' };
  if (name !== ecPublicKey) {
    return { is: 'other', called: algorithms[name] ?? 'a key of an unknown kind' };
  }
  const curve = parameters?.tag === derTag.oid ? hex(parameters.content) : '';
  if (curve === p256) return { is: 'P-256' };
  return { is: 'other', called: curves[curve] ?? 'an elliptic-curve key on another curve' };
}

/** The kind of a PKCS#8 private key (RFC 5958 §2) or an SPKI public key (RFC 5280 §4.1.2.7); undefined where it is neither. */
export function keyKind(der: Uint8Array): KeyKind | undefined {
  const outer = readDer(der);
  if (outer?.tag !== derTag.sequence) return undefined;
  const children = readDerChildren(outer.content);
  const identifier = children.find((child) => child.tag === derTag.sequence);
  return identifier && kindOf(identifier.content);
}

const octets = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

/**
 * Wraps a SEC1 private key (RFC 5915 §3) as PKCS#8, which is what Web Cryptography reads.
 *
 * @returns the PKCS#8 octets, or the kind where the key names a curve other than P-256; undefined where it is no SEC1 key
 */
export function wrapSec1(der: Uint8Array): Uint8Array | KeyKind | undefined {
  const outer = readDer(der);
  const children = outer?.tag === derTag.sequence ? readDerChildren(outer.content) : [];
  const parameters = children.find((child) => child.tag === 0xa0);
  const curve = parameters && readDer(parameters.content);
  if (children[1]?.tag !== derTag.octets) return undefined;
  const name = curve?.tag === derTag.oid ? hex(curve.content) : undefined;
  // Without parameters only the length of the private value tells the curve.
  const fits = name === undefined ? children[1].content.length === 32 : name === p256;
  if (!fits) {
    return { is: 'other', called: curves[name ?? ''] ?? 'an elliptic-curve key on another curve' };
  }
  const identifier = writeDer(
    derTag.sequence,
    writeDer(derTag.oid, octets(ecPublicKey)),
    writeDer(derTag.oid, octets(p256)),
  );
  const version = writeDer(derTag.integer, Uint8Array.of(0));
  return writeDer(derTag.sequence, version, identifier, writeDer(derTag.octets, der));
}
