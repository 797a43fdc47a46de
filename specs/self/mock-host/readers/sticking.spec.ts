import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { expect, test } from '@playwright/test';

import { callback, cookieOf, get, hand, raw } from '../../harness/mock-host-client.js';
import { openFlow } from '../../harness/docs-host/live-flow.js';
import { authentication, play, type Played } from '../../harness/mock-host-setup.js';
import { host, launch, outcome, visitor } from '../../harness/mock-host-visitor.js';

/** A login that was accepted is one that the next page knows of, or one that ends on a page that says why not. */

const run = promisify(execFile);

const kinds = (played: Played): readonly string[] => played.host.events().map(({ kind }) => kind);

/** Where an accepted token leads, next and at the end. */
async function arrive(played: Played, path = callback, claims = {}) {
  const answer = await hand(played, played.mint(claims), path);
  const { location } = (await answer.json()) as { readonly location: string };
  return { location, cookie: cookieOf(answer), field: answer.headers.getSetCookie()[0] ?? '' };
}

test('a cookie is Secure where the docs origin is https, and nowhere else', async () => {
  const life = 'Max-Age=86400; Path=/; HttpOnly; SameSite=Lax';
  const rows: readonly (readonly [origin: string | undefined, field: RegExp])[] = [
    [undefined, new RegExp(`^docs-session-\\d+=[\\w-]{43}; ${life}$`)],
    ['http://localhost:4747', new RegExp(`^docs-session-4747=[\\w-]{43}; ${life}$`)],
    ['http://[::1]:4747', new RegExp(`^docs-session-4747=[\\w-]{43}; ${life}$`)],
    ['http://docs.foo.test', new RegExp(`^docs-session=[\\w-]{43}; ${life}$`)],
    ['https://localhost:4747', new RegExp(`^__Host-docs-session-4747=.{43}; ${life}; Secure$`)],
    ['https://docs.foo.com', new RegExp(`^__Host-docs-session=[\\w-]{43}; ${life}; Secure$`)],
  ];
  for (const [docsOrigin, expected] of rows) {
    const played = await play(authentication, docsOrigin === undefined ? {} : { docsOrigin });
    const { field } = await arrive(played);
    expect(field, docsOrigin).toMatch(expected);
    const { port } = played.host;
    const name = new URL(docsOrigin ?? 'http://localhost').host;
    const asked = await raw(
      port,
      `GET /quickstart HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`,
    );
    const secure = docsOrigin?.startsWith('https:') === true;
    // The other cookie of the host follows the same rule.
    expect(/Set-Cookie: __Host-docs-rounds.*; Secure\r/.test(asked), docsOrigin).toBe(secure);
    await played.host.close();
  }
});

test('on the way to the page a visitor shows the cookie, or is told', async () => {
  const played = await play(authentication);
  const deep = `${callback}?redirect=${encodeURIComponent('/quickstart?a=1#step-two')}`;
  const other = (await arrive(played)).cookie;
  const rows: readonly (readonly [what: string, cookie: (own: string) => string, ok: boolean])[] = [
    ['the cookie', (own) => own, true],
    ['among others', (own) => `a=b; ${own}; c=d`, true],
    ['none', () => '', false],
    ['that of another session', () => other, false],
    ['a cut one', (own) => own.slice(0, -1), false],
  ];
  for (const [what, cookieFor, ok] of rows) {
    const { location, cookie } = await arrive(played, deep);
    const before = played.host.events().length;
    const answer = await get(played, location, { cookie: cookieFor(cookie) });
    const told = played.host.events().slice(before);
    expect([answer.status, answer.headers.get('location')], what).toEqual(
      ok ? [302, '/quickstart?a=1#step-two'] : [403, null],
    );
    expect(
      told.map(({ kind }) => kind),
      what,
    ).toEqual(ok ? [] : ['session-lost']);
    // Whoever reloads the stop is told the same.
    expect((await get(played, location, { cookie: cookieFor(cookie) })).status).toBe(answer.status);
    if (ok) continue;
    const text = await answer.text();
    const name = cookie.split('=', 1)[0] ?? '';
    expect(text, what).toContain('<h1>The login does not stick</h1>');
    expect(text, what).toContain(`without the cookie ${name}.`);
    expect(text, what).toContain('content="refused:session-lost"');
    expect(text, what).toContain('href="/login?redirect=%2Fquickstart%3Fa%3D1%23step-two"');
    expect(told[0]?.path, what).toBe('/quickstart?a=1#step-two');
  }
  const over = await arrive(played, deep, { expiresAt: played.seconds() + 2 });
  played.clock.now += 2_000;
  const late = await (await get(played, over.location, { cookie: over.cookie })).text();
  expect(late).toContain('its session ended before the visitor got to the page');
  expect(late).toContain('now in UTC epoch seconds + 86400');
  expect((await get(played, '/_docs-handshake/landed/x')).status).toBe(404);
  await played.host.close();
});

