import { expect, test } from '@playwright/test';

import { clientFaultKinds, faultKinds, type Fault } from '../../../../mock-host/faults/faults.js';
import { makeStrangeKey } from '../../../../mock-host/faults/strange-key.js';
import { generateKeyPairSync } from 'node:crypto';
import type { HandshakeRecord } from '../../../../protocol/handshake-record.js';
import { logIn, newReader, playControlled, type Controlled } from '../../harness/control-client.js';
import { callback, get, hand, tell } from '../../harness/mock-host-client.js';
import { authentication, personalization } from '../../harness/mock-host-setup.js';

/** What a host that runs is told: clock, keys, faults. */

const order = async (played: Controlled, wish: object): Promise<Fault> => {
  const { status, body } = await played.call<Fault>('POST', '/faults', wish);
  expect(status, JSON.stringify(wish)).toBe(201);
  return body;
};
const record = async (played: Controlled, response: Response): Promise<HandshakeRecord> =>
  (
    await played.call<HandshakeRecord>(
      'GET',
      `/handshakes/${response.headers.get('docs-handshake-id')}`,
    )
  ).body;

test('one clock for tokens and sessions; moving it back revives nothing', async () => {
  const played = await playControlled(authentication);
  const { call } = played;
  const reader = newReader(played);
  const token = played.mint();
  expect((await reader.bring(token)).status).toBe(200);
  expect((await reader.open('/quickstart')).status).toBe(200);
  const hour = 3_600_000;
  const moved = await call('PUT', '/clock', { offsetMs: 25 * hour });
  expect(moved.body).toMatchObject({ offsetMs: 25 * hour, nowMs: played.clock.now + 25 * hour });
  expect((await get(played, '/public')).status).toBe(200);
  expect(await (await get(played, '/public')).text()).toContain(
    'The clock of this host was moved by +1 d 1 h.',
  );
  // Nobody asked with the session meanwhile, and it is over all the same.
  expect((await call('PUT', '/clock', { offsetMs: 0 })).status).toBe(200);
  expect((await reader.open('/quickstart')).status).toBe(302);
  expect((await hand(played, token)).status).toBe(403);
  expect(played.host.events().at(-1)).toMatchObject({ code: 'replay' });

  const late = await call('PUT', '/clock', {
    now: new Date(played.clock.now + 20_000).toISOString(),
  });
  expect(late.status).toBe(200);
  expect((await hand(played, played.mint())).status).toBe(403);
  expect(played.host.events().at(-1)).toMatchObject({ code: 'token-exp-future' });
  played.clock.now += hour;
  await call('PUT', '/clock', { offsetMs: -hour });
  expect((await hand(played, token)).status, 'good again by its age, and used').toBe(403);
  expect(played.host.events().at(-1)).toMatchObject({ code: 'replay' });
  for (const body of [{}, { offsetMs: 'x' }, { now: 'x' }, { offsetMs: 1, now: 'x' }, { foo: 1 }]) {
    expect.soft((await call('PUT', '/clock', body)).status, JSON.stringify(body)).toBe(400);
  }
  expect((await call('PUT', '/clock', { offsetMs: 1e15 })).status).toBe(422);
  await call('POST', '/reset');
  expect((await call('GET', '/clock')).body).toMatchObject({ offsetMs: 0 });
  await played.host.close();
});

test('the next token is refused on demand, once, and says so everywhere', async () => {
  const played = await playControlled(authentication);
  const rows = [
    ['expired', 'token-exp-future'],
    ['bad-signature', 'token-signature'],
    ['replay', 'replay'],
  ] as const;
  for (const [as, code] of rows) {
    const fault = await order(played, { kind: 'refuse-token', as });
    expect(fault).toMatchObject({ as, times: 'once', state: 'armed', count: 0 });
    expect(await (await get(played, '/public')).text()).toContain(`Fault on demand ${fault.id}`);
    // A token that is bad by itself is refused for what it is, and uses nothing up.
    await hand(played, played.mint({ exp: String(played.seconds() + 5) }));
    expect(played.host.events().at(-1)?.code).not.toBe(code);
    await hand(played, played.mint({}, { x: 'x'.repeat(1_100) }));
    expect(played.host.events().at(-1)?.code).toBe('header-size');
    const token = played.mint();
    const refused = await hand(played, token);
    expect(refused.status).toBe(403);
    const page = await get(
      played,
      ((await refused.clone().json()) as { location: string }).location,
    );
    expect(await page.text()).toContain(`Fault on demand ${fault.id}: this token is good`);
    const seen = await record(played, refused);
    expect(seen).toMatchObject({ state: 'refused', code, faults: [fault.id] });
    const told = played.host.events().filter(({ faults }) => faults?.includes(fault.id));
    expect(told.map(({ kind }) => kind)).toEqual(['told-otherwise', 'fault']);
    const verdicts = await played.call('GET', `/handshakes/${seen.id}/verdicts`);
    expect(verdicts.body, 'the verdicts are on the token, which is good').toMatchObject({
      exitCode: 0,
    });
    expect((await hand(played, token)).status, 'it was not used').toBe(200);
    const { body } = await played.call('GET', '/faults');
    expect(body['faults']).toContainEqual({ ...fault, state: 'spent', count: 1 });
  }
  expect((await played.call('DELETE', '/faults')).body).toEqual({ cleared: 3 });
  expect(await (await get(played, '/public')).text()).not.toContain('on demand');
  await played.host.close();
});

