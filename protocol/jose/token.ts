import type { SigningAlgorithm } from '../handshake.js';
import { readJson } from '../json.js';
import type { JsonObject } from '../json.js';
import { seal, type Sealed } from '../secrecy/sealed.js';
import { decode, decodeText, isCanonical } from './base64url.js';
import { unwrap } from './find-token.js';
import type { VerificationKey } from './keys.js';
import { judgeSignature, signatureSize, type SignatureFinding } from './signature.js';

/** A token, read as far as it goes. */
export interface TokenReading {
  /** The token as it stood in the URL. */
  readonly text: Sealed;
  /** What is not strict compact serialization (RFC 7515 §7.1), one phrase each; empty for a strict token. */
  readonly problems: readonly string[];
  readonly header?: JsonObject;
  readonly claims?: JsonObject;
  /** What is wrong with the JSON of header or payload (RFC 7519 §7.2), one phrase each. */
  readonly jsonProblems: readonly string[];
  /** `header.payload` as sent: what identifies a token, since a signature has several spellings. */
  readonly signingInput: Sealed;
  readonly signatureOctets?: number;
  readonly signature: SignatureFinding;
}

/** Why a segment is no base64url that an encoder could have made: most likely a token that was cut off. */
function notCanonical(segments: readonly string[], octets: number): string {
  const { length } = segments[2] ?? '';
  const whole = Math.ceil((octets * 8) / 6);
  return segments.slice(0, 2).every(isCanonical) && length < whole
    ? `its signature is not ${octets} octets (${length} characters instead of ${whole}): it may be cut off`
    : 'its base64url is not canonical (spare bits are set)';
}

/**
 * Names what keeps a text from being a strict compact JWS; empty where nothing does.
 *
 * @param algorithm whose signature it should end in
 */
export function compactProblems(
  text: string,
  algorithm: SigningAlgorithm = 'EdDSA',
): readonly string[] {
  const problems: string[] = [];
  if (/^b(?:'|%27|"|%22)/.test(text)) problems.push("it is wrapped in Python's b'…'");
  if (/\s|%0[aAdD9]|%20/.test(text)) problems.push('it has line breaks or blanks in it');
  if (/=|%3[dD]/.test(text)) problems.push('it has base64 padding (=)');
  if (/[+/]|%2[bBfF]/.test(text.replace(/%0[aAdD9]|%20/g, ''))) {
    problems.push('it is in the standard base64 alphabet (+ and /), not in base64url');
  }
  if (/%2[eE]/.test(text)) problems.push('its dots are percent-encoded');
  const segments = unwrap(text).split('.');
  if (segments.length !== 3) {
    const encrypted = segments.length === 5 ? ': an encrypted token (JWE) has five' : '';
    problems.push(`it has ${segments.length} segments, not three${encrypted}`);
  }
  if (segments.some((segment) => segment === '')) problems.push('one of its segments is empty');
  if (problems.length === 0) {
    if (!segments.every((segment) => /^[A-Za-z0-9_-]+$/.test(segment))) {
      problems.push('it has characters that are not base64url');
    } else if (!segments.every(isCanonical)) {
      problems.push(notCanonical(segments, signatureSize[algorithm]));
    }
  }
  return problems;
}

/**
 * Reads one segment as a JSON object; problems are phrases that name the segment. One that cannot be decoded at all has
 * none: that is a fault of its spelling.
 */
function readSegment(
  name: string,
  segment: string | undefined,
): { readonly value?: JsonObject; readonly problems: readonly string[] } {
  const text = segment === undefined ? undefined : decodeText(segment);
  if (text === undefined) {
    const raw = segment === undefined ? undefined : decode(segment);
    if (raw === undefined) return { problems: [] };
    // Latin-1 text is read all the same, so that one run says as much as it can.
    const loose = readJson(Buffer.from(raw).toString('latin1'));
    const problems = [`the ${name} is not UTF-8`];
    return loose.value === undefined ? { problems } : { value: loose.value, problems };
  }
  const read = readJson(text);
  const problems = read.problems.map((problem) => `the ${name} ${problem}`);
  return read.value === undefined ? { problems } : { value: read.value, problems };
}

/**
 * Reads a token: spelling, header, payload, signature. Never throws.
 *
 * @param text the token as it stood in the URL
 * @param keys every key that is known; the first of the right algorithm that verifies is named
 * @param algorithm the handshake's own algorithm
 */
export async function readToken(
  text: string,
  keys: readonly VerificationKey[],
  algorithm: SigningAlgorithm,
): Promise<TokenReading> {
  const problems = compactProblems(text, algorithm);
  const plain = unwrap(text.replace(/^b(?:'|%27|"|%22)|(?:'|%27|"|%22)$/g, ''));
  const [headerSegment, payloadSegment, signatureSegment] = plain.split('.');
  const header = readSegment('header', headerSegment);
  const payload = readSegment('payload', payloadSegment);
  // What stands second in another serialization is no payload.
  const payloadProblems = plain.split('.').length === 3 ? payload.problems : [];
  const signature = signatureSegment === undefined ? undefined : decode(signatureSegment);
  const alg = header.value?.['alg'];
  // An unsecured JWS has an empty signature by definition (RFC 7519 §6.1): its fault is its algorithm.
  const unsecured = typeof alg === 'string' && alg.toLowerCase() === 'none';
  const spelling =
    unsecured && signatureSegment === ''
      ? problems.filter((problem) => problem !== 'one of its segments is empty')
      : problems;
  const signingInput = `${headerSegment ?? ''}.${payloadSegment ?? ''}`;
  return {
    text: seal(text),
    problems: spelling,
    ...(header.value === undefined ? {} : { header: header.value }),
    ...(payload.value === undefined ? {} : { claims: payload.value }),
    jsonProblems: [...header.problems, ...payloadProblems],
    signingInput: seal(signingInput),
    ...(signature === undefined ? {} : { signatureOctets: signature.length }),
    signature: await judgeSignature({
      signingInput,
      signature,
      compact: spelling.length === 0,
      alg,
      algorithm,
      keys,
    }),
  };
}
