import { generateKeyPairSync, sign } from 'node:crypto';

import { expect, test } from '@playwright/test';

import { readKeys, type VerificationKey } from '../../../../protocol/jose/keys.js';
import { callback, get, hand } from '../../harness/mock-host-client.js';
import { trapConnections } from '../../harness/docs-host/connections.js';
import {
  makeRawKeys,
  segment,
  signRaw,
  signWithSecret,
} from '../../harness/docs-host/raw-tokens.js';
import {
  authentication,
  personalization,
  play,
  type Played,
} from '../../harness/mock-host-setup.js';

/** A login takes the key: nothing that a token says of itself opens a session, or makes the host ask elsewhere. */

async function keyOf(pem: string): Promise<VerificationKey> {
  const read = await readKeys(pem, 'own.pem');
  if (!read.ok) throw new Error(read.problem);
  return read.key;
}

const claims = (played: Played): string =>
  JSON.stringify({ exp: played.seconds() + 10, host: 'localhost' });

/** Hands each over; every one of them is refused, quickly, with a code, and opens nothing. */
async function allRefused(
  played: Played,
  tokens: readonly (readonly [what: string, token: string])[],
  path = callback,
): Promise<void> {
  for (const [what, token] of tokens) {
    const start = performance.now();
    const answer = await hand(played, token, path);
    const told = (await answer.json()) as { readonly outcome?: string; readonly code?: string };
    expect.soft([answer.status, told.outcome], what).toEqual([403, 'refused']);
    expect.soft(told.code, what).toMatch(/^[a-z][a-z-]+$/);
    expect.soft(told.code, what).not.toBe('broken');
    expect.soft(answer.headers.getSetCookie(), what).toEqual([]);
    expect.soft(performance.now() - start, what).toBeLessThan(1_000);
  }
}

