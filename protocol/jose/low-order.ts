/**
 * Public keys of Ed25519 under which a signature proves nothing: points whose order divides eight (RFC 8032 §5.1.7 leaves
 * them to the verifier). For such a key a few signatures hold for every message. The y coordinates of all of them, little
 * endian, without the sign bit; the last two are spellings of 0 and 1 beyond the prime.
 */
const lowOrder: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

/**
 * True for a public key of low order.
 *
 * @param key 32 octets, as RFC 8032 §5.1.5 encodes a point; false for any other length
 */
export function isLowOrder(key: Uint8Array): boolean {
  if (key.length !== 32) return false;
  const plain = Buffer.from(key);
  plain.writeUInt8(plain.readUInt8(31) & 0x7f, 31);
  return lowOrder.has(plain.toString('hex'));
}
