import { expect, test } from '@playwright/test';

import { makeFlowKeys } from '../../../fixtures/reference/keys.js';
import { handshake as anyPage } from '../../../handshakes/mintlify-personalization/index.js';
import { handshakes } from '../../../handshakes/registry.js';
import { judgeArrival } from '../../../judge/arrival/arriving-token.js';
import type { Acceptance, Refusal } from '../../../judge/arrival/judgement.js';
import { withoutToken } from '../../../judge/arrival/without-token.js';
import { readKeys } from '../../../protocol/jose/keys.js';
import { seal } from '../../../protocol/secrecy/sealed.js';

/** The judge of `serve`, with the whole catalogue behind it: what it says of one arrival. */

type Handshake = 'mintlify-authentication' | 'mintlify-personalization';

/** One arrival: what is unlike an honest token, and who judges it. */
interface Arrival {
  readonly handshake?: Handshake;
  readonly edition?: string;
  readonly leewaySeconds?: number;
  readonly header?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
  /** Makes the fragment of the token. */
  readonly fragment?: (token: string) => string;
}

const nowMs = 1_780_000_000_000;
const now = nowMs / 1000;
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const keys = {
  'mintlify-authentication': makeFlowKeys('EdDSA').own,
  'mintlify-personalization': makeFlowKeys('ES256').own,
};

async function judged(arrival: Arrival): Promise<Acceptance | Refusal> {
  const { handshake: id = 'mintlify-authentication', leewaySeconds = 0 } = arrival;
  const handshake = (await handshakes()).find(({ facts }) => facts.id === id);
  if (handshake === undefined) throw new Error(`${id} is gone`);
  const { facts } = handshake;
  const key = keys[id];
  const read = await readKeys(key.publicPem, 'own.pem');
  if (!read.ok) throw new Error(read.problem);
  const rules = {
    handshake,
    edition: arrival.edition ?? facts.editions.at(-1)?.id ?? '',
    docsOrigin: 'http://localhost:4747',
    docsPath: '',
    keys: read.keys,
    leewaySeconds,
  };
  const honest = {
    exp: now + 10,
    ...(facts.callbackPath === undefined ? {} : { host: 'localhost' }),
  };
  const header = { alg: facts.algorithm, ...arrival.header };
  const input = `${encode(header)}.${encode({ ...honest, ...arrival.claims })}`;
  const { sign } = await import('node:crypto');
  const raw = { key: key.privateKey, dsaEncoding: 'ieee-p1363' } as const;
  const octets = Buffer.from(input);
  const signature =
    facts.algorithm === 'EdDSA' ? sign(null, octets, key.privateKey) : sign('sha256', octets, raw);
  const token = `${input}.${signature.toString('base64url')}`;
  const fragment = arrival.fragment?.(token) ?? token;
  const url = 'http://localhost:4747/login/jwt-callback';
  return judgeArrival({ fragment: seal(fragment), url, nowMs }, rules);
}

const personalization = { handshake: 'mintlify-personalization' } as const;