for (const facts of [authentication, personalization]) {
  const { algorithm } = facts.facts;
  if (algorithm === 'HS256') continue;
  const path = facts.facts.callbackPath ?? '/quickstart';

  test(`${facts.facts.id}: no algorithm but its own, however it is written`, async () => {
    const keys = makeRawKeys(algorithm);
    const played = await play(facts, { keys: [await keyOf(keys.publicPem)] });
    const payload = claims(played);
    const text = ['none', 'None', 'nOnE', '', 'eddsa', 'EDDSA', 'es256', ' EdDSA', 'Ed25519'];
    const known = ['RS256', 'PS256', 'ES384', 'ES256K', 'Ed448', 'HS256', 'dir', '__proto__'];
    const other = algorithm === 'EdDSA' ? 'ES256' : 'EdDSA';
    const odd = [['EdDSA'], ['ES256'], null, 0, 7, true, {}, undefined];
    const named: readonly unknown[] = [...text, ...known, other, ...odd];
    const header = (alg: unknown): string => JSON.stringify({ alg, typ: 'JWT' });
    const input = (alg: unknown): string => `${segment(header(alg))}.${segment(payload)}`;
    await allRefused(
      played,
      [
        ...named.flatMap((alg): (readonly [string, string])[] => [
          [
            `${JSON.stringify(alg)}, signed all the same`,
            signRaw(keys.privateKey, header(alg), payload),
          ],
          [`${JSON.stringify(alg)}, no signature`, `${input(alg)}.`],
          [`${JSON.stringify(alg)}, two parts`, input(alg)],
        ]),
        ...['HS256', algorithm].flatMap((alg) =>
          ['', ...keys.publicTexts].map((secret, index): readonly [string, string] => [
            `${alg} with public text ${index}`,
            signWithSecret(secret, header(alg), payload),
          ]),
        ),
      ],
      path,
    );
    const honest = await hand(played, signRaw(keys.privateKey, header(algorithm), payload), path);
    expect(honest.status).toBe(200);
    await played.host.close();
  });

  test(`${facts.facts.id}: another key is another key, whatever its token says`, async () => {
    const keys = makeRawKeys(algorithm);
    const other = makeRawKeys(algorithm);
    const crossed = makeRawKeys(algorithm === 'EdDSA' ? 'ES256' : 'EdDSA');
    const played = await play(facts, {
      keys: [await keyOf(keys.publicPem), await keyOf(crossed.publicPem)],
    });
    const payload = claims(played);
    const jwk = JSON.parse(String(other.publicTexts.at(-1))) as object;
    const trap = trapConnections([played.host.port]);
    const pointers: readonly object[] = [
      { jwk },
      { jku: 'http://127.0.0.1:9/jwks.json' },
      { jku: 'http://169.254.169.254/latest' },
      { x5u: 'https://evil.example/cert.pem' },
      { x5c: ['MIIB'] },
      { x5t: 'AAAA' },
      ...[
        '../../../../../dev/null',
        '/dev/null',
        "' or 1=1 --",
        '$(id)',
        'https://evil.example/k',
      ].map((kid) => ({ kid })),
      { kid: 7 },
      { kid: '__proto__' },
      { kid: 'k'.repeat(9_000) },
    ];
    const tokens = pointers.map((pointer): readonly [string, string] => [
      JSON.stringify(pointer).slice(0, 60),
      signRaw(other.privateKey, JSON.stringify({ alg: algorithm, ...pointer }), payload),
    ]);
    const ed448 = generateKeyPairSync('ed448').privateKey;
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
    const k256 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey;
    const plain = JSON.stringify({ alg: algorithm });
    const crossedName = algorithm === 'EdDSA' ? 'ES256' : 'EdDSA';
    await allRefused(
      played,
      [
        ...tokens,
        ['another key', signRaw(other.privateKey, plain, payload)],
        [
          'the key of the other handshake',
          signRaw(crossed.privateKey, JSON.stringify({ alg: crossedName }), payload),
        ],
        ['that key under this name', signRaw(crossed.privateKey, plain, payload)],
        ['Ed448', signRaw(ed448, plain, payload)],
        ['P-384', signRaw(p384, plain, payload)],
        ['secp256k1', signRaw(k256, plain, payload)],
      ],
      path,
    );
    // What points to a key changes nothing for an honest token either.
    const pointing = { alg: algorithm, kid: 'a', jku: 'http://127.0.0.1:9/jwks.json' };
    const honest = signRaw(keys.privateKey, JSON.stringify(pointing), payload);
    expect((await hand(played, honest, path)).status).toBe(200);
    expect(trap.seen()).toEqual([]);
    // The trap sees whoever goes elsewhere.
    await fetch('http://127.0.0.1:65535/').catch(() => undefined);
    expect(trap.seen()).toHaveLength(1);
    trap.release();
    await played.host.close();
  });
}

test('extensions that must be understood, and encrypted or nested tokens, are refused', async () => {
  const keys = makeRawKeys('EdDSA');
  const played = await play(authentication, { keys: [await keyOf(keys.publicPem)] });
  const payload = claims(played);
  const headers: readonly string[] = [
    '{"alg":"EdDSA","crit":["x"],"x":1}',
    '{"alg":"EdDSA","crit":[]}',
    '{"alg":"EdDSA","crit":"exp"}',
    '{"alg":"EdDSA","crit":["exp","exp"],"exp":1}',
    '{"alg":"EdDSA","crit":["alg"]}',
    '{"alg":"EdDSA","crit":["gone"]}',
    '{"alg":"EdDSA","b64":false,"crit":["b64"]}',
    '{"alg":"EdDSA","b64":false}',
    '{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2c":2147483648}',
  ];
  await allRefused(played, [
    ...headers.map((header): readonly [string, string] => [
      header,
      signRaw(keys.privateKey, header, payload),
    ]),
    ['five parts', `${segment('{"alg":"dir","enc":"A128GCM","zip":"DEF"}')}..AAAA.AAAA.AAAA`],
    ['five parts, slow key', `${segment(headers.at(-1) ?? '')}.AA.AA.AA.AA`],
    ['a token in a token', signRaw(keys.privateKey, '{"alg":"EdDSA","cty":"JWT"}', played.mint())],
  ]);
  await played.host.close();
});

