import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect, test } from '@playwright/test';

import { cookieOf, get, hand } from '../../harness/mock-host-client.js';
import {
  authentication,
  personalization,
  play,
  type Played,
} from '../../harness/mock-host-setup.js';
import { host, launch, open, outcome, visitor } from '../../harness/mock-host-visitor.js';

/** Nobody but the reader ends a session. */

const page = { 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' };

const isLoggedIn = async (played: Played, cookie: string): Promise<boolean> =>
  (await get(played, '/quickstart', { cookie })).status === 200;

test('only a page that is opened logs out', async () => {
  const played = await play(authentication);
  const navigations: readonly Record<string, string>[] = [
    page,
    { ...page, 'sec-fetch-site': 'cross-site' },
    { ...page, 'sec-fetch-site': 'none', 'sec-fetch-user': '?1' },
  ];
  for (const headers of navigations) {
    const cookie = cookieOf(await hand(played, played.mint()));
    const out = await get(played, '/logout', { cookie, ...headers });
    expect([out.status, out.headers.get('location')]).toEqual([302, '/login?signed-out=1']);
    expect(out.headers.get('clear-site-data')).toBe('"storage"');
    expect(out.headers.getSetCookie()[0]).toMatch(/^docs-session-\d+=; Max-Age=0;/);
    expect(await isLoggedIn(played, cookie), JSON.stringify(headers)).toBe(false);
  }
  const cookie = cookieOf(await hand(played, played.mint()));
  const parts: readonly Record<string, string>[] = [
    { 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors', 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin' },
    { ...page, 'sec-fetch-dest': 'iframe' },
    { ...page, 'sec-purpose': 'prefetch;prerender' },
    { ...page, purpose: 'prefetch' },
  ];
  for (const headers of parts) {
    const before = played.host.events().length;
    const answer = await get(played, '/logout', { cookie, ...headers });
    const label = JSON.stringify(headers);
    expect(answer.status, label).toBe(403);
    expect(answer.headers.get('clear-site-data'), label).toBeNull();
    expect(answer.headers.getSetCookie(), label).toEqual([]);
    expect(await isLoggedIn(played, cookie), label).toBe(true);
    expect(
      played.host
        .events()
        .slice(before)
        .map(({ kind }) => kind),
      label,
    ).toEqual(['request-refused']);
  }
  await played.host.close();
});

test('where nothing tells who asks, a form does, and no other page can send it', async () => {
  const played = await play(authentication);
  const cookie = cookieOf(await hand(played, played.mint()));
  const other = cookieOf(await hand(played, played.mint()));
  const url = `http://127.0.0.1:${played.host.port}/logout`;
  const asked = await get(played, '/logout', { cookie });
  expect([asked.status, asked.headers.get('clear-site-data')]).toEqual([200, null]);
  const text = await asked.text();
  expect(text).toContain('<form method="post" action="/logout">');
  expect(await isLoggedIn(played, cookie)).toBe(true);
  const proof = /name="proof" value="([\w-]{22})"/.exec(text)?.[1] ?? '';
  expect(cookie).not.toContain(proof);
  const post = (body: string, headers: Record<string, string>): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body,
    });
  const rows: readonly (readonly [body: string, headers: Record<string, string>])[] = [
    ['', { cookie }],
    [`proof=${proof}x`, { cookie }],
    [`proof=${proof}`, { cookie: other }],
    [`proof=${proof}`, { cookie, origin: 'http://localhost:1' }],
    [`proof=${proof}`, { cookie, origin: 'null' }],
    [`proof=${proof}`, { cookie, 'sec-fetch-site': 'same-site' }],
  ];
  for (const [body, headers] of rows) {
    expect((await post(body, headers)).status, JSON.stringify(headers)).toBe(403);
    expect(await isLoggedIn(played, cookie)).toBe(true);
    expect(await isLoggedIn(played, other)).toBe(true);
  }
  const out = await post(`proof=${proof}`, { cookie });
  expect([out.status, out.headers.get('location')]).toEqual([303, '/login?signed-out=1']);
  expect(await isLoggedIn(played, cookie)).toBe(false);
  expect((await get(played, '/logout', { cookie })).headers.get('location')).toBe(
    '/login?signed-out=1',
  );
  const put = await fetch(url, { method: 'PUT' });
  expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  expect(await put.text()).toContain('Only GET, HEAD and POST are allowed here.');
  await played.host.close();
});

test('a page of another origin logs nobody out, and keeps what the browser keeps', async () => {
  const browser = await launch();
  for (const facts of [authentication, personalization]) {
    const played = await play(facts);
    const target = `${host(played)}/logout`;
    const html = `<img src="${target}"><script src="${target}"></script><iframe src="${target}"></iframe>
<link rel="stylesheet" href="${target}"><script>fetch("${target}", {mode: "no-cors", credentials: "include"})</script>
<form method="post" action="${target}"><input name="proof" value="x"></form>`;
    const evil = createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html').end(html);
    });
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
    const { port } = evil.address() as AddressInfo;
    const { page: tab } = await visitor(browser);
    const start = facts === authentication ? '/login/jwt-callback' : '/quickstart';
    const claims = { content: { firstName: 'Zoë' } };
    await open(tab, `${host(played)}${start}#${played.mint(claims)}`);
    expect(await outcome(tab)).toBe('accepted');
    // Another port is another origin of the same site, which gets the cookies of this one.
    for (const name of ['localhost', '127.0.0.1']) {
      await tab.goto(`http://${name}:${port}/`);
      await tab.waitForLoadState('networkidle');
      await tab.evaluate(() => document.forms[0]?.submit());
      await tab.waitForURL(/logout/);
      await open(tab, `${host(played)}/quickstart`);
      await expect(tab.getByText('Zoë').filter({ visible: true }).first()).toBeVisible();
    }
    await tab.getByRole('link', { name: 'Log out' }).click();
    await expect(tab.getByRole('heading')).toHaveText('You are logged out');
    // A token that was brought stays used: what is kept of it is a hash, until it expires.
    const kept = await tab.evaluate(() => Object.entries(localStorage));
    expect(kept.filter(([name]) => name !== 'docs-handshake-used')).toEqual([]);
    expect(JSON.stringify(kept)).not.toContain('Zoë');
    await tab.context().close();
    evil.close();
    evil.closeAllConnections();
    await played.host.close();
  }
  await browser?.close();
});

test('a part of another page changes nothing else either', async () => {
  const played = await play(authentication);
  const part = { 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors' };
  const cookie = cookieOf(await hand(played, played.mint()));
  const seen = await get(played, '/quickstart', { cookie, ...part });
  expect(await seen.text()).not.toContain('content="accepted"');
  expect(await (await get(played, '/quickstart', { cookie })).text()).toContain(
    'content="accepted"',
  );
  const asked = await get(played, '/quickstart', part);
  expect(asked.headers.getSetCookie()).toEqual([]);
  await played.host.close();
});
