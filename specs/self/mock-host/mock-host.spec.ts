import { expect, test } from '@playwright/test';

import { callback, cookieOf, get, hand, raw } from '../harness/mock-host-client.js';
import { authentication, personalization, play } from '../harness/mock-host-setup.js';

test('the way to the login URL', async () => {
  const played = await play(authentication);
  const rows: readonly (readonly [path: string, location: string])[] = [
    ['/', '/login?redirect=%2F'],
    ['/quickstart', '/login?redirect=%2Fquickstart'],
    ['/guides/start?x=1&y=%2F', '/login?redirect=%2Fguides%2Fstart%3Fx%3D1%26y%3D%252F'],
    ['/login?redirect=%2Fa%23b', 'https://foo.test/docs-login?tenant=a&redirect=%2Fa#'],
    ['/login?redirect=%2Fa%3Fx', 'https://foo.test/docs-login?tenant=a&redirect=%2Fa%3Fx#'],
    ['/login?redirect=%2F%2Fevil.example', 'https://foo.test/docs-login?tenant=a#'],
    ['/login?redirect=https%3A%2F%2Fevil.example', 'https://foo.test/docs-login?tenant=a#'],
    ['/login', 'https://foo.test/docs-login?tenant=a#'],
    ['/logout', '/login?signed-out=1'],
  ];
  for (const [path, location] of rows) {
    const response = await get(played, path);
    expect([response.status, response.headers.get('location')], path).toEqual([302, location]);
  }
  expect((await get(played, '/public')).status).toBe(200);
  const user = await get(played, '/_mintlify/api/user');
  expect([user.status, await user.text()]).toEqual([
    401,
    '{"error":"Unauthorized","message":"No authentication token provided"}',
  ]);
  const out = await get(played, '/login?signed-out=1');
  expect(out.status).toBe(200);
  expect(await out.text()).toContain('You are logged out');
  await played.host.close();
});

test('several login URLs are a choice', async () => {
  const loginUrls = [
    { name: 'Staff', url: 'https://foo.test/a' },
    { name: '<b>Customers', url: 'https://foo.test/b?x=1' },
  ];
  const played = await play(authentication, { loginUrls });
  const page = await (await get(played, '/login?redirect=%2Fquickstart')).text();
  expect(page).toContain('href="https://foo.test/a?redirect=%2Fquickstart"');
  expect(page).toContain('href="https://foo.test/b?x=1&amp;redirect=%2Fquickstart"');
  expect(page).not.toContain('<b>');
  expect(played.host.events().at(-1)).toMatchObject({
    kind: 'sent-to-login',
    sentence: 'A visitor chooses among 2 login URLs.',
    path: '/quickstart',
  });
  await played.host.close();
});

test('misguided arrivals get a page that says so', async () => {
  const played = await play(authentication);
  const { port } = played.host;
  const rows = ['/login/jwt-callback/', '/login/JWT-callback', '/login//jwt-callback', '/login/x'];
  for (const path of rows) {
    const response = await get(played, path);
    expect(response.status, path).toBe(404);
    expect(await response.text(), path).toContain('content="refused:callback-path"');
  }
  for (const path of ['/login/', '/login//', '/Login/']) {
    const page = await (await get(played, path)).text();
    expect(page, path).toContain('The login page is /login, without a slash at its end.');
    expect(page, path).not.toContain('refused:');
  }
  const body = 'user=ann&password=correct-horse-battery';
  const passedOn = await raw(
    port,
    `POST ${callback} HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
  expect(passedOn).toMatch(/^HTTP\/1.1 405 /);
  expect(passedOn.toLowerCase()).toContain('allow: get, head');
  expect(passedOn).toContain('content="refused:status-drops-credentials"');
  expect(JSON.stringify(played.host.events())).not.toContain('correct-horse');
  await played.host.close();
});

test('docs and login flow that send the visitor to and fro are stopped', async () => {
  const played = await play(authentication);
  let cookie = '';
  const seen: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    const response = await get(played, `/quickstart?round=${round}`, { cookie });
    seen.push(response.status);
    cookie = cookieOf(response) || cookie;
  }
  expect(seen).toEqual([302, 302, 302, 403]);
  played.clock.now += 10_000;
  expect((await get(played, '/quickstart', { cookie })).status).toBe(302);
  expect(played.host.events().map((event) => event.kind)).toContain('loop-stopped');
  await played.host.close();
});

test('readers who do not go in circles are not told that they do', async () => {
  const played = await play(authentication);
  /** A visitor's cookies, kept as a browser keeps them. */
  const jar = new Map<string, string>();
  const keep = (response: Response): Response => {
    for (const field of response.headers.getSetCookie()) {
      const [pair = ''] = field.split(';', 1);
      const [name = '', value = ''] = pair.split('=', 2);
      if (/Max-Age=0/.test(field)) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };
  const cookie = (): string => [...jar].map((pair) => pair.join('=')).join('; ');
  const open = async (path: string, headers: Record<string, string> = {}): Promise<number> =>
    keep(await get(played, path, { cookie: cookie(), ...headers })).status;
  const logOut = (): Promise<number> => open('/logout', { 'sec-fetch-dest': 'document' });
  const rows: readonly (readonly [what: string, visit: (round: number) => Promise<unknown>])[] = [
    [
      'logs in and out',
      async () => {
        await open('/quickstart');
        keep(await hand(played, played.mint(), callback, { cookie: cookie() }));
        expect(await open('/quickstart')).toBe(200);
        await logOut();
      },
    ],
    ['logs out', async () => [await open('/quickstart'), await logOut()]],
    ['opens many pages', (round) => open(`/guides/${round}`)],
    ['has an icon fetched', () => open('/quickstart', { 'sec-fetch-dest': 'image' })],
  ];
  for (const [what, visit] of rows) {
    jar.clear();
    for (let round = 0; round < 6; round += 1) await visit(round);
    expect(await open('/quickstart', { 'sec-fetch-dest': 'document' }), what).toBe(302);
  }
  const ahead = { method: 'HEAD', redirect: 'manual', headers: { cookie: cookie() } } as const;
  for (let round = 0; round < 6; round += 1) {
    const url = `http://127.0.0.1:${played.host.port}/quickstart`;
    expect(keep(await fetch(url, ahead)).status).toBe(302);
  }
  expect(played.host.events().map((event) => event.kind)).not.toContain('loop-stopped');
  await played.host.close();
});