test('what is taken, and what is said of it', async () => {
  const groups = Array.from({ length: 3 }, (_none, index) => `group-${index}`);
  const rows: readonly (readonly [Arrival, readonly (string | RegExp)[]])[] = [
    [{}, []],
    [{ claims: { groups, content: { firstName: 'Ann' } } }, []],
    [{ header: { typ: 'JWT', kid: '1' } }, []],
    [{ header: { cty: 'JWT' } }, [/cty says that the payload is a token itself/]],
    [{ header: { cty: 'application/jwt' } }, [/cty says/]],
    [{ header: { cty: 'json' } }, []],
    [{ header: { zip: 'DEF' } }, [/^token-header-keys: The header has zip\. Expected: /]],
    [{ header: { enc: 'A128GCM' } }, [/The header has enc/]],
    [{ header: { typ: 7 } }, ["The header's typ is 7, not a text: leave it out."]],
    // How long a header may be is the host's own policy.
    [{ header: { kid: 'k'.repeat(1_100) } }, []],
    [{ claims: { iat: now } }, []],
    [{ claims: { iat: now + 100 } }, [/^token-not-early: iat is 100 s ahead of our clock/]],
    [{ claims: { exp: now + 120 } }, [/^token-exp-short: exp is 2 min ahead\. Expected: /]],
    [
      { claims: { expiresAt: 99_999_999_999 } },
      [/^user-expires-at-plausible: expiresAt is \d+ years ahead\./],
    ],
    [
      { claims: { content: { text: 'x'.repeat(6_000) } } },
      [/^token-size: The callback URL has|^token-size: It has \d+ characters\. Expected: .*8,000/],
    ],
    [{ claims: { exp: now - 20 }, leewaySeconds: 30 }, [/^token-exp-future: It expired 20 s/]],
    [{ claims: { nbf: now } }, []],
    [{ claims: { nbf: now + 30 }, leewaySeconds: 30 }, [/^token-not-early: nbf is 30 s ahead/]],
    [{ claims: { nbf: now + 20 }, leewaySeconds: 30 }, [/^token-not-early: nbf is 20 s ahead/]],
    [{ edition: '2025-02', claims: { host: ['x'] } }, []],
    [{ edition: '2025-02', claims: { host: '' } }, []],
    [{ ...personalization, claims: { host: 7 } }, []],
    [personalization, []],
    [
      { ...personalization, fragment: (token) => `jwt=${token}&anchor=step-one` },
      [/edition 2026-08 no longer documents/],
    ],
    [{ ...personalization, edition: '2025-05', fragment: (token) => `jwt=${token}&anchor=a` }, []],
  ];
  for (const [arrival, says] of rows) {
    const label = JSON.stringify(arrival).slice(0, 90);
    const outcome = await judged(arrival);
    expect.soft(outcome, label).toMatchObject({ accepted: true });
    if (!outcome.accepted) continue;
    expect.soft(outcome.warnings, label).toHaveLength(says.length);
    for (const [index, text] of says.entries()) {
      if (typeof text === 'string') expect.soft(outcome.warnings[index], label).toBe(text);
      else expect.soft(outcome.warnings[index], label).toMatch(text);
    }
  }
});

test('what is refused, with the reason that it is and the setting to change', async () => {
  const cut = (octets: number) => (token: string) => token.slice(0, -octets);
  const parts = (count: number) => (token: string) =>
    Array.from({ length: count }, (_none, index) => token.split('.')[index] ?? 'AAAA').join('.');
  const rows: readonly (readonly [Arrival, code: string, says: RegExp])[] = [
    [{ header: { alg: undefined, typ: 'JWT' } }, 'token-alg', /The header has no alg\./],
    [{ header: { alg: 'dir', enc: 'A128GCM' }, fragment: parts(5) }, 'token-compact', /\(JWE\)/],
    [
      { fragment: () => `${encode({ alg: 'dir', enc: 'A128GCM' })}..AAAA.AAAA.AAAA` },
      'token-compact',
      /5 segments, not three: an encrypted token \(JWE\) has five/,
    ],
    [
      { fragment: () => 'foo.bar.baz' },
      'callback-token-in-fragment',
      /the first is no JSON header/,
    ],
    [{ fragment: () => 'a.b.c.d' }, 'callback-token-in-fragment', /The fragment is not a JWT/],
    [{ fragment: () => 'a.b' }, 'callback-reached', /The fragment is not a token/],
    [
      { fragment: parts(2) },
      'token-compact',
      /The token is misspelt: it has 2 segments, not three\./,
    ],
    [
      { fragment: cut(1) },
      'token-compact',
      /not 64 octets \(85 characters instead of 86\): it may be cut/,
    ],
    [{ fragment: cut(2) }, 'token-signature', /The signature is 63 octets long/],
    [{ claims: { exp: now } }, 'token-exp-future', /The clock leeway is 0 s\./],
    [{ claims: { nbf: now + 1 } }, 'token-not-early', /1 s ahead\. The clock leeway is 0 s\./],
    [{ claims: { nbf: now + 2 } }, 'token-not-early', /2 s ahead\. The clock leeway is 0 s\./],
    [
      { claims: { nbf: now + 31 }, leewaySeconds: 30 },
      'token-not-early',
      /31 s .*leeway is 30 s\./,
    ],
    [
      { claims: { exp: now - 31 }, leewaySeconds: 30 },
      'token-exp-future',
      /31 s .*leeway is 30 s\./,
    ],
    [
      { claims: { nbf: now + 40 }, leewaySeconds: 30 },
      'token-not-early',
      /40 s .*leeway is 30 s\./,
    ],
    [
      { claims: { host: undefined } },
      'user-host',
      /Add host to the payload: .* The docs host here is "localhost": .*--docs-origin/,
    ],
    [
      { claims: { host: ['x'] } },
      'user-host',
      /host is an array.* The docs host here is "localhost": .*--docs-origin/,
    ],
    [
      { fragment: (token) => `${token.slice(0, -20)}${'A'.repeat(20)}` },
      'token-signature',
      /give that key with --key/,
    ],
    [
      { ...personalization, header: { alg: 'Ed25519' } },
      'token-alg',
      /the docs host names only ES256/,
    ],
    [{ header: { alg: 'Ed25519' } }, 'token-alg', /the docs host names only EdDSA/],
  ];
  for (const [arrival, code, says] of rows) {
    const label = `${code} ${JSON.stringify(arrival).slice(0, 80)}`;
    const outcome = await judged(arrival);
    expect.soft(outcome, label).toMatchObject({ accepted: false, code });
    if (outcome.accepted) continue;
    const words = [outcome.actual, outcome.fix, outcome.advice].join(' ');
    expect.soft(words, label).toMatch(says);
    for (const text of Object.values(outcome)) {
      if (text === outcome.code || text === outcome.title || typeof text !== 'string') continue;
      expect.soft(text, label).toMatch(/^\S.*\.$/);
    }
    expect.soft(outcome.title, label).not.toMatch(/\.$/);
  }
});

