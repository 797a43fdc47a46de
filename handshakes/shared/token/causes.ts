import { signatureSize } from '../../../protocol/jose/signature.js';
import type { TokenReading } from '../../../protocol/jose/token.js';
import { met, notReached, unmet, type Finding } from '../../../protocol/verdict.js';
import { quoted } from '../sentences.js';
import type { HandshakeTexts } from '../texts.js';

/** What a wrong algorithm name deserves to be told. */
export function algorithmSentence(
  alg: unknown,
  token: TokenReading,
  { facts, mistakenFor }: HandshakeTexts,
): string {
  const { signature } = token;
  const proof = signature.state === 'not-judged' ? signature : undefined;
  const signer =
    proof?.otherKey === undefined ? '' : ` Its signature verifies with the key ${proof.otherKey}.`;
  if (alg === undefined) return `The header has no alg.${signer}`;
  if (typeof alg !== 'string') return `The header's alg is ${quoted(alg)}, not a name.${signer}`;
  const mistake = mistakenFor[alg];
  if (mistake !== undefined) return `The header says alg ${alg}, ${mistake}.${signer}`;
  if (alg === 'Ed25519') {
    return `The header says alg Ed25519: RFC 9864 gives the algorithm that name, but the docs host names only ${facts.algorithm}.`;
  }
  if (alg.toLowerCase() === 'none')
    return 'The header says alg none: the token is not signed at all.';
  if (/^HS\d/.test(alg) && facts.keyForm === 'public-key') {
    return proof?.hmacKey === undefined
      ? `The header says alg ${alg}: signed with a shared secret instead of the private key.`
      : `The header says alg ${alg}, and the PEM text of the key ${proof.hmacKey} was used as the HMAC secret (recomputed: it matches).`;
  }
  return alg.toLowerCase() === facts.algorithm.toLowerCase()
    ? `The header says alg ${quoted(alg)}: upper and lower case count.${signer}`
    : `The header says alg ${quoted(alg)}.${signer}`;
}

/** What the verification of the signature came to, with the cause where it can be proven. */
export function signatureFinding(
  token: TokenReading,
  { facts, otherKey }: HandshakeTexts,
): Finding {
  const { signature } = token;
  if (signature.state === 'verified') return met;
  if (signature.state === 'not-judged') return notReached(signature.reason);
  const expected = 'The signature verifies with the configured key.';
  if (signature.otherKey !== undefined) {
    return unmet(
      expected,
      `It was signed with the key ${signature.otherKey}, which is ${otherKey}; the header names ${facts.algorithm}.`,
    );
  }
  const { signatureOctets: size } = token;
  const whole = signatureSize[facts.algorithm];
  if (size !== undefined && size !== whole) {
    return unmet(
      expected,
      `The signature is ${size} octets long; one of this algorithm has ${whole}.`,
    );
  }
  const compare =
    facts.keyForm === 'public-key'
      ? '; "docs-handshake keys public" shows the fingerprint of any key'
      : '';
  return unmet(
    expected,
    `It was not signed by the key given with --key, or was changed after signing. Given: ${signature.tried.join(', ')}${compare}.`,
  );
}
