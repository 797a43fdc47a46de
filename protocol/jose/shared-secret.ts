import { readJson } from '../json.js';
import { sealAs } from '../secrecy/sealed.js';
import { decode } from './base64url.js';
import type { SharedSecret } from './verification-key.js';

/** A shared secret, or one sentence that says what the text is instead. The sentence never holds any of it. */
export type SecretReading =
  | { readonly ok: true; readonly key: SharedSecret }
  | { readonly ok: false; readonly problem: string };

/**
 * The octets of a shared secret: those of its text, or what a JWK of type `oct` holds (RFC 7518 §6.4).
 *
 * @returns undefined for a JWK that holds none
 */
export function secretOctets(text: string): Uint8Array | undefined {
  const { value } = readJson(text);
  // Any other object may be a secret that only looks like one.
  if (value?.['kty'] === undefined) return new TextEncoder().encode(text);
  const { kty, k } = value;
  const octets = kty === 'oct' && typeof k === 'string' ? decode(k) : undefined;
  return octets?.length === 0 ? undefined : octets;
}

/**
 * Reads the secret that a docs host and a login flow share: the text as it stands, without blanks and line ends around
 * it, or a JWK of type `oct`. Never throws.
 *
 * @param name where it came from, for messages
 */
export async function readSharedSecret(text: string, name: string): Promise<SecretReading> {
  const bare = text.replace(/^\uFEFF/, '').trim();
  if (bare === '')
    return { ok: false, problem: `${name} is empty: it must hold the shared secret.` };
  if (bare.includes('-----BEGIN ')) {
    const problem = `${name} is a PEM key: this handshake signs with a shared secret, so give the secret itself.`;
    return { ok: false, problem };
  }
  const octets = secretOctets(bare);
  if (octets === undefined) {
    const problem = `${name} is a JWK without a shared secret: its "kty" must be "oct", with the secret in "k".`;
    return { ok: false, problem };
  }
  const secret = await crypto.subtle.importKey(
    'raw',
    new Uint8Array(octets),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  );
  const inner = Buffer.from(octets);
  const privateText = [...new Set([bare, inner.toString('base64url'), inner.toString()])].map(
    (one) => sealAs(one),
  );
  return { ok: true, key: { name, algorithm: 'HS256', secret, privateText } };
}
