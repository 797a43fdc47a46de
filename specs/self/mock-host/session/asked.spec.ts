import { expect, test } from '@playwright/test';

import type { HandshakeRecord } from '../../../../protocol/handshake-record.js';
import { answering, letIn, openToldApi, playAsking } from '../../harness/docs-host/asking-host.js';
import type { Controlled } from '../../harness/control-client.js';
import { authentication } from '../../harness/mock-host-setup.js';
import { playControlled } from '../../harness/control-client.js';

/** What pages tell of their questions, what the host has a look at, and what it can be told. */

const post = (
  played: Controlled,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(`${played.host.origin}/_docs-handshake/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

const identified = { path: '/quickstart', outcome: 'identified', status: 200, ms: 12, rows: {} };

const records = async (played: Controlled): Promise<readonly HandshakeRecord[]> =>
  (await played.call<{ handshakes: HandshakeRecord[] }>('GET', '/handshakes')).body.handshakes;

test('a page tells words, ids and numbers, and nothing else', async () => {
  const api = await openToldApi();
  const played = await playAsking(api);
  const rows = { 'user-groups': 'pass', 'user-known-fields': 'warn' };
  const good = [
    identified,
    { ...identified, rows },
    { ...identified, outcome: 'stranger', status: 401 },
    { ...identified, outcome: 'failed', code: 'html-page' },
    { ...identified, outcome: 'failed', code: 'user-groups', rows: { 'user-groups': 'fail' } },
    { path: '/', outcome: 'failed', code: 'not-readable', ms: 3, rows: {} },
  ];
  for (const body of good) {
    const response = await post(played, 'asked', body);
    expect(response.status, JSON.stringify(body)).toBe(200);
    expect(response.headers.get('docs-handshake-id')).toMatch(/^\d+$/);
  }
  const bad = [
    { ...identified, user: { groups: ['admin'] } },
    { ...identified, rows: { 'user-groups': 'admin' } },
    { ...identified, rows: { admin: 'pass' } },
    { ...identified, rows: [] },
    { ...identified, code: 'html-page' },
    { ...identified, outcome: 'accepted' },
    { ...identified, outcome: 'failed', code: 'Zoë' },
    { ...identified, outcome: 'failed' },
    { ...identified, status: undefined },
    { ...identified, status: '200' },
    { ...identified, status: 99 },
    { ...identified, ms: -1 },
    { ...identified, ms: 1.5 },
    { ...identified, path: 'https://evil.example/' },
    { ...identified, path: '//evil.example/' },
    { ...identified, path: '/_docs-handshake/groups' },
    [],
    null,
  ];
  for (const body of bad) {
    expect((await post(played, 'asked', body)).status, JSON.stringify(body)).toBe(400);
  }
  const foreign = await post(played, 'asked', identified, { origin: 'https://evil.example' });
  expect(foreign.status).toBe(400);
  expect(await records(played)).toHaveLength(good.length);
  await Promise.all([played.host.close(), api.close()]);
});

test('the same on the same page is one handshake that counts on', async () => {
  const api = await openToldApi();
  const played = await playAsking(api);
  for (let load = 0; load < 120; load += 1) await post(played, 'asked', identified);
  await post(played, 'asked', { ...identified, path: '/guides/start' });
  await post(played, 'asked', { ...identified, outcome: 'stranger', status: 401 });
  await post(played, 'asked', { ...identified, ms: 30 });
  const list = (await records(played)).toSorted((one, other) => one.id - other.id);
  expect(list.map(({ page, state, asked }) => [page, state, asked?.times])).toEqual([
    ['/quickstart', 'identified', 120],
    ['/guides/start', 'identified', 1],
    ['/quickstart', 'stranger', 1],
    ['/quickstart', 'identified', 1],
  ]);
  expect(list[0]?.events).toHaveLength(1);
  expect(list[3]?.asked?.ms).toBe(30);
  // Whoever waits for what happens hears of each.
  expect(played.host.events().filter(({ kind }) => kind === 'reader-identified')).toHaveLength(122);
  const chosen = await played.call<{ handshakes: HandshakeRecord[] }>(
    'GET',
    '/handshakes?state=stranger,failed',
  );
  expect(chosen.body.handshakes.map(({ id }) => id)).toEqual([3]);
  expect((await played.call('GET', '/handshakes/1/verdicts')).status).toBe(409);
  await Promise.all([played.host.close(), api.close()]);
});

test('only a page of the docs lets the host look, at the one URL, and not without end', async () => {
  const api = await openToldApi();
  const played = await playAsking(api);
  const evil = { origin: 'https://evil.example' };
  const other = { 'content-type': 'text/plain' };
  expect((await post(played, 'look', {}, evil)).status).toBe(400);
  expect((await post(played, 'look', {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(400);
  expect((await post(played, 'look', {}, other)).status).toBe(400);
  expect(api.asked).toHaveLength(0);
  api.answer = answering(200, '{}', { 'Access-Control-Allow-Origin': '*' });
  const seen = await post(played, 'look', { url: 'http://127.0.0.1:1/' });
  expect(await seen.json()).toMatchObject({
    status: 200,
    readable: false,
    set: [
      `Access-Control-Allow-Origin: ${played.host.origin}`,
      'Access-Control-Allow-Credentials: true',
    ],
  });
  expect(api.asked).toHaveLength(1);
  expect(api.asked[0]).toMatchObject({
    origin: played.host.origin,
    'sec-fetch-site': 'same-site',
    'sec-fetch-mode': 'cors',
    'sec-fetch-dest': 'empty',
  });
  expect(api.asked[0]?.cookie).toBeUndefined();
  const all = [];
  for (let at = 0; at < 40; at += 1) all.push((await post(played, 'look', {})).status);
  expect(all.filter((status) => status === 200)).toHaveLength(9);
  expect(all.filter((status) => status === 429)).toHaveLength(31);
  expect(api.asked).toHaveLength(10);
  await Promise.all([played.host.close(), api.close()]);
});

test('what the host saw goes along with what the page told', async () => {
  const api = await openToldApi();
  const played = await playAsking(api);
  const { origin } = played.host;
  api.answer = answering(401, '{}', {
    ...letIn(origin),
    'Access-Control-Allow-Origin': `${origin}/`,
  });
  await post(played, 'look', {});
  const told = { path: '/', outcome: 'failed', code: 'not-readable', ms: 3, rows: {} };
  await post(played, 'asked', told);
  const [record] = await records(played);
  expect(record?.asked).toMatchObject({ readable: false, times: 1, look: { status: 401 } });
  expect(record?.asked?.look?.sentence).toContain(`set it to ${origin}, letter by letter`);
  const event = played.host.events().find(({ kind }) => kind === 'ask-failed');
  expect(event?.details?.[0]).toBe(record?.asked?.look?.sentence);
  expect(event?.details?.[1]).toBe(`set: Access-Control-Allow-Origin: ${origin}`);
  await Promise.all([played.host.close(), api.close()]);
});

test('its faults are those of a question; keys it has none; reset forgets', async () => {
  const api = await openToldApi();
  const played = await playAsking(api);
  const order = (kind: string) => played.call<{ message?: string }>('POST', '/faults', { kind });
  const refused = await order('refuse-token');
  expect(refused.status).toBe(409);
  expect(refused.body.message).toContain('lose-answer and slow');
  expect((await order('lose-answer')).status).toBe(201);
  expect((await order('slow')).status).toBe(201);
  await played.call('DELETE', '/faults/f2');
  const keys = await played.call<{ message?: string }>('PUT', '/keys', { keys: ['x'] });
  expect([keys.status, keys.body.message]).toEqual([
    422,
    'Mintlify shared session has no key: no token travels in it.',
  ]);
  const page = await (await fetch(`${played.host.origin}/quickstart`)).text();
  expect(page).toContain('data-lost="f1"');
  const lost = { path: '/', outcome: 'failed', code: 'answer-lost', ms: 3, rows: {} };
  await post(played, 'asked', lost);
  const [record] = await records(played);
  expect(record).toMatchObject({ state: 'failed', code: 'answer-lost', faults: ['f1'] });
  const { body: state } = await played.call('GET', '/state');
  expect(state['session']).toEqual({
    url: api.url,
    site: 'same-site',
    pageAsked: true,
    answerRead: false,
    readerIdentified: false,
  });
  expect(state['command']).toContain(`check ${api.url} --docs-origin ${played.host.origin}`);
  expect((await played.call('POST', '/reset')).status).toBe(204);
  expect(await records(played)).toEqual([]);
  expect((await played.call('GET', '/state')).body['session']).toMatchObject({ pageAsked: false });
  const other = await playControlled(authentication);
  const none = await other.call<{ message?: string }>('POST', '/faults', { kind: 'lose-answer' });
  expect([none.status, none.body.message]).toEqual([
    409,
    'Mintlify JWT authentication asks no session API: there is no answer to lose.',
  ]);
  expect(
    (await fetch(`${other.host.origin}/_docs-handshake/look`, { method: 'POST' })).status,
  ).toBe(405);
  await Promise.all([played.host.close(), other.host.close(), api.close()]);
});
