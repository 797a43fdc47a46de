import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { Failure } from '../../protocol/failure.js';
import type { TokenFacts } from '../../protocol/handshake.js';
import { readKeys } from '../../protocol/jose/keys.js';
import type { VerificationKey } from '../../protocol/jose/keys.js';
import { readSharedSecret } from '../../protocol/jose/shared-secret.js';
import { badKey, the } from '../setting-failure.js';

/** The word in place of a key file that asks for a key of this run's own. */
export const newKey = 'new';

/** Octets of a shared secret: as many as its hash has (RFC 7518 §3.2). */
const secretSize = 32;

/** How a finding names it. */
const ofThisRun = 'the key that was made for this run';
/** How the mock docs host names one of its own. */
export const ofThisStart = 'the key that was made at this start';

/** A new key as a login flow takes it: a private key as PKCS#8 PEM (RFC 5958), or a shared secret in base64url. */
export function newKeyText(facts: TokenFacts): string {
  if (facts.keyForm === 'shared-secret') return randomBytes(secretSize).toString('base64url');
  const { privateKey } =
    facts.curve === 'Ed25519'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('ec', { namedCurve: facts.curve });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** True where the files of `--key` ask for a new key. Throws a Failure `key` where they name others beside it. */
export function asksForNewKey(files: readonly string[]): boolean {
  if (!files.includes(newKey)) return false;
  if (files.length === 1) return true;
  throw badKey`${the('key', newKey)} makes the one key of this run: leave out the others, or write ./${newKey} for a file of that name.`;
}

/** Makes the key of one run, as the handshake's facts want it. It is in memory alone. */
export const makeKey = (facts: TokenFacts): Promise<VerificationKey> =>
  readMadeKey(newKeyText(facts), facts, ofThisRun);

/**
 * What verifies the tokens that a new key signs.
 *
 * @param text as `newKeyText` gives it
 * @param name how a finding names it
 */
export async function readMadeKey(
  text: string,
  facts: TokenFacts,
  name: string,
): Promise<VerificationKey> {
  if (facts.keyForm === 'shared-secret') {
    const secret = await readSharedSecret(text, name);
    if (secret.ok) return secret.key;
    throw new Failure('broken', secret.problem);
  }
  const reading = await readKeys(text, name);
  if (reading.ok) return reading.key;
  throw new Failure('broken', reading.problem);
}
