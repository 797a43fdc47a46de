import { expect, test } from '@playwright/test';

import type { HandshakeRecord } from '../../../../protocol/handshake-record.js';
import { logIn, newReader, playControlled, type Listed } from '../../harness/control-client.js';
import { callback, hand, tell } from '../../harness/mock-host-client.js';
import { authentication, personalization } from '../../harness/mock-host-setup.js';

/** What the API tells of handshakes. */

test('a handshake begins when the visitor leaves, and holds all but the token', async () => {
  const played = await playControlled(authentication);
  const reader = newReader(played);
  const left = await reader.open('/login?redirect=%2Fquickstart%3Fa%3D1');
  expect(left.headers.get('docs-handshake-id')).toBe('1');
  const before = await played.call<HandshakeRecord>('GET', '/handshakes/1');
  expect(before.body).toMatchObject({
    id: 1,
    state: 'left',
    leftAtMs: played.clock.now,
    sentTo: 'https://foo.test/docs-login?tenant=a&redirect=%2Fquickstart%3Fa%3D1',
    page: '/quickstart?a=1',
    faults: [],
  });
  expect(before.body).not.toHaveProperty('arrivedAtMs');
  played.clock.now += 3_000;
  const inner = played.mint({ sub: 'nobody' });
  const token = played.mint({ sub: 'ann', content: { inner } });
  const taken = await reader.bring(token, '?redirect=%2Fquickstart%3Fa%3D1');
  expect(taken.headers.get('docs-handshake-id')).toBe('1');
  const { body } = await played.call<HandshakeRecord>('GET', '/handshakes/1');
  expect(body).toMatchObject({
    id: 1,
    state: 'accepted',
    arrivedAtMs: played.clock.now,
    arrivedAt: `${callback}?redirect=%2Fquickstart%3Fa%3D1#…`,
    token: { header: { alg: 'EdDSA' }, claims: { sub: 'ann' } },
    location: '/quickstart?a=1',
  });
  expect(body.events.map(({ kind }) => kind)).toEqual(['sent-to-login', 'token-accepted']);
  const text = JSON.stringify((await played.call('GET', '/handshakes')).body);
  for (const secret of [token, inner, token.split('.')[2] ?? '', inner.split('.')[2] ?? '']) {
    expect(text).not.toContain(secret);
  }
  await played.host.close();
});

test('an unsigned token is shown no more whole than a signed one', async () => {
  const played = await playControlled(authentication);
  const unsigned = 'eyJhbGciOiJub25lIn0.e30.';
  expect((await hand(played, unsigned)).status).toBe(403);
  const { body } = await played.call<HandshakeRecord>('GET', '/handshakes/1');
  expect(body.token).toMatchObject({ header: { alg: 'none' }, masked: 'eyJhbG…(24 characters)' });
  expect(JSON.stringify(body)).not.toContain(unsigned);
  await played.host.close();
});

test('a page with a credential in it is told without that, and found all the same', async () => {
  const canary = 'canary-9f31c2d7e0';
  const page = `/quickstart?code=${canary}&tab=2`;
  const played = await playControlled(authentication);
  await logIn(played, newReader(played), page, { sub: 'ann' });
  const list = await played.call<Listed>('GET', `/handshakes?redirect=${encodeURIComponent(page)}`);
  expect(list.body.handshakes).toMatchObject([
    { state: 'accepted', page: '/quickstart?code=…&tab=2', location: '/quickstart?code=…&tab=2' },
  ]);
  expect(JSON.stringify(list.body)).not.toContain(canary);
  await played.host.close();

  const open = await playControlled(personalization);
  await tell(open, { path: page, outcome: 'accepted', rows: {} });
  const told = await open.call<Listed>('GET', '/handshakes');
  expect(told.body.handshakes).toMatchObject([{ location: '/quickstart?code=…&tab=2' }]);
  expect(JSON.stringify(told.body)).not.toContain(canary);
  await open.host.close();
});