test('a token that is bad by itself uses up no fault in a browser, either', async () => {
  const played = await playControlled(personalization);
  await order(played, { kind: 'refuse-token', as: 'expired' });
  const code = 'token-exp-future';
  const refused = { path: '/quickstart', outcome: 'refused', code };
  const bad = await tell(played, { ...refused, rows: { [code]: 'fail' } });
  expect(await record(played, bad)).toMatchObject({ state: 'refused', code, faults: [] });
  const ordered = { ...refused, onDemand: true };
  const good = await tell(played, { ...ordered, rows: { [code]: 'pass' } });
  expect(await record(played, good)).toMatchObject({ state: 'refused', code, faults: ['f1'] });
  const { body } = await played.call<{ faults: readonly Fault[] }>('GET', '/faults');
  expect(body.faults).toMatchObject([{ state: 'spent', count: 1 }]);
  await played.host.close();
});

test('a key that nobody has is there for every algorithm', async () => {
  for (const algorithm of ['EdDSA', 'ES256', 'HS256'] as const) {
    const [one, other] = [await makeStrangeKey(algorithm), await makeStrangeKey(algorithm)];
    expect(one.algorithm).toBe(algorithm);
    if ('fingerprint' in one && 'fingerprint' in other) {
      expect(one.fingerprint).not.toBe(other.fingerprint);
    } else expect(algorithm).toBe('HS256');
  }
});

test('until it is cleared', async () => {
  const played = await playControlled(authentication);
  const fault = await order(played, { kind: 'rotate-key', times: 'until-cleared' });
  for (let index = 0; index < 3; index += 1) {
    expect((await hand(played, played.mint())).status).toBe(403);
    expect(played.host.events().at(-1)?.code).toBe('token-signature');
  }
  const { body } = await played.call<{ faults: readonly Fault[] }>('GET', '/faults');
  expect(body.faults).toMatchObject([{ id: fault.id, count: 3, state: 'armed' }]);
  expect((await played.call('DELETE', `/faults/${fault.id}`)).status).toBe(204);
  expect((await played.call('DELETE', `/faults/${fault.id}`)).status).toBe(404);
  expect((await hand(played, played.mint())).status).toBe(200);
  await played.host.close();
});

test('callback, session, redirect and pace go wrong on demand', async () => {
  const played = await playControlled(authentication);
  const reader = newReader(played);
  await order(played, { kind: 'callback-error' });
  await reader.open('/login?redirect=%2Fquickstart');
  const broken = await reader.open(`${callback}?redirect=%2Fquickstart`);
  expect(broken.status).toBe(500);
  expect(await record(played, broken)).toMatchObject({
    id: 1,
    state: 'refused',
    code: 'callback-error',
    faults: ['f1'],
  });
  expect((await reader.open(callback)).status).toBe(200);

  await order(played, { kind: 'lose-session' });
  const lost = await logIn(played, reader, '/quickstart');
  const { location } = (await lost.json()) as { readonly location: string };
  const stop = await reader.open(location);
  expect(stop.status).toBe(403);
  expect(await stop.text()).toContain('Fault on demand f2');
  expect(await record(played, lost)).toMatchObject({ state: 'accepted', faults: ['f2'] });

  await logIn(played, reader, '/quickstart');
  expect((await reader.open('/quickstart')).status).toBe(200);
  await order(played, { kind: 'expire-session' });
  expect((await reader.open('/quickstart')).status).toBe(302);

  await order(played, { kind: 'redirect', value: '//evil.example/%2e%2e' });
  const led = await reader.open('/login?redirect=%2Fquickstart');
  expect(led.headers.get('location')).toBe(
    'https://foo.test/docs-login?tenant=a&redirect=%2F%2Fevil.example%2F%252e%252e#',
  );
  // What a login flow makes of such a page is not held against its way back.
  await reader.bring(played.mint(), '');
  expect(await record(played, led)).toMatchObject({ state: 'accepted', faults: ['f4'] });
  expect(played.host.events().map(({ kind }) => kind)).not.toContain('way-back');

  await order(played, { kind: 'slow', ms: 300 });
  const started = performance.now();
  const slow = await hand(played, played.mint());
  expect(performance.now() - started).toBeGreaterThanOrEqual(295);
  expect(await record(played, slow)).toMatchObject({ state: 'accepted', faults: ['f5'] });
  const { body } = await played.call<{ faults: readonly Fault[] }>('GET', '/faults');
  expect(body.faults.map(({ state, count }) => [state, count])).toEqual(
    Array.from({ length: 5 }, () => ['spent', 1]),
  );
  await played.host.close();
});

