import { exportJWK, exportPKCS8, exportSPKI } from 'jose/key/export';
import { importJWK } from 'jose/key/import';
import type { SigningAlgorithm } from '../handshake.js';
import { Failure } from '../failure.js';
import type { JsonObject } from '../json.js';
import { sealAs } from '../secrecy/sealed.js';
import type { Sealed } from '../secrecy/sealed.js';
import { isLowOrder } from './low-order.js';
import { straighten } from './pem.js';

/** A JWS algorithm with a key pair (RFC 8037 §3.1, RFC 7518 §3.4). */
export type KeyAlgorithm = 'EdDSA' | 'ES256';

/** A key that tokens are verified with. */
export type VerificationKey = PublicKey | SharedSecret;

/** A secret that signs and verifies (RFC 7518 §3.2). It has no half that could be shown, its fingerprint included: a short one could be guessed from that. */
export interface SharedSecret {
  /** Where it came from, for messages: a file name or the name of a variable. */
  readonly name: string;
  readonly algorithm: 'HS256';
  /** For HMAC with SHA-256. */
  readonly secret: CryptoKey;
  /** The secret as it was given, and its octets as text and in base64url. */
  readonly privateText: readonly Sealed[];
}

/** The public key of a pair; its private half stays sealed. */
export interface PublicKey {
  /** Where it came from, for messages: a file name or the name of a variable. */
  readonly name: string;
  readonly algorithm: KeyAlgorithm;
  readonly publicKey: CryptoKey;
  /** SPKI PEM (RFC 7468 §13), with a line end at the end. */
  readonly publicPem: string;
  /** SHA-256 of the SubjectPublicKeyInfo in DER, as 64 hexadecimal digits: what tells two keys apart. */
  readonly fingerprint: string;
  /** The public members only (RFC 7517 §4, RFC 8037 §2). */
  readonly publicJwk: JsonObject;
  /** Where a private key was given: the texts that a login flow may have used as an HMAC secret by mistake. */
  readonly privateText?: readonly Sealed[];
}

/** A key, or one sentence that says why there is none. */
export type KeyOutcome = PublicKey | { readonly problem: string };

const wanted = 'an Ed25519 key (authentication) or a P-256 key (personalization)';

/** What people call the key of an algorithm. */
export const calledKey: Readonly<Record<SigningAlgorithm, string>> = {
  EdDSA: 'an Ed25519 key',
  ES256: 'a P-256 key',
  HS256: 'a shared secret',
};

/** The sentence for a key that no handshake signs with. */
export const wrongKind = (name: string, called: string): string =>
  `${name} is ${called}: the handshakes need ${wanted}.`;

/** The sentence for contents that claim to be a key and are not. */
export const damaged = (name: string): string =>
  `${name} is damaged: its contents are not a complete key.`;

/**
 * Completes a private key, whose public half is taken from the key itself.
 *
 * @param text the text as it was given, which a login flow may hold too
 */
export async function fromPrivate(
  secret: CryptoKey,
  algorithm: KeyAlgorithm,
  text: string,
  name: string,
): Promise<KeyOutcome> {
  const { d: _secret, ...publicPart } = await exportJWK(secret);
  const publicKey = await importJWK({ ...publicPart, ext: true }, algorithm);
  if (publicKey instanceof Uint8Array) return { problem: damaged(name) };
  if (!(await belongTogether(secret, publicKey))) {
    return {
      problem: `${name} is damaged: its private and its public half do not belong together.`,
    };
  }
  const pem = await exportPKCS8(secret);
  return { ...(await fromPublic(publicKey, algorithm, name)), privateText: secretTexts(pem, text) };
}

/** A JWK may carry a public half that is not its own; tokens would then fail for a reason that nobody sees. */
async function belongTogether(secret: CryptoKey, publicKey: CryptoKey): Promise<boolean> {
  const { subtle } = globalThis.crypto;
  const parameters =
    secret.algorithm.name === 'ECDSA' ? { name: 'ECDSA', hash: 'SHA-256' } : secret.algorithm;
  const probe = new TextEncoder().encode('docs-handshake');
  const signature = await subtle.sign(parameters, secret, probe);
  return subtle.verify(parameters, publicKey, signature, probe);
}

/** The spellings of a private key that a program may hold as a string: line ends, literal `\n`, cut or not. */
function secretTexts(pem: string, given: string): readonly Sealed[] {
  const lines = pem.trim();
  const forms = [
    `${lines}\n`,
    lines,
    lines.replaceAll('\n', '\r\n'),
    `${lines}\n`.replaceAll('\n', '\r\n'),
  ];
  const escaped = [`${lines}\n`, lines].map((form) => form.replaceAll('\n', '\\n'));
  const body = lines.split('\n').slice(1, -1).join('');
  return [...new Set([...forms, ...escaped, body, given, given.trim(), straighten(given)])].map(
    (form) => sealAs(form),
  );
}

async function fingerprintOf(publicKey: CryptoKey): Promise<string> {
  const { subtle } = globalThis.crypto;
  const digest = await subtle.digest('SHA-256', await subtle.exportKey('spki', publicKey));
  return Buffer.from(digest).toString('hex');
}

/** Digits of a fingerprint that a sentence shows: enough to tell keys apart. */
const shown = 16;

/** A key as a finding names it: `docs.pem (SHA-256 fingerprint 3f9a12bc4d5e6f70…)`; a shared secret by its name alone. */
export const withFingerprint = (key: VerificationKey): string =>
  key.algorithm === 'HS256'
    ? key.name
    : `${key.name} (SHA-256 fingerprint ${key.fingerprint.slice(0, shown)}…)`;

/**
 * Completes a public key. Rejects where the key cannot be exported, and for one of Ed25519 under which a signature proves
 * nothing.
 */
export async function fromPublic(
  publicKey: CryptoKey,
  algorithm: KeyAlgorithm,
  name: string,
): Promise<PublicKey> {
  const publicPem = `${(await exportSPKI(publicKey)).trim()}\n`;
  const { kty, crv, x, y } = await exportJWK(publicKey);
  if (algorithm === 'EdDSA' && isLowOrder(Buffer.from(x ?? '', 'base64url'))) {
    throw new Failure('key', damaged(name));
  }
  const publicJwk: JsonObject = { kty, crv, x, ...(y !== undefined && { y }) };
  const fingerprint = await fingerprintOf(publicKey);
  return { name, algorithm, publicKey, publicPem, fingerprint, publicJwk };
}