test('refusals, tokens that nobody waited for, and posted forms are handshakes, too', async () => {
  const played = await playControlled(authentication);
  await hand(played, played.mint({ exp: played.seconds() - 5, sub: 'late' }));
  await hand(played, 'undefined');
  const astray = await fetch(`http://127.0.0.1:${played.host.port}${callback}/`);
  expect([astray.status, astray.headers.get('docs-handshake-id')]).toEqual([404, '3']);
  const reader = newReader(played);
  await reader.open('/login?redirect=%2Fa');
  await fetch(`http://127.0.0.1:${played.host.port}${callback}`, { method: 'POST' });
  await reader.bring(played.mint(), '?redirect=%2Fother');
  const { body } = await played.call<Listed>('GET', '/handshakes');
  expect(
    body.handshakes.map(({ id, state, code, leftAtMs, token }) => [
      id,
      state,
      code,
      leftAtMs !== undefined,
      token !== undefined,
    ]),
  ).toEqual([
    [1, 'refused', 'token-exp-future', false, true],
    [2, 'refused', 'callback-reached', false, false],
    [3, 'refused', 'callback-path', false, false],
    // A form that nobody's cookie came with is nobody's way back.
    [5, 'refused', 'status-drops-credentials', false, false],
    [4, 'accepted', undefined, true, true],
  ]);
  expect(body.handshakes.at(-1)?.events.map(({ kind }) => kind)).toContain('way-back');
  await played.host.close();
});

test('lists go on where they ended, filter, and wait', async () => {
  const played = await playControlled(authentication);
  const { call } = played;
  const list = async (query: string): Promise<Listed> =>
    (await call<Listed>('GET', `/handshakes${query}`)).body;
  for (const sub of ['ann', 'ben', 'cat']) {
    await logIn(played, newReader(played), `/guides/${sub}?x=1`, { sub });
    played.clock.now += 1_000;
  }
  const ids = ({ handshakes }: Listed): readonly number[] => handshakes.map(({ id }) => id);
  const all = await list('');
  expect(ids(all)).toEqual([1, 2, 3]);
  expect(ids(await list(`?cursor=${all.cursor}`))).toEqual([]);
  const first = await list('?limit=2');
  expect(ids(first)).toEqual([1, 2]);
  expect(ids(await list(`?limit=2&cursor=${first.cursor}`))).toEqual([3]);
  expect(ids(await list('?sub=ben'))).toEqual([2]);
  expect(ids(await list('?redirect=%2Fguides%2Fcat%3Fx%3D1'))).toEqual([3]);
  expect(ids(await list(`?after=${played.clock.now - 1_500}`))).toEqual([3]);
  expect(ids(await list(`?after=${new Date(played.clock.now - 2_500).toISOString()}`))).toEqual([
    2, 3,
  ]);
  expect(ids(await list('?state=refused,left'))).toEqual([]);

  const started = performance.now();
  const waiting = list(`?cursor=${all.cursor}&sub=dan&wait=20`);
  await logIn(played, newReader(played), '/a', { sub: 'eve' });
  await logIn(played, newReader(played), '/a', { sub: 'dan' });
  expect(ids(await waiting)).toEqual([5]);
  expect(ids(await list(`?sub=nobody&wait=0.05`))).toEqual([]);
  expect(performance.now() - started).toBeLessThan(15_000);
  for (const query of ['?cursor=x', '?limit=0', '?wait=61', '?after=x', '?state=y', '?foo=1']) {
    expect.soft((await call('GET', `/handshakes${query}`)).status, query).toBe(400);
  }
  for (const path of ['/handshakes/99', '/handshakes/0', '/handshakes/x']) {
    expect.soft((await call('GET', path)).status, path).toBe(404);
  }
  const cursor = (await list('')).cursor;
  expect((await call('POST', '/reset')).status).toBe(204);
  expect(ids(await list(''))).toEqual([]);
  await logIn(played, newReader(played), '/a', { sub: 'fay' });
  expect(ids(await list(`?cursor=${cursor}`)), 'ids and cursors go on rising').toEqual([6]);
  await played.host.close();
});
