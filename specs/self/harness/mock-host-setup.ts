import { generateKeyPairSync, sign } from 'node:crypto';

import { handshake as authentication } from '../../../handshakes/mintlify-authentication/index.js';
import { handshake as personalization } from '../../../handshakes/mintlify-personalization/index.js';
import { openMockHost, type MockHost, type MockHostOptions } from '../../../mock-host/mock-host.js';
import { readKeys } from '../../../protocol/jose/keys.js';
import type { Handshake } from '../../../protocol/requirement.js';

/** A mock docs host as a command would start it, on a clock that tests move, and honest tokens for it. */

export { authentication, personalization };

/** A moment that tests can move: milliseconds since the epoch. */
export interface TestClock {
  now: number;
}

/** Signs claims as a login flow does, with members of the header besides. */
export type Mint = (claims?: Record<string, unknown>, header?: Record<string, unknown>) => string;

export interface Played {
  readonly host: MockHost;
  readonly clock: TestClock;
  readonly mint: Mint;
  /** Other signatures under the same signing input do not make another token. */
  readonly seconds: () => number;
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Starts a host with the whole catalogue and a key pair of its own. Any path is a page there, as in a check run. */
export async function play(
  handshake: Handshake,
  options: Partial<MockHostOptions> = {},
): Promise<Played> {
  const { facts } = handshake;
  const pair =
    facts.algorithm === 'EdDSA'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const clock: TestClock = { now: Date.now() };
  const seconds = (): number => Math.floor(clock.now / 1000);
  let made = 0;
  const docsHost = new URL(options.docsOrigin ?? 'http://localhost').hostname;
  const tied = facts.callbackPath === undefined ? {} : { host: docsHost };
  const mint: Mint = (claims = {}, header = {}) => {
    made += 1;
    const payload = { exp: seconds() + 10, jti: String(made), ...tied, ...claims };
    const input = `${encode({ alg: facts.algorithm, ...header })}.${encode(payload)}`;
    const signature =
      facts.algorithm === 'EdDSA'
        ? sign(null, Buffer.from(input), pair.privateKey)
        : sign('sha256', Buffer.from(input), {
            key: pair.privateKey,
            dsaEncoding: 'ieee-p1363',
          });
    return `${input}.${signature.toString('base64url')}`;
  };
  const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const read = await readKeys(pem, 'own.pem');
  if (!read.ok) throw new Error(read.problem);
  const host = await openMockHost({
    handshake,
    edition: facts.editions.at(-1)?.id ?? '',
    loginUrls: [{ name: 'Foo', url: 'https://foo.test/docs-login?tenant=a' }],
    returnParam: 'redirect',
    keys: read.keys,
    port: 0,
    clock: () => clock.now,
    everyPathIsPage: true,
    ...options,
  });
  return { host, clock, mint, seconds };
}
