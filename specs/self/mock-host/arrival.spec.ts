import { expect, test } from '@playwright/test';

import { describeEvent } from '../../../mock-host/mock-host.js';
import { callback, cookieOf, get, hand, json, landing } from '../harness/mock-host-client.js';
import { authentication, play } from '../harness/mock-host-setup.js';

test('an accepted token opens a session that ends when it says', async () => {
  const played = await play(authentication);
  const { clock, mint, seconds } = played;
  const expiresAt = seconds() + 3600;
  const token = mint({ expiresAt, groups: ['Admin'], content: { firstName: 'Zoë' } });
  const first = await hand(played, token, `${callback}?redirect=%2Fadmin%3Fa%3D1%23step-two`);
  const cookie = cookieOf(first);
  expect(await landing(played, first)).toBe('/admin?a=1#step-two');
  expect(first.headers.getSetCookie()[0]).toMatch(
    /^docs-session-\d+=[\w-]{43}; Max-Age=3600; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  const page = await (await get(played, '/quickstart', { cookie })).text();
  expect(page).toContain('<meta name="docs-handshake-outcome" content="accepted"/>');
  expect(page).toContain('Zoë');
  expect(await (await get(played, '/quickstart', { cookie })).text()).not.toContain('outcome');
  expect((await get(played, '/admin', { cookie })).status).toBe(404);
  const user = await get(played, '/_mintlify/api/user', { cookie });
  expect(await user.json()).toEqual({
    user: { expiresAt, groups: ['Admin'], content: { firstName: 'Zoë' } },
  });

  const replay = await hand(played, token);
  expect([replay.status, (await replay.json()).code]).toEqual([403, 'replay']);
  expect(replay.headers.getSetCookie()).toEqual([]);
  const admin = await hand(played, mint({ expiresAt, groups: ['admin'] }), callback, { cookie });
  const renewed = cookieOf(admin);
  expect(renewed).not.toBe(cookie);
  expect((await get(played, '/admin', { cookie: renewed })).status).toBe(200);
  expect((await get(played, '/admin', { cookie })).status).toBe(302);

  clock.now = expiresAt * 1000 - 1;
  expect((await get(played, '/', { cookie: renewed })).status).toBe(200);
  clock.now = expiresAt * 1000;
  expect((await get(played, '/', { cookie: renewed })).status).toBe(302);

  const last = cookieOf(await hand(played, mint()));
  expect((await get(played, '/', { cookie: last })).status).toBe(200);
  const opened = { 'sec-fetch-dest': 'document' };
  expect((await get(played, '/logout', { cookie: last, ...opened })).status).toBe(302);
  expect((await get(played, '/', { cookie: last })).status).toBe(302);
  await played.host.close();
});

test('of two equal arrivals at once exactly one gets in', async () => {
  const played = await play(authentication);
  const token = played.mint();
  const answers = await Promise.all(Array.from({ length: 8 }, () => hand(played, token)));
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  await played.host.close();
});

test('refusals: each with its code, and none ends a session', async () => {
  const played = await play(authentication);
  const { mint, seconds } = played;
  const other = await play(authentication);
  const cookie = cookieOf(await hand(played, mint()));
  const good = mint();
  const rows: readonly (readonly [fragment: string, code: string, path?: string])[] = [
    ['', 'callback-reached'],
    ['step-one', 'callback-reached'],
    ['v1.2', 'callback-reached'],
    ['%zz', 'callback-reached'],
    ['jwt=', 'callback-fragment-form'],
    [`jwt=${good}`, 'callback-fragment-form'],
    [`${good}=`, 'token-compact'],
    [`${good}\n`, 'callback-fragment-form'],
    ['a.b.c', 'callback-token-in-fragment'],
    ['x'.repeat(17_000), 'token-size'],
    ['', 'callback-token-in-fragment', `${callback}?jwt=${good}`],
    ['', 'callback-token-in-fragment', `${callback}?redirect=%2Fa%23${good}`],
    [other.mint(), 'token-signature'],
    [mint({ exp: seconds() - 1 }), 'token-exp-future'],
    [mint({ exp: seconds() }), 'token-exp-future'],
    [mint({ exp: undefined }), 'token-exp-present'],
    [mint({ nbf: seconds() + 1 }), 'token-not-early'],
    [mint({ nbf: seconds() + 2 }), 'token-not-early'],
    [mint({ expiresAt: seconds() }), 'user-expires-at'],
    [mint({ expiresAt: Date.now() }), 'user-expires-at'],
    [mint({ expiresAt: '2030-01-01' }), 'user-expires-at'],
    [mint({ expiresAt: null }), 'user-expires-at'],
    [mint({ content: { deep: JSON.parse('['.repeat(200) + ']'.repeat(200)) } }), 'token-json'],
  ];
  for (const [fragment, code, path] of rows) {
    const response = await hand(played, fragment, path ?? callback, { cookie });
    const answer = await response.json();
    expect([response.status, answer.code], fragment.slice(0, 20)).toEqual([403, code]);
    expect(response.headers.getSetCookie(), code).toEqual([]);
    const page = await get(played, answer.location);
    expect(page.status, code).toBe(403);
    const text = await page.text();
    expect(text, code).toContain(`<meta name="docs-handshake-outcome" content="refused:${code}"/>`);
    expect(text, code).toMatch(/This was expected of the login flow: [^<]*[^.<]\.<\/p>/);
  }
  expect((await get(played, '/', { cookie })).status).toBe(200);
  expect((await hand(played, good)).status).toBe(200);
  const told =
    JSON.stringify(played.host.events()) + played.host.events().map(describeEvent).join();
  expect(told).not.toContain(good.split('.')[1]);
  await Promise.all([played.host.close(), other.host.close()]);
});

test('a session and its groups have an end', async () => {
  const played = await play(authentication);
  const groups = Array.from({ length: 1_500 }, (_none, index) => `g${index}`);
  const far = 400 * 86_400;
  const rows: readonly (readonly [claims: Record<string, unknown>, age: number, says: RegExp])[] = [
    [{ expiresAt: played.seconds() + far - 1 }, far - 1, /^$/],
    [{ expiresAt: 99_999_999_999 }, far, /the session ends after 400 days/],
    [{ groups: groups.slice(0, 1_000) }, 86_400, /^$/],
    [{ groups }, 86_400, /groups has 1,500 entries: this host reads the first 1,000/],
  ];
  for (const [claims, age, says] of rows) {
    const answer = await hand(played, played.mint(claims));
    expect(answer.status).toBe(200);
    const maxAge = Number(/Max-Age=(\d+)/.exec(answer.headers.getSetCookie()[0] ?? '')?.[1]);
    expect(Math.abs(maxAge - age), String(says)).toBeLessThanOrEqual(1);
    const { details } = played.host.events().findLast(({ kind }) => kind === 'token-accepted')!;
    expect(
      (details ?? []).filter((line) => /400 days|entries/.test(line)).join(),
      String(says),
    ).toMatch(says);
    if (claims['groups'] === groups) {
      const page = await (await get(played, '/', { cookie: cookieOf(answer) })).text();
      expect([page.includes('g999'), page.includes('g1000')]).toEqual([true, false]);
    }
  }
  await played.host.close();
});

test('an unfit redirect leads to the root and into the log', async () => {
  const played = await play(authentication);
  const rows: readonly (readonly [redirect: string, location: string])[] = [
    ['', '/'],
    ['/quickstart', '/quickstart'],
    ['//evil.example', '/'],
    ['/.//evil.example', '/'],
    ['https://evil.example/', '/'],
    ['javascript:alert(1)', '/'],
    ['/login/jwt-callback?x', '/'],
    ['/Login', '/'],
    ['/logout', '/'],
    ['/100%25', '/'],
    ['quickstart', '/quickstart'],
  ];
  for (const [redirect, location] of rows) {
    const path = `${callback}?redirect=${encodeURIComponent(redirect)}`;
    expect(await landing(played, await hand(played, played.mint(), path)), redirect).toBe(location);
  }
  const logged = played.host.events().filter((event) => event.kind === 'redirect-rejected');
  expect(logged).toHaveLength(rows.filter(([, location]) => location === '/').length);
  const twice = `${callback}?redirect=%2Fa&redirect=%2Fb`;
  expect(await landing(played, await hand(played, played.mint(), twice))).toBe('/a');
  await played.host.close();
});

test('replay protection and the length of a session without expiresAt', async () => {
  const played = await play(authentication, { replayProtection: false });
  const token = played.mint();
  const first = await hand(played, token);
  expect(first.headers.getSetCookie()[0]).toContain('Max-Age=86400;');
  expect((await hand(played, token)).status).toBe(200);
  await played.host.close();
});

test('the verification endpoint takes what its own pages send', async () => {
  const played = await play(authentication);
  const url = `http://127.0.0.1:${played.host.port}/_docs-handshake/verify`;
  const own = played.host.origin;
  const body = JSON.stringify({ fragment: '', path: callback });
  const rows: readonly (readonly [
    what: string,
    init: RequestInit,
    status: number,
    field?: readonly [string, string],
  ])[] = [
    ['get', { method: 'GET' }, 405, ['allow', 'POST']],
    ['put', { method: 'PUT', body }, 405, ['allow', 'POST']],
    ['options', { method: 'OPTIONS' }, 405, ['access-control-allow-origin', '']],
    ['own origin', { headers: { ...json, origin: own }, body }, 403],
    ['no type', { headers: { 'content-type': 'text/plain' }, body }, 415],
    ['form', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body }, 415],
    ['broken', { headers: json, body: '{' }, 400],
    ['list', { headers: json, body: '[]' }, 400],
    ['extra', { headers: json, body: '{"fragment":"","path":"/login/jwt-callback","x":1}' }, 400],
    ['numbers', { headers: json, body: '{"fragment":1,"path":2}' }, 400],
    ['proto', { headers: json, body: '{"__proto__":{"fragment":"","path":"/"}}' }, 400],
    ['other page', { headers: json, body: '{"fragment":"","path":"/quickstart"}' }, 400],
    ['odd page', { headers: json, body: '{"fragment":"","path":"//evil.example"}' }, 400],
    ['dot page', { headers: json, body: '{"fragment":"","path":"/..//evil.example"}' }, 400],
    ['too long', { headers: json, body: `"${'x'.repeat(70_000)}"` }, 413],
    ['gzip', { headers: { ...json, 'content-encoding': 'gzip' }, body }, 415],
  ];
  for (const [what, init, status, field] of rows) {
    const response = await fetch(url, { method: 'POST', ...init });
    expect(response.status, what).toBe(status);
    if (field !== undefined) expect(response.headers.get(field[0]) ?? '', what).toBe(field[1]);
    if (response.status !== 405)
      expect(response.headers.get('content-type'), what).toContain('json');
  }
  const foreign = [{ origin: 'https://evil.example' }, { origin: 'null' }];
  for (const headers of foreign) {
    const response = await fetch(url, { method: 'POST', headers: { ...json, ...headers }, body });
    expect([response.status, await response.json()]).toMatchObject([
      403,
      { error: 'foreign-origin' },
    ]);
  }
  await played.host.close();
});

test('a header of more than a kibibyte is refused, whatever is in it', async () => {
  const played = await play(authentication);
  const before = played.host.events().length;
  for (const [octets, code] of [
    [1_024, undefined],
    [1_025, 'header-size'],
    [9_000, 'header-size'],
  ] as const) {
    const rest = `{"alg":"EdDSA","x":""}`.length;
    const token = played.mint({}, { x: 'x'.repeat(octets - rest) });
    const answer = await hand(played, token);
    expect([answer.status, (await answer.json()).code], String(octets)).toEqual([
      code === undefined ? 200 : 403,
      code,
    ]);
    // What was refused is not used up, and opened nothing.
    if (code !== undefined) expect(answer.headers.getSetCookie()).toEqual([]);
  }
  const sentences = played.host
    .events()
    .slice(before)
    .map(({ sentence }) => sentence);
  expect(sentences).toContain('The header has 1,025 octets.');
  await played.host.close();
});