test('personalization: every page is open, nothing is kept here', async () => {
  const played = await play(personalization, { docsPath: '/docs' });
  const rows: readonly (readonly [path: string, status: number, location?: string])[] = [
    ['/docs', 200],
    ['/docs/', 200],
    ['/docs/quickstart?x=1', 200],
    ['/docs/admin', 200],
    ['/quickstart', 404],
    ['/', 404],
    ['/docsx', 404],
    ['/docs/login/jwt-callback', 404],
    ['/docs/_mintlify/api/user', 401],
    ['/_mintlify/api/user', 401],
    [
      '/docs/login?redirect=%2Fdocs%2Fa%23step#',
      302,
      'https://foo.test/docs-login?tenant=a&redirect=%2Fdocs%2Fa%23step#',
    ],
    ['/docs/logout', 302, '/docs/login?signed-out=1'],
  ];
  for (const [path, status, location] of rows) {
    const response = await get(played, path);
    expect([response.status, response.headers.get('location') ?? undefined], path).toEqual([
      status,
      location,
    ]);
  }
  const token = played.mint({ groups: ['admin'], expiresAt: played.seconds() + 60 });
  const accepted = await hand(played, `jwt=${token}&anchor=step%20one`, '/docs/quickstart?x=1');
  expect(await accepted.json()).toEqual({
    endsAtMs: (played.seconds() + 60) * 1000,
    outcome: 'accepted',
    location: '/docs/quickstart?x=1',
    user: { groups: ['admin'], expiresAt: played.seconds() + 60 },
    anchor: 'step one',
  });
  expect(accepted.headers.getSetCookie()).toEqual([]);
  const elsewhere = ['/quickstart', '/docs/login', '/docs/_mintlify/x', '/docsx'];
  for (const path of elsewhere) expect((await hand(played, token, path)).status, path).toBe(400);
  await played.host.close();
});

test('the return parameter can have another name, or none', async () => {
  const named = await play(personalization, { returnParam: 'back to' });
  expect((await get(named, '/login?redirect=%2Fa')).headers.get('location')).toBe(
    'https://foo.test/docs-login?tenant=a&back%20to=%2Fa#',
  );
  await named.host.close();
});

test('a production docs origin is played behind a local port', async () => {
  const played = await play(authentication, {
    docsOrigin: 'https://docs.foo.com',
    startOf: (visit) => (visit === 'honest' ? 'https://foo.test/docs-login?a=1' : undefined),
  });
  const { port } = played.host;
  const ask = (path: string): Promise<string> =>
    raw(port, `GET ${path} HTTP/1.1\r\nHost: docs.foo.com\r\nConnection: close\r\n\r\n`);
  expect(await ask('/_docs-handshake/start/honest')).toContain(
    'Location: https://foo.test/docs-login?a=1\r\n',
  );
  expect(await ask('/_docs-handshake/start/other')).toMatch(/^HTTP\/1.1 404 /);
  const own = await hand(played, played.mint(), callback, { origin: 'https://docs.foo.com' });
  expect(own.headers.getSetCookie()[0]).toMatch(/^__Host-docs-session=.*; Secure$/);
  const local = await hand(played, played.mint(), callback, { origin: 'http://localhost:4747' });
  expect(local.status).toBe(403);
  await played.host.close();
});
