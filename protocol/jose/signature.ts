import type { Sealed } from '../secrecy/sealed.js';
import type { SigningAlgorithm } from '../handshake.js';
import type { VerificationKey } from './keys.js';
import { nodeCrypto } from './node-crypto.js';
import { withFingerprint } from './verification-key.js';

/** What the signature is worth, and what could be proven about a bad one. */
export type SignatureFinding =
  /** Verified with the named key of the handshake's algorithm. */
  | { readonly state: 'verified'; readonly key: string }
  /** No configured key of the algorithm verifies it (each is named with its fingerprint); a known key of another algorithm may. */
  | { readonly state: 'failed'; readonly tried: readonly string[]; readonly otherKey?: string }
  /** It could not be judged; `reason` is a whole sentence. */
  | {
      readonly state: 'not-judged';
      readonly why: 'no-key' | 'not-compact' | 'other-algorithm' | 'not-raw';
      readonly reason: string;
      /** ES256 in DER: the named key verifies it once converted; absent where none does. */
      readonly derKey?: string;
      /** ES256: the named key verifies it once R and S have 32 octets each; absent where none does. */
      readonly padded?: { readonly key: string; readonly fault: 'short' | 'long' };
      /** True where the octets have the shape of an ASN.1 DER signature. */
      readonly der?: boolean;
      /** HS256, HS384, HS512: the named key's text was the HMAC secret, proven by recomputing it. */
      readonly hmacKey?: string;
      /** A known key that verifies it all the same: only the name of the algorithm is then wrong, or the key. */
      readonly otherKey?: string;
    };

interface SignatureQuestion {
  readonly signingInput: string;
  readonly signature: Uint8Array | undefined;
  readonly compact: boolean;
  readonly alg: unknown;
  readonly algorithm: SigningAlgorithm;
  readonly keys: readonly VerificationKey[];
}

/** Other spellings of the algorithm names; the bytes are then signed by the same algorithm (RFC 9864). */
const families: Readonly<Record<SigningAlgorithm, RegExp>> = {
  EdDSA: /^(?:eddsa|ed25519)$/i,
  ES256: /^(?:es256|ecdsa|p-?256|es256-?sha256)$/i,
  HS256: /^(?:hs256|hmac-?sha-?256)$/i,
};

const parameters = {
  EdDSA: { name: 'Ed25519' },
  ES256: { name: 'ECDSA', hash: 'SHA-256' },
  HS256: { name: 'HMAC', hash: 'SHA-256' },
} as const;

/** What Node signs of a text: its hash, or all of it. */
const digests = { EdDSA: null, ES256: 'sha256' } as const;

/** Octets of a signature: Ed25519 (RFC 8032 §5.1.6), P-256 (RFC 7518 §3.4), HMAC with SHA-256 (RFC 7518 §3.2). */
export const signatureSize: Readonly<Record<SigningAlgorithm, number>> = {
  EdDSA: 64,
  ES256: 64,
  HS256: 32,
};

/**
 * Verifies raw signature octets (Ed25519: RFC 8032 §5.1.7; ES256: R‖S, RFC 7518 §3.4; HS256: RFC 7518 §3.2) over a text.
 * False for octets of any other length, and for input that the platform refuses.
 */
export async function verifies(
  key: VerificationKey,
  signature: Uint8Array,
  signingInput: Uint8Array,
): Promise<boolean> {
  if (signature.length !== signatureSize[key.algorithm]) return false;
  const { verify, KeyObject } = nodeCrypto;
  try {
    if (key.algorithm !== 'HS256' && verify !== undefined && KeyObject !== undefined) {
      const verifying = { key: KeyObject.from(key.publicKey), dsaEncoding: 'ieee-p1363' } as const;
      return verify(digests[key.algorithm], signingInput, verifying, signature);
    }
    const owned = new Uint8Array(signature);
    const input = new Uint8Array(signingInput);
    const verifying = key.algorithm === 'HS256' ? key.secret : key.publicKey;
    return await crypto.subtle.verify(parameters[key.algorithm], verifying, owned, input);
  } catch {
    return false;
  }
}

/** Converts an ASN.1 DER ECDSA signature (RFC 3279 §2.2.3) to R‖S of 64 octets; undefined where it is none. */
export function derToRaw(der: Uint8Array): Uint8Array | undefined {
  const integer = (at: number): { value: Uint8Array; next: number } | undefined => {
    const length = der[at + 1];
    if (der[at] !== 0x02 || length === undefined || length > 33) return undefined;
    const bytes = der.slice(at + 2, at + 2 + length);
    if (bytes.length !== length) return undefined;
    const trimmed = bytes[0] === 0 ? bytes.slice(1) : bytes;
    return trimmed.length > 32 ? undefined : { value: trimmed, next: at + 2 + length };
  };
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return undefined;
  const r = integer(2);
  const s = r && integer(r.next);
  if (r === undefined || s === undefined || s.next !== der.length) return undefined;
  const raw = new Uint8Array(64);
  raw.set(r.value, 32 - r.value.length);
  raw.set(s.value, 64 - s.value.length);
  return raw;
}

/** Octets of R, and of S, for P-256 (RFC 7518 §3.4). */
const half = 32;

/** The octets of a number, brought to 32; undefined where more of them count. */
function asHalf(octets: Uint8Array): Uint8Array | undefined {
  const digits = octets.slice(Math.max(0, octets.length - half));
  if (octets.slice(0, -half).some((octet) => octet !== 0)) return undefined;
  const whole = new Uint8Array(half);
  whole.set(digits, half - digits.length);
  return whole;
}

