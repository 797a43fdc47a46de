import { expect, test } from '@playwright/test';

import { callback, cookieOf, get, hand, json } from '../harness/mock-host-client.js';
import { authentication, personalization, play } from '../harness/mock-host-setup.js';

test('a reload is no replay, and a replay is no logout', async () => {
  const played = await play(authentication);
  const token = played.mint();
  const deep = `${callback}?redirect=%2Fquickstart`;
  const cookie = cookieOf(await hand(played, token, deep));
  const other = cookieOf(await hand(played, played.mint()));
  const rows: readonly (readonly [
    what: string,
    headers: Record<string, string>,
    status: number,
  ])[] = [
    ['the session that it opened', { cookie }, 200],
    ['once more', { cookie }, 200],
    ['no session', {}, 403],
    ['the session of another token', { cookie: other }, 403],
    ['a session that never was', { cookie: `${cookie}x` }, 403],
  ];
  for (const [what, headers, status] of rows) {
    const answer = await hand(played, token, deep, headers);
    expect(answer.status, what).toBe(status);
    expect(answer.headers.getSetCookie(), what).toEqual([]);
    const { location } = await answer.json();
    if (status === 200) expect(location, what).toBe('/quickstart');
    else expect((await get(played, location)).status, what).toBe(403);
  }
  for (const each of [cookie, other]) {
    expect((await get(played, '/', { cookie: each })).status).toBe(200);
  }
  await get(played, '/logout', { cookie, 'sec-fetch-dest': 'document' });
  expect((await hand(played, token, deep, { cookie })).status).toBe(403);
  await played.host.close();
});

test('a refused login keeps the way back, and says who is still logged in', async () => {
  const played = await play(authentication);
  const cookie = cookieOf(await hand(played, played.mint()));
  const rows: readonly (readonly [redirect: string, login: string, docs: string])[] = [
    ['?redirect=%2Fquickstart%3Fa%3D1', '/login?redirect=%2Fquickstart%3Fa%3D1', '/quickstart?a=1'],
    ['?redirect=%2F%2Fevil.example', '/login', '/'],
    ['?redirect=%2Flogin', '/login', '/'],
    ['', '/login', '/'],
  ];
  for (const [redirect, login, docs] of rows) {
    const refused = await hand(played, 'step-one', `${callback}${redirect}`);
    const { location } = await refused.json();
    const stranger = await (await get(played, location)).text();
    expect(stranger, redirect).toContain(`href="${login}">Log in again`);
    expect(stranger, redirect).toContain('<h1>This login was refused</h1>');
    expect(stranger, redirect).not.toContain('still logged in');
    const reader = await (await get(played, location, { cookie })).text();
    expect(reader, redirect).toContain(`You are still logged in to the docs. <a href="${docs}">`);
  }
  const misspelt = await (await get(played, `${callback}/?redirect=%2Fquickstart`)).text();
  expect(misspelt).toContain('href="/login?redirect=%2Fquickstart">Log in again');
  await played.host.close();
});

test('a token that replaces the session of another reader is an event of its own', async () => {
  const { host, mint, ...rest } = await play(authentication);
  const played = { host, mint, ...rest };
  const ann = { sub: 'ann', content: { firstName: 'Ann' }, groups: ['a', 'b'] };
  const rows: readonly (readonly [claims: Record<string, unknown>, changed: string | undefined])[] =
    [
      [{ ...ann, groups: ['b', 'a'], expiresAt: played.seconds() + 600 }, undefined],
      [{ ...ann, sub: 'mallory', content: { firstName: 'Mallory' } }, 'sub, content'],
      [{ ...ann, groups: [] }, 'groups'],
      [{ exp: played.seconds() + 5 }, 'sub, content, groups'],
    ];
  const notice = 'This login replaced the session of a reader with other data';
  for (const [claims, changed] of rows) {
    const cookie = cookieOf(await hand(played, mint(ann)));
    const before = host.events().length;
    const renewed = cookieOf(await hand(played, mint(claims), callback, { cookie }));
    const told = host
      .events()
      .slice(before)
      .filter(({ kind }) => kind === 'session-replaced');
    expect(
      told.map(({ sentence }) => sentence),
      changed,
    ).toEqual(
      changed === undefined ? [] : [expect.stringContaining(`same browser: ${changed} changed.`)],
    );
    const page = await (await get(played, '/', { cookie: renewed })).text();
    expect(page.includes(notice), changed).toBe(changed !== undefined);
  }
  expect(JSON.stringify(host.events())).not.toContain('Mallory');
  await host.close();
});

test('what only a page sees is told in one word', async () => {
  const rows = [
    [authentication, 'token-astray', 'it belongs at /login/jwt-callback'],
    [personalization, 'token-astray', 'it belongs at a docs page below /docs'],
    [personalization, 'session-replaced', 'replaced what this browser kept'],
  ] as const;
  for (const [facts, what, sentence] of rows) {
    const played = await play(facts, facts === personalization ? { docsPath: '/docs' } : {});
    const url = `http://127.0.0.1:${played.host.port}/_docs-handshake/notice`;
    const send = async (body: unknown, headers = {}): Promise<number> => {
      const init = { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) };
      return (await fetch(url, init)).status;
    };
    const good = { what, path: '/public' };
    expect(await send(good)).toBe(204);
    expect(played.host.events().at(-1)).toMatchObject({ kind: what, path: '/public' });
    expect(played.host.events().at(-1)?.sentence).toContain(sentence);
    const before = played.host.events().length;
    const odd = [{}, [], { ...good, what: 'broken' }, { ...good, path: '//x' }, { what, path: 1 }];
    for (const body of odd) expect(await send(body), JSON.stringify(body)).toBe(400);
    expect(await send(good, { origin: 'https://evil.example' })).toBe(400);
    expect((await fetch(url)).status).toBe(405);
    const told = played.host.events().slice(before);
    expect(told.filter(({ kind }) => kind !== 'request-refused')).toEqual([]);
    await played.host.close();
  }
});
