import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** Tokens octet by octet, for the specs of the mock docs host: nothing is checked, and nothing is put right. */

/** A key pair of the login flow, with every text of its public half that somebody took for a secret. */
export interface RawKeys {
  readonly privateKey: KeyObject;
  readonly publicPem: string;
  readonly publicTexts: readonly (string | Buffer)[];
}

/** Makes a key pair. */
export function makeRawKeys(algorithm: 'EdDSA' | 'ES256'): RawKeys {
  const { privateKey, publicKey } =
    algorithm === 'EdDSA'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const der = publicKey.export({ type: 'spki', format: 'der' });
  const jwk = publicKey.export({ format: 'jwk' });
  const x = jwk.x ?? '';
  return {
    privateKey,
    publicPem,
    publicTexts: [
      publicPem,
      publicPem.trim(),
      publicPem.replaceAll('\n', '\r\n'),
      ` ${publicPem}`,
      publicPem.replaceAll('\n', String.raw`\n`),
      der,
      der.toString('base64'),
      Buffer.from(x, 'base64url'),
      x,
      JSON.stringify(jwk),
    ],
  };
}

/** Octets or a text in base64url, as it stands. */
export const segment = (part: string | Buffer): string => Buffer.from(part).toString('base64url');

/** A token over a header and a payload as they are spelt. */
export function signRaw(key: KeyObject, header: string | Buffer, payload: string | Buffer): string {
  const input = `${segment(header)}.${segment(payload)}`;
  const signature =
    key.asymmetricKeyType === 'ec'
      ? sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' })
      : sign(null, Buffer.from(input), key);
  return `${input}.${segment(signature)}`;
}

/** A token that somebody signed with a secret. */
export function signWithSecret(secret: string | Buffer, header: string, payload: string): string {
  const input = `${segment(header)}.${segment(payload)}`;
  return `${input}.${segment(createHmac('sha256', secret).update(input).digest())}`;
}