test('orders that nobody can carry out are named', async () => {
  const played = await playControlled(authentication);
  const rows: readonly object[] = [
    {},
    { kind: 'nothing' },
    { kind: 'slow', ms: 0 },
    { kind: 'slow', ms: 30_001 },
    { kind: 'slow', as: 'expired' },
    { kind: 'refuse-token', as: 'x' },
    { kind: 'refuse-token', times: 'twice' },
    { kind: 'redirect', value: 1 },
    { kind: 'redirect', value: 'x'.repeat(2_001) },
  ];
  for (const row of rows) {
    const { status, body } = await played.call('POST', '/faults', row);
    expect.soft(status, JSON.stringify(row)).toBe(400);
    expect.soft(body['message'], JSON.stringify(row)).toMatch(/\.$/);
  }
  // A page of this host asks no session API, and no code is handed over.
  const notHere: readonly string[] = ['lose-answer', ...clientFaultKinds];
  const own = faultKinds.filter((kind) => !notHere.includes(kind));
  for (const kind of own) await order(played, { kind });
  for (let index = own.length; index < 50; index += 1) await order(played, { kind: 'slow' });
  expect((await played.call('POST', '/faults', { kind: 'slow' })).body).toMatchObject({
    message: 'There are 50 faults: clear some.',
  });
  await played.host.close();

  const open = await playControlled(personalization);
  for (const kind of ['lose-session', 'expire-session']) {
    expect((await open.call('POST', '/faults', { kind })).status).toBe(409);
  }
  await order(open, { kind: 'callback-error' });
  expect((await hand(open, open.mint(), '/quickstart')).status).toBe(500);
  await open.host.close();
});

test('keys are replaced and restored, and no secret of them is shown', async () => {
  const played = await playControlled(authentication);
  const { call } = played;
  const before = await call<{ keys: readonly { fingerprint: string; algorithm: string }[] }>(
    'GET',
    '/keys',
  );
  expect(before.body).toMatchObject({ replaced: false, keys: [{ algorithm: 'EdDSA' }] });
  const pair = generateKeyPairSync('ed25519');
  const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const after = await call<typeof before.body>('PUT', '/keys', { keys: [pem] });
  expect(after.body).toMatchObject({ replaced: true });
  expect(after.body.keys[0]?.fingerprint).not.toBe(before.body.keys[0]?.fingerprint);
  expect(JSON.stringify(after.body)).not.toContain(pem.split('\n')[1]);
  expect((await hand(played, played.mint())).status).toBe(403);
  expect(await (await get(played, '/public')).text()).toContain(
    'The keys of this host were replaced.',
  );
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const wrong = ec.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  expect((await call('PUT', '/keys', { keys: [wrong] })).body).toMatchObject({
    message: 'keys[0] is for ES256: this host verifies EdDSA.',
  });
  const [one, other] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
  const set = { keys: [ec, one, other].map((each) => each.publicKey.export({ format: 'jwk' })) };
  const both = await call<typeof before.body>('PUT', '/keys', { keys: [JSON.stringify(set)] });
  expect(both.body.keys.map(({ algorithm }) => algorithm)).toEqual(['EdDSA', 'EdDSA']);
  expect((await call('PUT', '/keys', { keys: ['x'] })).status).toBe(422);
  expect((await call('PUT', '/keys', { keys: [1] })).status).toBe(400);
  expect((await call('PUT', '/keys', { keys: [] })).body).toEqual(before.body);
  expect((await hand(played, played.mint())).status).toBe(200);
  await played.host.close();
});
