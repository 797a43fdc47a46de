import type { Mutant } from '../../../protocol/plan.js';
import {
  requirement,
  type Levels,
  type Requirement,
  type UndatedRequirement,
} from '../../../protocol/requirement.js';
import { met, notReached, unmet } from '../../../protocol/verdict.js';
import { claimsChange, compose, headerChange, tokenTextChange } from '../mutants.js';
import { rfc } from '../sources.js';
import { bothDrivers, honestVisits } from '../visits.js';
import { algorithmSentence, signatureFinding } from './causes.js';
import type { HandshakeTexts } from '../texts.js';

/** Judged on honest visits, and by level on a token that arrives at the docs host. */
const onArrival = { visits: honestVisits, seenBy: bothDrivers, onArrival: 'by-level' } as const;

/** Ways to break a row that there are with one algorithm only; the handshakes that sign with it give them. */
export interface AlgorithmMutants {
  readonly alg?: readonly Mutant[];
  readonly signature?: readonly Mutant[];
}

const toStandardAlphabet = (segment: string): string =>
  Buffer.from(segment, 'base64url').toString('base64').replace(/=+$/, '');

const tokenCompact: UndatedRequirement = requirement({
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

const hmacWithPem: Mutant = {
  name: 'hs256-with-pem',
  change: (honest) => ({
    header: (request) => ({ ...honest.header(request), alg: 'HS256' }),
    token: (header, claims, request) => compose(header, claims, request, request.tools.hmacWithPem),
  }),
};

const tokenAlg = (texts: HandshakeTexts, more: readonly Mutant[]): UndatedRequirement =>
  requirement({
    ...onArrival,
    id: 'token-alg',
    essential: true,
    level: 'must',
    class: 'documented',
    source: texts.sources.handshake,
    title: 'The header names the algorithm of the handshake',
    why: 'The docs host verifies with one algorithm only; a token that names another one is refused before its signature is looked at.',
    fix: texts.algorithmFix,
    arrivalCases: ['no-algorithm'],
    stage: 'token',
    check: ({ token }, context) => {
      if (token.header === undefined) return notReached('The token header cannot be read.');
      const alg = token.header['alg'];
      if (alg === context.facts.algorithm) return met;
      return unmet(
        `The header's alg is exactly ${context.facts.algorithm}.`,
        algorithmSentence(alg, token, texts),
      );
    },
    brokenBy: [
      {
        name: 'other-handshake',
        change: (honest) => ({
          header: (request) => ({
            ...honest.header(request),
            alg: request.tools.algorithmOf('other-handshake'),
          }),
          token: (header, claims, request) =>
            compose(header, claims, request, (input) =>
              request.tools.sign(input, 'other-handshake'),
            ),
        }),
      },
      // Where the algorithm is HMAC, the name is right and the secret is not: a key of another kind, as token-signature has it.
      ...(texts.facts.keyForm === 'public-key' ? [hmacWithPem] : []),
      ...more,
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

const tokenSignature = (texts: HandshakeTexts, more: readonly Mutant[]): UndatedRequirement =>
  requirement({
    ...onArrival,
    id: 'token-signature',
    essential: true,
    level: 'must',
    class: 'documented',
    source: rfc(7515, '5.2'),
    title: 'The signature verifies with the configured key',
    why: 'A token that does not verify lets nobody in; a docs host that took it would let everybody in.',
    fix:
      texts.facts.keyForm === 'public-key'
        ? 'Deploy the private key that the docs dashboard shows now, check that its line breaks survived the environment variable, and sign last.'
        : 'Deploy the shared secret that the docs host shows now, as it stands there, and sign last.',
    arrivalCases: ['unverified'],
    hostSetting: 'key',
    stage: 'token',
    moot: ({ hasKey }) =>
      hasKey
        ? undefined
        : {
            reason:
              texts.facts.keyForm === 'public-key'
                ? 'No key of this handshake was given: pass --key with its public or private half.'
                : 'No key of this handshake was given: pass --key with the shared secret.',
            wants: 'key',
          },
    check: ({ token }) => signatureFinding(token, texts),
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
            compose(header, claims, request, (input) =>
              request.tools.sign(input, 'other-handshake'),
            ),
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
      ...more,
    ],
  });

/**
 * Whether there is an exp at all: stands apart, since each handshake places it behind its own signature rows.
 *
 * @param level what each edition of the handshake says of it
 */
export const tokenExpPresent = <E extends string>(
  texts: HandshakeTexts,
  level: Levels<E>,
): Requirement<E> =>
  requirement<'claims', E>({
    ...onArrival,
    id: 'token-exp-present',
    level,
    class: 'documented',
    source: texts.sources.handshake,
    title: 'The token has an exp',
    why: 'Without exp a token that leaks once is a login for ever.',
    fix: 'Set exp to now in UTC epoch seconds + 10, as a number.',
    onArrival: 'refused',
    stage: 'claims',
    check: ({ claims }) =>
      claims['exp'] === undefined
        ? unmet('The payload has an exp.', 'There is no exp in the payload.')
        : met,
    brokenBy: [{ name: 'no-exp', change: claimsChange(() => ({ exp: undefined })) }],
  });

/** The rows of the token family that stand for every handshake, in the order of the catalogue. */
export const envelopeRequirements = (
  texts: HandshakeTexts,
  { alg = [], signature = [] }: AlgorithmMutants = {},
): readonly UndatedRequirement[] => [
  tokenCompact,
  tokenAlg(texts, alg),
  tokenSignature(texts, signature),
];
