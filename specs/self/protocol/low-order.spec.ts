import { createPublicKey } from 'node:crypto';

import { expect, test } from '@playwright/test';

import { readKeys } from '../../../protocol/jose/keys.js';
import { isLowOrder } from '../../../protocol/jose/low-order.js';

/** The points of low order, found by arithmetic on the curve (RFC 8032 §5.1), against the table that refuses them. */

const p = 2n ** 255n - 19n;
const mod = (value: bigint): bigint => ((value % p) + p) % p;

function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, mod(base)];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = mod(result * square);
    square = mod(square * square);
  }
  return result;
}

const inverse = (value: bigint): bigint => power(value, p - 2n);
const d = mod(-121665n * inverse(121666n));

type Point = readonly [x: bigint, y: bigint];

function add([x1, y1]: Point, [x2, y2]: Point): Point {
  const t = mod(d * x1 * x2 * y1 * y2);
  return [mod((x1 * y2 + x2 * y1) * inverse(1n + t)), mod((y1 * y2 + x1 * x2) * inverse(1n - t))];
}

/** A point with that y; undefined where the curve has none (RFC 8032 §5.1.3). */
function pointAt(y: bigint): Point | undefined {
  const square = mod((y * y - 1n) * inverse(d * y * y + 1n));
  let x = power(square, (p + 3n) / 8n);
  if (mod(x * x) !== square) x = mod(x * power(2n, (p - 1n) / 4n));
  return mod(x * x) === square ? [x, mod(y)] : undefined;
}

const times = (count: number, point: Point): Point =>
  Array.from({ length: count }).reduce<Point>((sum) => add(sum, point), [0n, 1n]);

function encode(y: bigint, sign: 0 | 1): Buffer {
  const octets = Buffer.from(Buffer.from(y.toString(16).padStart(64, '0'), 'hex').toReversed());
  octets.writeUInt8(octets.readUInt8(31) | (sign << 7), 31);
  return octets;
}

/** Every y of a point whose order divides eight. */
function lowYs(): ReadonlySet<bigint> {
  // The order of the curve is eight times a prime: that prime times any point has one of the eight.
  const prime = 2n ** 252n + 27742317777372353535851937790883648493n;
  for (let y = 2n; ; y += 1n) {
    const start = pointAt(y);
    if (start === undefined) continue;
    let [sum, doubled]: [Point, Point] = [[0n, 1n], start];
    for (let rest = prime; rest > 0n; rest >>= 1n) {
      if ((rest & 1n) === 1n) sum = add(sum, doubled);
      doubled = add(doubled, doubled);
    }
    const all = new Set(Array.from({ length: 8 }, (_none, index) => times(index, sum)[1]));
    // A point of order eight has them all: five, since a point and its opposite share one.
    if (all.size === 5) return all;
  }
}

test('a public key of low order is named as damaged, and no other is', async () => {
  const ys = lowYs();
  const spelt = [...ys].flatMap((y) => [y, y + p]).filter((y) => y < 2n ** 255n);
  expect(spelt).toHaveLength(7);
  for (const y of spelt) {
    for (const sign of [0, 1] as const) {
      const octets = encode(y, sign);
      expect(isLowOrder(octets), octets.toString('hex')).toBe(true);
      const jwk = { kty: 'OKP', crv: 'Ed25519', x: octets.toString('base64url') };
      const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), octets]);
      const pem = `-----BEGIN PUBLIC KEY-----\n${spki.toString('base64')}\n-----END PUBLIC KEY-----\n`;
      for (const text of [JSON.stringify(jwk), pem]) {
        const read = await readKeys(text, 'own.pem');
        expect(read, octets.toString('hex')).toEqual({
          ok: false,
          problem: 'own.pem is damaged: its contents are not a complete key.',
        });
      }
    }
  }
  // The generator of the curve, and a key as it is made: neither is of low order.
  const base = pointAt(mod(4n * inverse(5n)));
  expect(isLowOrder(encode(base?.[1] ?? 0n, 0))).toBe(false);
  const fresh = Buffer.from(
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    'hex',
  );
  const x = fresh.toString('base64url');
  expect(createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })).toBeDefined();
  const good = await readKeys(JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x }), 'own.pem');
  expect(good.ok).toBe(true);
  for (const length of [0, 1, 31, 33]) expect(isLowOrder(new Uint8Array(length))).toBe(false);
});