test('a client that drops Secure cookies over http stays logged in', async () => {
  const flow = await openFlow((): Played => played);
  const played = await play(authentication, { loginUrls: [{ name: 'a', url: flow.url }] });
  /** As RFC 6265 §5.4 has it: a Secure cookie goes over https alone; so do WebKit, urllib and curl on localhost. */
  const jar = new Map<string, string>();
  const ask = async (path: string): Promise<Response> => {
    const cookie = [...jar].map((pair) => pair.join('=')).join('; ');
    const answer = await get(played, path, { cookie });
    for (const field of answer.headers.getSetCookie()) keep(field);
    return answer;
  };
  const keep = (field: string): void => {
    const [, name = '', value = ''] = /^([^=]*)=([^;]*)/.exec(field) ?? [];
    if (/; Max-Age=0/.test(field)) jar.delete(name);
    else if (!/; Secure/.test(field)) jar.set(name, value);
  };
  for (let round = 0; round < 5; round += 1) {
    const page = await ask('/quickstart');
    if (page.status === 200) break;
    const handed = await hand(played, played.mint(), `${callback}?redirect=%2Fquickstart`);
    for (const field of handed.headers.getSetCookie()) keep(field);
    const { location } = (await handed.json()) as { readonly location: string };
    const landed = await ask(location);
    expect([landed.status, landed.headers.get('location')]).toEqual([302, '/quickstart']);
  }
  expect((await ask('/quickstart')).status).toBe(200);
  expect(kinds(played).filter((kind) => kind === 'token-accepted')).toHaveLength(1);
  flow.close();
  await played.host.close();
});

const python = `
import http.cookiejar, json, sys, urllib.request
host, token = json.load(sys.stdin)
jar = http.cookiejar.CookieJar()
opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
body = json.dumps({"fragment": token, "path": "/login/jwt-callback?redirect=%2Fquickstart"}).encode()
post = urllib.request.Request(host + "/_docs-handshake/verify", body, {"content-type": "application/json"})
where = json.load(opener.open(post))["location"]
pages = [opener.open(host + path) for path in (where, "/quickstart", "/guides/start")]
print(json.dumps([[page.url, "You are logged in" in page.read().decode()] for page in pages]))
`;

test("python's urllib stays logged in", async () => {
  const found = await run('python3', ['-c', 'print("ready")']).catch(() => undefined);
  test.skip(found === undefined, 'this machine has no python3');
  const played = await play(authentication);
  const done = run('python3', ['-c', python]);
  done.child.stdin?.end(JSON.stringify([played.host.origin, played.mint()]));
  const { origin } = played.host;
  expect(JSON.parse((await done).stdout)).toEqual([
    [`${origin}/quickstart`, true],
    [`${origin}/quickstart`, true],
    [`${origin}/guides/start`, true],
  ]);
  await played.host.close();
});

test('a browser that loses its cookies before each request does not go round', async () => {
  const browser = await launch();
  const flow = await openFlow((): Played => played);
  const played = await play(authentication, { loginUrls: [{ name: 'a', url: flow.url }] });
  const { page, faults } = await visitor(browser);
  await page.route('**', async (route) => {
    await page.context().clearCookies();
    await route.continue();
  });
  await page.goto(`${host(played)}/quickstart`);
  expect(await outcome(page)).toBe('refused:session-lost');
  await expect(page.getByRole('heading')).toHaveText('The login does not stick');
  expect(flow.asked).toHaveLength(1);
  // It goes nowhere by itself.
  await page.waitForLoadState('networkidle');
  expect(kinds(played)).toEqual(['sent-to-login', 'token-accepted', 'session-lost']);
  await page.unroute('**');
  await page.getByRole('link', { name: 'Log in again' }).click();
  expect(await outcome(page)).toBe('accepted');
  expect(page.url()).toBe(`${host(played)}/quickstart`);
  expect(faults).toEqual([]);
  await browser?.close();
  flow.close();
  await played.host.close();
});
