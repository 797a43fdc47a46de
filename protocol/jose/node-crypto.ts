import * as own from 'node:crypto';

/**
 * Node's own cryptography, which answers at once: WebCrypto hands even a hash to another thread and waits for it. Empty on a
 * page, which has WebCrypto alone.
 */
export const nodeCrypto: Partial<
  Pick<typeof own, 'createHash' | 'createHmac' | 'timingSafeEqual' | 'verify' | 'KeyObject'>
> = own;