test('a second token behind the first is not repeated', async () => {
  const outcome = await judged({
    ...personalization,
    fragment: (token) => `jwt=${token}&jwt=${token}`,
  });
  expect(outcome).toMatchObject({ accepted: false, code: 'callback-fragment-form' });
  expect(JSON.stringify(outcome)).not.toMatch(/eyJ[\w-]{4,}/);
});

test('an arrival without a token is called what it is', async () => {
  const rows: readonly (readonly [fragment: string, bare: boolean, says: RegExp])[] = [
    [
      '',
      true,
      /^The callback URL has no fragment\. End the login flow with a redirect to the docs/,
    ],
    ['', false, /^The URL has no fragment\. End the login flow with a redirect to the docs/],
    ['step-one', true, /may be the anchor/],
    ['undefined', true, /wrote undefined where the token should stand\./],
    ['null', true, /wrote null where/],
    ['[object Object]', true, /wrote \[object Object\] where/],
    ['%5Bobject%20Object%5D', true, /wrote \[object Object\] where/],
    ['[object%20Promise]', true, /\[object Promise\].*did not wait for the signed token/],
    ['{SIGNED_JWT}', true, /wrote \{SIGNED_JWT\} where/],
    ['jwt=', false, /jwt= with nothing behind it/],
    ['jwt=undefined&anchor=x', false, /wrote undefined where/],
  ];
  for (const [fragment, bare, says] of rows) {
    const refused = await judged({ ...(bare ? {} : personalization), fragment: () => fragment });
    expect(refused, fragment).toMatchObject({ accepted: false, code: 'callback-reached' });
    if (refused.accepted) continue;
    expect(`${refused.actual} ${refused.fix}`, fragment).toMatch(says);
    if (!bare) expect(JSON.stringify(refused), fragment).not.toContain('callback URL');
  }
  for (const fragment of ['jwt=x', 'anchor=a&jwt=x', 'eyJhbGciOiJ4In0.', 'a.b.c']) {
    expect(withoutToken(fragment, 'http://localhost/', anyPage.facts), fragment).toBeUndefined();
  }
});

test('odd fragments are read in time proportional to their length', () => {
  const rows = ['eyJ', 'eyJ+', '+eyJ', 'eyJ%0A', 'eyJ=', '%2', 'jwt='];
  for (const piece of rows) {
    const fragment = piece.repeat(Math.floor(16_000 / piece.length));
    // The quickest of some, since the machine has other things to do.
    const took = [1, 2, 3].map(() => {
      const start = performance.now();
      withoutToken(fragment, 'http://localhost/login/jwt-callback', anyPage.facts);
      return performance.now() - start;
    });
    expect(Math.min(...took), piece).toBeLessThan(30);
  }
});
