import { exportSPKI } from 'jose/key/export';
import { generateKeyPair } from 'jose/key/generate/keypair';

import type { SigningAlgorithm } from '../../protocol/handshake.js';
import { readKeys, type VerificationKey } from '../../protocol/jose/keys.js';

const name = 'a key made for a fault on demand';

/** A verification key whose private half nobody has: as a docs host has it whose key was exchanged. */
export async function makeStrangeKey(algorithm: SigningAlgorithm): Promise<VerificationKey> {
  if (algorithm === 'HS256') {
    const how = { name: 'HMAC', hash: 'SHA-256' };
    const octets = crypto.getRandomValues(new Uint8Array(32));
    const secret = await crypto.subtle.importKey('raw', octets, how, false, ['verify']);
    return { name, algorithm, secret, privateText: [] };
  }
  const { publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const reading = await readKeys(await exportSPKI(publicKey), name);
  if (!reading.ok) throw new Error(reading.problem);
  return reading.key;
}
