import type { SignatureFinding } from '../../protocol/jose/signature.js';
import { requirement, type UndatedRequirement } from '../../protocol/requirement.js';
import { met, notReached, unmet } from '../../protocol/verdict.js';
import { compose } from '../shared/mutants.js';
import { rfc } from '../shared/sources.js';
import { bothDrivers, honestVisits } from '../shared/visits.js';

/** ASN.1 DER (RFC 3279 §2.2.3) of a raw R‖S signature, as OpenSSL, Java and KMS give it. */
export function rawToDer(raw: Uint8Array): Uint8Array {
  const integer = (half: Uint8Array): readonly number[] => {
    const start = half.findIndex((octet) => octet !== 0);
    const digits = start < 0 ? [0] : Array.from(half.slice(start));
    const positive = (digits[0] ?? 0) > 127 ? [0, ...digits] : digits;
    return [0x02, positive.length, ...positive];
  };
  const body = [...integer(raw.slice(0, 32)), ...integer(raw.slice(32))];
  return new Uint8Array([0x30, body.length, ...body]);
}

/** What is known of a signature that is not R‖S. */
function shapeOf(
  { derKey, der, padded }: Extract<SignatureFinding, { state: 'not-judged' }>,
  octets: number,
): string {
  const size = `It is ${octets} octets`;
  if (derKey !== undefined) {
    return `${size} in ASN.1 DER; converted to R‖S it verifies with the key ${derKey}.`;
  }
  if (padded !== undefined) {
    return padded.fault === 'short'
      ? `${size} long: R or S lost a leading zero (about one token in 128 has one): pad each to 32 octets. Padded so, it verifies with the key ${padded.key}.`
      : `${size} long: R or S has a sign octet in front: write each as 32 octets. Written so, it verifies with the key ${padded.key}.`;
  }
  if (der === true) return `${size} in ASN.1 DER.`;
  return octets === 62 || octets === 63
    ? `${size} long, as it is where R or S lost a leading zero: pad each to 32 octets.`
    : `${size} long.`;
}

/** A raw signature without the leading zeros of its numbers, as a bare conversion of big integers gives it. */
function trimmed(raw: Uint8Array): Uint8Array {
  const digits = (part: Uint8Array): Uint8Array =>
    part.slice(
      Math.max(
        0,
        part.findIndex((octet) => octet !== 0),
      ),
    );
  return new Uint8Array([...digits(raw.slice(0, 32)), ...digits(raw.slice(32))]);
}

/** For ES256 only: Ed25519 has one form of signature. */
export const tokenSignatureRaw: UndatedRequirement = requirement({
  visits: honestVisits,
  seenBy: bothDrivers,
  onArrival: 'by-level',
  id: 'token-signature-raw',
  level: 'must',
  class: 'rfc',
  source: rfc(7518, '3.4'),
  title: 'The ES256 signature is 64 raw octets',
  why: 'JOSE verifiers refuse every other length; OpenSSL, Java, Go and key services give the longer DER form.',
  fix: 'Convert the DER signature to R‖S of 32 octets each (in Node.js: dsaEncoding "ieee-p1363"), or let a JOSE library sign.',
  stage: 'token',
  check: ({ token }) => {
    const { signature, signatureOctets } = token;
    if (signature.state !== 'not-judged') return met;
    if (signature.why === 'no-key') return met;
    if (signature.why !== 'not-raw') return notReached(signature.reason);
    const actual = shapeOf(signature, signatureOctets ?? 0);
    return unmet('The signature is R‖S, 64 octets (86 base64url characters).', actual);
  },
  brokenBy: [
    {
      name: 'der-signature',
      change: () => ({
        token: (header, claims, request) =>
          compose(header, claims, request, async (input) =>
            rawToDer(await request.tools.sign(input)),
          ),
      }),
    },
    {
      name: 'trimmed-signature',
      change: () => ({
        token: (header, claims, request) =>
          compose(header, claims, request, async (input) => {
            // ES256 signs the same text differently each time: one in 128 has a leading zero.
            for (;;) {
              const signature = trimmed(await request.tools.sign(input));
              if (signature.length < 64) return signature;
            }
          }),
      }),
    },
  ],
});
