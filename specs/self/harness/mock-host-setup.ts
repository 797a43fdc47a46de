import { createHash, type KeyObject } from 'node:crypto';
import { generateKeyPairSync, sign } from 'node:crypto';

import { jwtVerify } from 'jose';

import { facts as authentication } from '../../../handshakes/mintlify-authentication/facts.js';
import { facts as personalization } from '../../../handshakes/mintlify-personalization/facts.js';
import type { TokenJudge } from '../../../judge/arrival/judgement.js';
import { openMockHost, type MockHost, type MockHostOptions } from '../../../mock-host/mock-host.js';
import { isCanonical } from '../../../protocol/jose/base64url.js';
import type { HandshakeFacts } from '../../../protocol/handshake.js';

/** A small honest judge, so that the host is proved without the catalogue. */

export { authentication, personalization };

/** A moment that tests can move: milliseconds since the epoch. */
export interface TestClock {
  now: number;
}

/** Signs claims as a login flow does. */
export type Mint = (claims?: Record<string, unknown>) => string;

export interface Played {
  readonly host: MockHost;
  readonly clock: TestClock;
  readonly mint: Mint;
  /** Other signatures under the same signing input do not make another token. */
  readonly seconds: () => number;
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function standIn(facts: HandshakeFacts, key: KeyObject): TokenJudge {
  const no = (code: string, actual: string) => ({
    accepted: false as const,
    code,
    title: `The row ${code} is met`,
    expected: 'A good token.',
    actual,
    why: 'Because.',
    fix: 'Sign it well.',
  });
  return async (fragment, _url, nowMs) => {
    const bare = fragment.reveal();
    const token = new URLSearchParams(bare).get('jwt') ?? bare;
    const parts = token.split('.', 4);
    if (parts.length !== 3 || !parts.every(isCanonical)) return no('token-compact', 'Not compact.');
    try {
      const options = { algorithms: [facts.algorithm], currentDate: new Date(nowMs) };
      const { payload } = await jwtVerify(token, key, options);
      if (typeof payload.exp !== 'number') return no('token-exp-present', 'No exp.');
      const signingInputHash = createHash('sha256').update(`${parts[0]}.${parts[1]}`).digest('hex');
      const warnings = payload.exp * 1000 - nowMs > 60_000 ? ['exp is far ahead.'] : [];
      return { accepted: true, user: payload, signingInputHash, expSeconds: payload.exp, warnings };
    } catch (error) {
      const code = Reflect.get(Object(error), 'code') === 'ERR_JWT_EXPIRED';
      return code ? no('token-exp-future', 'Expired.') : no('token-signature', 'Wrong key.');
    }
  };
}

/** Starts a host with a stand-in judge and a key pair of its own. */
export async function play(
  facts: HandshakeFacts,
  options: Partial<MockHostOptions> = {},
): Promise<Played> {
  const pair =
    facts.curve === 'Ed25519'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const clock: TestClock = { now: Date.now() };
  const seconds = (): number => Math.floor(clock.now / 1000);
  let made = 0;
  const mint: Mint = (claims = {}) => {
    made += 1;
    const payload = { exp: seconds() + 10, jti: String(made), ...claims };
    const input = `${encode({ alg: facts.algorithm })}.${encode(payload)}`;
    const signature =
      facts.curve === 'Ed25519'
        ? sign(null, Buffer.from(input), pair.privateKey)
        : sign('sha256', Buffer.from(input), {
            key: pair.privateKey,
            dsaEncoding: 'ieee-p1363',
          });
    return `${input}.${signature.toString('base64url')}`;
  };
  const host = await openMockHost({
    handshake: facts,
    edition: facts.editions.at(-1)?.id ?? '',
    loginUrls: [{ name: 'Foo', url: 'https://foo.test/docs-login?tenant=a' }],
    returnParam: 'redirect',
    judgeToken: standIn(facts, pair.publicKey),
    port: 0,
    clock: () => clock.now,
    ...options,
  });
  return { host, clock, mint, seconds };
}
