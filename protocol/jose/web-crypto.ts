/** What WebCrypto is told of a key. */
interface KeyParameters {
  readonly name: string;
  readonly namedCurve?: string;
}

/** By algorithm (W3C Web Cryptography API: ECDSA, Ed25519). */
export const webCryptoParameters: Readonly<Record<'EdDSA' | 'ES256', KeyParameters>> = {
  EdDSA: { name: 'Ed25519' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
};
