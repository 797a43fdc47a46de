import { expect, test } from '@playwright/test';

import { makeFlowKeys, makeSecret } from '../../../fixtures/reference/keys.js';
import { planTools } from '../../../fixtures/reference/plan-tools.js';
import { openMockHost } from '../../../mock-host/mock-host.js';
import { readSharedSecret } from '../../../protocol/jose/shared-secret.js';
import { cookieOf } from '../harness/mock-host-client.js';
import { handshake } from '../handshakes/planted/aaa-test.js';

/** A docs host that has the token as a parameter of the query, signed with a shared secret. */

const text = 'a secret that both sides hold, 32+';
const own = makeSecret(text);
const { base64url, sign } = planTools({ ...makeFlowKeys('HS256'), own });

async function token(header: object = { alg: 'HS256' }, claims: object = {}): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + 10;
  const input = [header, { exp, jti: Math.random(), ...claims }]
    .map((part) => base64url(JSON.stringify(part)))
    .join('.');
  return `${input}.${base64url(await sign(input))}`;
}

test('it takes a token from its parameter alone, and says why it takes no other', async () => {
  const read = await readSharedSecret(text, 'secret.txt');
  if (!read.ok) throw new Error(read.problem);
  const host = await openMockHost({
    handshake,
    edition: '2021-01',
    loginUrls: [{ name: 'Foo', url: 'https://foo.test/login' }],
    returnParam: 'location',
    keys: [read.key],
    port: 0,
    clock: Date.now,
  });
  const get = (path: string, cookie = ''): Promise<Response> =>
    fetch(`http://127.0.0.1:${host.port}${path}`, { redirect: 'manual', headers: { cookie } });
  /** Where a reader who keeps cookies gets to. */
  const landed = async (arrived: Response): Promise<string | null> =>
    (await get(arrived.headers.get('location') ?? '', cookieOf(arrived))).headers.get('location');
  try {
    await host.warmUp();
    expect(host.events()).toEqual([]);
    const good = await token();
    const arrived = await get(`/aaa/in?jwt_token=${good}&location=%2Fquickstart`);
    const cookie = cookieOf(arrived);
    expect([arrived.status, await landed(arrived)]).toEqual([302, '/quickstart']);
    const page = await get('/quickstart', cookie);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('content="accepted"');
    expect((await get('/quickstart')).headers.get('location')).toBe('/aaa?location=%2Fquickstart');
    // Between the docs and the login flow the page is a whole URL, as the facts say.
    const whole = encodeURIComponent(`http://localhost:${host.port}/quickstart`);
    expect((await get('/aaa?location=%2Fquickstart')).headers.get('location')).toBe(
      `https://foo.test/login?location=${whole}#`,
    );
    const back = await get(`/aaa/in?jwt_token=${await token()}&location=${whole}`);
    expect([back.status, await landed(back)]).toEqual([302, '/quickstart']);

    const refusals: readonly (readonly [path: string, code: string, words: string])[] = [
      [`/aaa/in?jwt_token=${good}`, 'replay', 'was used'],
      [`/aaa/in?token=${await token()}`, 'callback-token-in-fragment', 'elsewhere in the query'],
      ['/aaa/in', 'callback-reached', 'has no parameter jwt_token'],
      ['/aaa/in?jwt_token=undefined', 'callback-reached', 'wrote undefined'],
      ['/aaa/in?jwt_token=step-one', 'callback-reached', 'The parameter jwt_token is not a token'],
      [`/aaa/in?jwt_token=${await token({ alg: 'EdDSA' })}`, 'token-alg', 'EdDSA'],
      [`/aaa/in?jwt_token=${await token({ alg: 'none' })}`, 'token-alg', 'none'],
      [`/aaa/in?jwt_token=${good.slice(0, -19)}`, 'token-signature', '18 octets long'],
      [
        `/aaa/in?jwt_token=${await token(undefined, { exp: Math.floor(Date.now() / 1000) - 60 })}`,
        'token-exp-future',
        'expired',
      ],
    ];
    for (const [path, code, words] of refusals) {
      const refused = await get(path);
      const reason = refused.headers.get('location') ?? '';
      expect(reason, code).toMatch(/^\/aaa\/refused\?reason=/);
      const html = await (await get(reason)).text();
      expect(html).toContain(`content="refused:${code}"`);
      expect(html).toContain(words);
      expect(html).not.toContain(good.slice(0, 40));
    }
    const log = JSON.stringify(host.events());
    expect(log).toContain('token-accepted');
    expect(log).not.toContain(good.split('.')[1]);
    expect(log).not.toContain(text);
  } finally {
    await host.close();
  }
});