test('ten thousand changes of a token, and no login', async () => {
  const keys = makeRawKeys('EdDSA');
  const key = await keyOf(keys.publicPem);
  const { judgeArrival } = await import('../../../../judge/arrival/arriving-token.js');
  const { seal } = await import('../../../../protocol/secrecy/sealed.js');
  const seed = Number(process.env['DOCS_HANDSHAKE_SEED'] ?? Date.now() % 1_000_000_000);
  process.stdout.write(
    `  ten thousand changes: seed ${seed} (DOCS_HANDSHAKE_SEED=${seed} repeats them)\n`,
  );
  let state = seed;
  const random = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const nowMs = 1_800_000_000_000;
  const payload = JSON.stringify({ exp: nowMs / 1000 + 10, host: 'localhost', groups: ['admin'] });
  const token = signRaw(keys.privateKey, '{"alg":"EdDSA"}', payload);
  const other = signRaw(keys.privateKey, '{"alg":"EdDSA"}', payload.replace('admin', 'staff'));
  const rules = {
    handshake: authentication,
    edition: '2026-03',
    docsOrigin: 'http://localhost',
    docsPath: '',
    keys: [key],
    leewaySeconds: 0,
  };
  const accepts = async (text: string): Promise<boolean> =>
    (await judgeArrival({ fragment: seal(text), url: `http://localhost${callback}`, nowMs }, rules))
      .accepted;
  expect(await accepts(token)).toBe(true);
  const flip = (): string => {
    const parts = token.split('.');
    const at = random(3);
    const octets = Buffer.from(parts[at] ?? '', 'base64url');
    const where = random(octets.length);
    octets.writeUInt8(octets.readUInt8(where) ^ (1 << random(8)), where);
    return parts.with(at, segment(octets)).join('.');
  };
  const spelt = (): string => {
    const at = random(token.length);
    return token.slice(0, at) + String.fromCodePoint(33 + random(94)) + token.slice(at + 1);
  };
  const swap = (): string => {
    const [mine, theirs] = [token.split('.'), other.split('.')];
    const at = 1 + random(2);
    return mine.with(at, theirs[at] ?? '').join('.');
  };
  const ways = [flip, flip, flip, spelt, swap, (): string => token.slice(0, random(token.length))];
  const taken: string[] = [];
  for (let round = 0; round < 10_000; round += 1) {
    const text = (ways[round % ways.length] ?? flip)();
    if (text !== token && (await accepts(text))) taken.push(text);
  }
  expect(taken, `seed ${seed}`).toEqual([]);
});

test('a token is used up however its signature is spelt', async () => {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const keys = makeRawKeys('ES256');
  const played = await play(personalization, { keys: [await keyOf(keys.publicPem)] });
  const token = signRaw(keys.privateKey, '{"alg":"ES256"}', claims(played));
  const [header = '', payload = '', signature = ''] = token.split('.');
  const raw = Buffer.from(signature, 'base64url');
  const s = BigInt(`0x${raw.subarray(32).toString('hex')}`);
  const mirrored = Buffer.concat([
    raw.subarray(0, 32),
    Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex'),
  ]);
  const again = sign('sha256', Buffer.from(`${header}.${payload}`), {
    key: keys.privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const unused = alphabet[alphabet.indexOf(signature.at(-1) ?? 'A') ^ 1] ?? '';
  expect((await hand(played, token, '/quickstart')).status).toBe(200);
  const rows: readonly (readonly [what: string, token: string, code: string])[] = [
    ['as it was', token, 'replay'],
    ['its mirrored signature', `${header}.${payload}.${segment(mirrored)}`, 'replay'],
    ['signed once more', `${header}.${payload}.${segment(again)}`, 'replay'],
    ['beside an anchor', `jwt=${token}&anchor=a`, 'replay'],
    [
      'bits that no octet has',
      `${header}.${payload}.${signature.slice(0, -1)}${unused}`,
      'token-compact',
    ],
    ['padded', `${token}==`, 'token-compact'],
  ];
  for (const [what, text, code] of rows) {
    const answer = await hand(played, text, '/quickstart');
    expect([answer.status, (await answer.json()).code], what).toEqual([403, code]);
  }
  expect((await get(played, '/quickstart')).status).toBe(200);
  await played.host.close();
});
