import type { SignatureFinding } from '../../../protocol/jose/signature.js';
import { requirement, type Requirement } from '../../../protocol/requirement.js';
import { met, notReached, unmet } from '../../../protocol/verdict.js';
import { claimsChange, compose, headerChange, tokenTextChange } from '../mutants.js';
import { bothHandshakes, rfc } from '../sources.js';
import { bothDrivers, honestVisits } from '../visits.js';
import { algorithmSentence, signatureFinding } from './causes.js';

/** Judged on honest visits, and by level on a token that arrives at the docs host. */
const onArrival = { visits: honestVisits, seenBy: bothDrivers, onArrival: 'by-level' } as const;

const toStandardAlphabet = (segment: string): string =>
  Buffer.from(segment, 'base64url').toString('base64').replace(/=+$/, '');

const tokenCompact: Requirement = requirement({
  ...onArrival,
  id: 'token-compact',
  level: 'must',
  class: 'rfc',
  source: rfc(7515, '7.1'),
  title: 'The token is a strict compact JWS',
  why: 'A strict verifier refuses any other spelling; a lenient one lets the same token in under many names.',
  fix: "Send the JWT library's compact serialization unchanged: no padding, no line breaks, base64url, text rather than bytes.",
  arrivalCases: ['encrypted'],
  stage: 'token',
  check: ({ token }) =>
    token.problems.length === 0
      ? met
      : unmet(
          'Three non-empty base64url segments joined by dots, nothing else.',
          `The token is misspelt: ${token.problems.join('; ')}.`,
        ),
  brokenBy: [
    { name: 'padded', change: tokenTextChange((token) => `${token}==`) },
    {
      name: 'standard-base64',
      // A claim is chosen so that the standard alphabet always shows in the payload.
      change: (honest) => ({
        claims: (request) => ({ ...honest.claims(request), sub: '?>?>?>?>?>?>' }),
        token: async (header, claims, request) => {
          const token = await honest.token(header, claims, request);
          return token.split('.').map(toStandardAlphabet).join('.');
        },
      }),
    },
    {
      name: 'wrapped-lines',
      change: tokenTextChange((token) => token.replace(/(.{76})/g, '$1%0A')),
    },
    { name: 'python-bytes-repr', change: tokenTextChange((token) => `b'${token}'`) },
    {
      name: 'encrypted',
      // Five segments, the second one empty: a JWE with a shared key (RFC 7516 §7.1).
      change: () => ({
        token: async (_header, claims, { tools: { base64url } }) =>
          [{ alg: 'dir', enc: 'A128GCM' }, '', 'vector', claims, 'tag-of-the-cipher']
            .map((part) => base64url(typeof part === 'string' ? part : JSON.stringify(part)))
            .join('.'),
      }),
      alsoFells: [
        { id: 'token-alg', why: 'the header of an encrypted token names a way to encrypt' },
      ],
    },
  ],
});

const tokenAlg: Requirement = requirement({
  ...onArrival,
  id: 'token-alg',
  level: 'must',
  class: 'documented',
  source: bothHandshakes,
  title: 'The header names the algorithm of the handshake',
  why: 'The docs host verifies with one algorithm only; a token that names another one is refused before its signature is looked at.',
  fix: 'Set alg explicitly when signing: EdDSA with the Ed25519 key for authentication, ES256 with the P-256 key for personalization.',
  arrivalCases: ['no-algorithm'],
  stage: 'token',
  check: ({ token }, context) => {
    if (token.header === undefined) return notReached('The token header cannot be read.');
    const alg = token.header['alg'];
    if (alg === context.facts.algorithm) return met;
    return unmet(
      `The header's alg is exactly ${context.facts.algorithm}.`,
      algorithmSentence(alg, token, context),
    );
  },
  brokenBy: [
    {
      name: 'other-handshake',
      change: (honest) => ({
        header: (request) => ({
          ...honest.header(request),
          alg: request.handshake === 'mintlify-authentication' ? 'ES256' : 'EdDSA',
        }),
        token: (header, claims, request) =>
          compose(header, claims, request, (input) => request.tools.sign(input, 'other-handshake')),
      }),
    },
    {
      name: 'hs256-with-pem',
      change: (honest) => ({
        header: (request) => ({ ...honest.header(request), alg: 'HS256' }),
        token: (header, claims, request) =>
          compose(header, claims, request, request.tools.hmacWithPem),
      }),
    },
    {
      name: 'ed25519-name',
      handshake: 'mintlify-authentication',
      change: headerChange({ alg: 'Ed25519' }),
    },
    { name: 'no-alg', change: headerChange({ alg: undefined }) },
    {
      name: 'none',
      change: (honest) => ({
        header: (request) => ({ ...honest.header(request), alg: 'none' }),
        token: (header, claims, request) =>
          compose(header, claims, request, () => Promise.resolve(new Uint8Array())),
      }),
    },
  ],
});