/**
 * What R‖S may have been where its length is not 64 octets: leading zeros of either number left out, or a
 * zero put in front of one as two's complement has it. At most three octets of one number are given back: each
 * further one is 256 times rarer.
 */
export function paddedSignatures(signature: Uint8Array): readonly Uint8Array[] {
  const { length } = signature;
  if (length < 2 * half - 3 || length > 2 * half + 2 || length === 2 * half) return [];
  const [least, most] = length < 2 * half ? [length - half, half] : [half, half + 1];
  const found: Uint8Array[] = [];
  for (let size = least; size <= most; size += 1) {
    const [r, s] = [asHalf(signature.slice(0, size)), asHalf(signature.slice(size))];
    if (r !== undefined && s !== undefined) found.push(new Uint8Array([...r, ...s]));
  }
  return found;
}

/** The key that verifies a signature once its two numbers have 32 octets each; undefined where none does. */
async function paddedKey(
  keys: readonly VerificationKey[],
  signature: Uint8Array,
  input: Uint8Array,
): Promise<string | undefined> {
  for (const candidate of paddedSignatures(signature)) {
    const key = await firstThatVerifies(keys, candidate, input);
    if (key !== undefined) return key;
  }
  return undefined;
}

async function firstThatVerifies(
  keys: readonly VerificationKey[],
  signature: Uint8Array,
  input: Uint8Array,
): Promise<string | undefined> {
  for (const key of keys) {
    if (await verifies(key, signature, input)) return key.name;
  }
  return undefined;
}

/** Octets of an HMAC and its hash function (RFC 7518 §3.2). */
const hashes: ReadonlyMap<number, string> = new Map([
  [32, 'SHA-256'],
  [48, 'SHA-384'],
  [64, 'SHA-512'],
]);

/** The name of the key whose PEM text, in one of its spellings, was the secret of an HMAC; undefined where none was. */
async function hmacSecret(
  keys: readonly VerificationKey[],
  signature: Uint8Array,
  input: Uint8Array,
): Promise<string | undefined> {
  const hash = hashes.get(signature.length);
  if (hash === undefined) return undefined;
  const hmac = { name: 'HMAC', hash };
  for (const key of keys) {
    const texts: readonly Sealed[] = key.privateText ?? [];
    const publicText = key.algorithm === 'HS256' ? [] : [key.publicPem];
    for (const text of [...texts.map((sealed) => sealed.reveal()), ...publicText]) {
      for (const spelling of [text, text.trimEnd(), `${text.trimEnd()}\n`]) {
        const secret = new TextEncoder().encode(spelling);
        const made = await crypto.subtle.importKey('raw', secret, hmac, false, ['verify']);
        if (
          await crypto.subtle.verify(hmac, made, new Uint8Array(signature), new Uint8Array(input))
        ) {
          return key.name;
        }
      }
    }
  }
  return undefined;
}

/** Judges a signature and, where it is bad, proves what can be proven about the cause. Never throws. */
export async function judgeSignature(question: SignatureQuestion): Promise<SignatureFinding> {
  const { signature, alg, algorithm, keys } = question;
  const own = keys.filter((key) => key.algorithm === algorithm);
  const input = new TextEncoder().encode(question.signingInput);
  if (!question.compact || signature === undefined) {
    return {
      state: 'not-judged',
      why: 'not-compact',
      reason: 'The token is not a compact JWS, so its signature cannot be checked.',
    };
  }
  if (typeof alg !== 'string' || !families[algorithm].test(alg)) {
    const hmacKey = await hmacSecret(keys, signature, input);
    // Under a wrong name any known key may be the signer, the handshake's own included.
    const otherKey = await firstThatVerifies(keys, signature, input);
    return {
      state: 'not-judged',
      why: 'other-algorithm',
      reason: 'The token names another algorithm, so no key of this handshake applies.',
      ...(hmacKey === undefined ? {} : { hmacKey }),
      ...(otherKey === undefined ? {} : { otherKey }),
    };
  }
  if (algorithm === 'ES256' && signature.length !== 64) {
    const raw = derToRaw(signature);
    const derKey = raw === undefined ? undefined : await firstThatVerifies(own, raw, input);
    const padded = derKey === undefined ? await paddedKey(own, signature, input) : undefined;
    return {
      state: 'not-judged',
      why: 'not-raw',
      reason: 'The ES256 signature is not 64 octets, so it cannot be checked as it stands.',
      der: raw !== undefined,
      ...(derKey === undefined ? {} : { derKey }),
      ...(padded === undefined
        ? {}
        : { padded: { key: padded, fault: signature.length < 2 * half ? 'short' : 'long' } }),
    };
  }
  if (own.length === 0) {
    return {
      state: 'not-judged',
      why: 'no-key',
      reason:
        algorithm === 'HS256'
          ? 'No key was given: pass --key with the shared secret.'
          : 'No key was given: pass --key with the public or private half.',
    };
  }
  const key = await firstThatVerifies(own, signature, input);
  if (key !== undefined) return { state: 'verified', key };
  const others = keys.filter((each) => each.algorithm !== algorithm);
  const otherKey = await firstThatVerifies(others, signature, input);
  const tried = own.map(withFingerprint);
  return { state: 'failed', tried, ...(otherKey === undefined ? {} : { otherKey }) };
}
