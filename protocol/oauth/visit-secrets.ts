import { Failure } from '../failure.js';
import { encode } from '../jose/base64url.js';
import { nodeCrypto } from '../jose/node-crypto.js';
import type { OAuthClient } from './client.js';

/** What a client makes anew for each authorization request. */
export interface VisitSecrets {
  /** 256 bits in base64url (RFC 6749 §10.12). */
  readonly state: string;
  /** 43 characters (RFC 7636 §4.1). */
  readonly verifier: string;
  /** Of the verifier, by S256 (RFC 7636 §4.2). */
  readonly challenge: string;
}

/** Hashes that answer at once: a page, which has none, makes no states and verifiers here. */
function hashes(): Required<
  Pick<typeof nodeCrypto, 'createHash' | 'createHmac' | 'timingSafeEqual'>
> {
  const { createHash, createHmac, timingSafeEqual } = nodeCrypto;
  if (createHash && createHmac && timingSafeEqual)
    return { createHash, createHmac, timingSafeEqual };
  throw new Failure('broken', 'States and verifiers are made where Node runs.');
}

const half = 16;

const digest = ({ seed }: Pick<OAuthClient, 'seed'>, ...words: readonly string[]): Buffer =>
  hashes().createHmac('sha256', seed.reveal()).update(words.join('\n')).digest();

/** What tells a state of this run from all others: it is made of the rest. */
const sealOf = (client: Pick<OAuthClient, 'seed'>, front: Buffer): Buffer =>
  digest(client, 'own', front.toString('hex')).subarray(0, half);

/**
 * State, verifier and challenge of one request. They follow from the run's seed and the purpose, so that whoever sends the
 * request and whoever redeems the code need not speak to each other; nobody without the seed can tell them.
 *
 * @param purpose the name of a visit
 */
export function visitSecrets(client: Pick<OAuthClient, 'seed'>, purpose: string): VisitSecrets {
  const front = digest(client, 'state', purpose).subarray(0, half);
  const verifier = encode(digest(client, 'verifier', purpose));
  return {
    state: encode(Buffer.concat([front, sealOf(client, front)])),
    verifier,
    challenge: encode(hashes().createHash('sha256').update(verifier, 'ascii').digest()),
  };
}

/**
 * A text in the alphabet of base64url that nobody was given.
 *
 * @param length characters; 16 at least
 */
export function invented(
  client: Pick<OAuthClient, 'seed'>,
  purpose: string,
  length: number,
): string {
  let text = '';
  for (let part = 0; text.length < length; part += 1) {
    text += encode(digest(client, 'invented', purpose, String(part)));
  }
  return text.slice(0, Math.max(length, 16));
}

/** True for a state of this very run, whatever visit it belongs to. Never throws. */
export function isOwnState(client: Pick<OAuthClient, 'seed'>, text: string): boolean {
  const octets = Buffer.from(text, 'base64url');
  if (octets.length !== 2 * half || encode(octets) !== text) return false;
  return hashes().timingSafeEqual(octets.subarray(half), sealOf(client, octets.subarray(0, half)));
}