const tokenSignature: Requirement = requirement({
  ...onArrival,
  id: 'token-signature',
  level: 'must',
  class: 'documented',
  source: rfc(7515, '5.2'),
  title: 'The signature verifies with the configured key',
  why: 'A token that does not verify lets nobody in; a docs host that took it would let everybody in.',
  fix: 'Deploy the private key that the docs dashboard shows now, check that its line breaks survived the environment variable, and sign last.',
  arrivalCases: ['unverified'],
  hostSetting: 'key',
  stage: 'token',
  moot: ({ hasKey }) =>
    hasKey
      ? undefined
      : {
          reason: 'No key of this handshake was given: pass --key with its public or private half.',
          wants: 'key',
        },
  check: ({ token }, context) => signatureFinding(token, context),
  brokenBy: [
    {
      name: 'other-key',
      change: () => ({
        token: (header, claims, request) =>
          compose(header, claims, request, (input) => request.tools.sign(input, 'other')),
      }),
    },
    {
      name: 'other-handshake-key',
      change: () => ({
        token: (header, claims, request) =>
          compose(header, claims, request, (input) => request.tools.sign(input, 'other-handshake')),
      }),
    },
    {
      name: 'payload-changed',
      change: (honest) => ({
        token: async (header, claims, request) => {
          const token = await honest.token(header, claims, request);
          const [head = '', , signature = ''] = token.split('.');
          const changed = request.tools.base64url(JSON.stringify({ ...claims, sub: 'changed' }));
          return `${head}.${changed}.${signature}`;
        },
      }),
    },
    {
      name: 'hexadecimal-signature',
      // Every hexadecimal text is base64url, so only its length gives it away.
      handshake: 'mintlify-authentication',
      change: () => ({
        token: (header, claims, request) =>
          compose(header, claims, request, async (input) =>
            Buffer.from(Buffer.from(await request.tools.sign(input)).toString('hex'), 'base64url'),
          ),
      }),
    },
  ],
});

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

/** JWT personalization only: Ed25519 has one form of signature. */
export const tokenSignatureRaw: Requirement = requirement({
  ...onArrival,
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
      handshake: 'mintlify-personalization',
      change: () => ({
        token: (header, claims, request) =>
          compose(header, claims, request, async (input) =>
            rawToDer(await request.tools.sign(input)),
          ),
      }),
    },
    {
      name: 'trimmed-signature',
      handshake: 'mintlify-personalization',
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

/** Stands apart so that each handshake can place it behind its own signature rows. */
export const tokenExpPresent: Requirement = requirement({
  ...onArrival,
  id: 'token-exp-present',
  level: { '2025-02': 'should', '2026-03': 'must', '2025-05': 'should', '2026-08': 'must' },
  class: 'documented',
  source: bothHandshakes,
  title: 'The token has an exp',
  why: 'Without exp a token that leaks once is a login for ever.',
  fix: 'Set the exp claim to now plus 10 seconds, in whole seconds since the epoch.',
  onArrival: 'refused',
  stage: 'claims',
  check: ({ claims }) =>
    claims['exp'] === undefined
      ? unmet('The payload has an exp.', 'There is no exp in the payload.')
      : met,
  brokenBy: [{ name: 'no-exp', change: claimsChange(() => ({ exp: undefined })) }],
});

/** The rows of the token family that stand for both handshakes, in the order of the catalogue. */
export const envelopeRequirements: readonly Requirement[] = [
  tokenCompact,
  tokenAlg,
  tokenSignature,
];
