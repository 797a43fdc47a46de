import { expect, test } from '@playwright/test';

import { checkCommand } from '../../../../mock-host/control/verdicts.js';
import type { Site } from '../../../../mock-host/site.js';
import type { PublicKey } from '../../../../protocol/jose/keys.js';
import type { HandshakeRecord, HandshakeVerdicts } from '../../../../protocol/handshake-record.js';
import { logIn, newReader, playControlled, type Listed } from '../../harness/control-client.js';
import { callback, hand, tell } from '../../harness/mock-host-client.js';
import { judgeLocation } from '../../../../runner/report/recorded.js';
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

test('verdicts are made when asked for, and before the token is gone', async () => {
  const due: (() => void)[] = [];
  const later = (act: () => void, ms: number): (() => void) => {
    if (ms === 60_000) due.push(act);
    return () => undefined;
  };
  const played = await playControlled(authentication, { later });
  const { call } = played;
  await logIn(played, newReader(played), '/quickstart?a=1', { sub: 'ann' });
  await hand(played, played.mint({ exp: played.seconds() - 5 }));
  await hand(played, played.mint({ exp: String(played.seconds() + 5) }));
  const good = (await call<HandshakeVerdicts>('GET', '/handshakes/1/verdicts')).body;
  expect(good.exitCode).toBe(0);
  expect(good.verdicts.find(({ id }) => id === 'token-signature')?.outcome).toBe('pass');
  expect(good.verdicts.find(({ id }) => id === 'redirect-preserved')?.outcome).toBe('pass');
  expect(good.command).toMatch(/^npx docs-handshake check 'https:\/\/foo\.test/);
  const ids = [...good.verdicts, ...good.notJudged].map(({ id }) => id);
  expect(ids.toSorted()).toEqual(authentication.requirements.map(({ id }) => id).toSorted());
  for (const { reason } of good.notJudged) expect(reason).toMatch(/\.$/);
  const late = (await call<HandshakeVerdicts>('GET', '/handshakes/2/verdicts')).body;
  expect(late.verdicts.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id)).toContain(
    'token-exp-future',
  );
  const what = async (body: object): Promise<readonly string[]> => {
    const answer = await call<HandshakeVerdicts>('POST', '/handshakes/1/what-if', body);
    expect(answer.status).toBe(200);
    return answer.body.verdicts.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id);
  };
  expect(await what({})).toEqual([]);
  expect(await what({ laterSeconds: 5 })).toEqual([]);
  expect(await what({ laterSeconds: 15 })).toContain('token-exp-future');
  expect(await what({ docsHost: 'docs.example.com' })).toContain('user-host');
  expect(await what({ edition: authentication.facts.editions[0]?.id })).toEqual([]);
  for (const body of [{ edition: 'x' }, { laterSeconds: 'x' }, { docsHost: 'a/b' }, { foo: 1 }]) {
    const answer = await call('POST', '/handshakes/1/what-if', body);
    expect.soft(answer.status, JSON.stringify(body)).toBe(400);
  }
  for (const act of due) act();
  await expect.poll(async () => (await call('GET', '/handshakes/3/verdicts')).status).toBe(200);
  expect((await call('GET', '/handshakes/1/verdicts')).status).toBe(200);
  expect((await call('POST', '/handshakes/1/what-if', {})).body).toMatchObject({
    error: 'token-gone',
  });
  await newReader(played).open('/login?redirect=%2Fa');
  expect((await call('GET', '/handshakes/4/verdicts')).body).toMatchObject({ error: 'not-back' });
  await played.host.close();
});

test('the line to copy names what check needs: a file for a key that came otherwise, and the return parameter', async () => {
  const rows: readonly (readonly [name: string, shown: string])[] = [
    ['keys/docs.pem', '--key keys/docs.pem'],
    ['my key.pem', "--key '<file>'"],
    ['DOCS_HANDSHAKE_KEY', "--key '<file>'"],
    ['key', "--key '<file>'"],
    ['key[1]', "--key '<file>'"],
    ['keys[0]', "--key '<file>'"],
    ['key.pem', '--key key.pem'],
  ];
  const { facts } = personalization;
  const links = { loginUrls: [], returnParam: 'page' };
  for (const [name, shown] of rows) {
    const key = { name, algorithm: facts.algorithm } as PublicKey;
    const rules = {
      handshake: personalization,
      docsOrigin: 'http://a.test',
      docsPath: '',
      keys: [key],
    };
    const site = { links, policy: { rules } } as unknown as Pick<Site, 'links' | 'policy'>;
    const command = checkCommand(site, '2026-08');
    expect(command).toContain(` ${shown} `);
    expect(command).toMatch(/ --return-param page$/);
    const usual = { ...site, links: { ...links, returnParam: 'redirect' } } as unknown as Site;
    expect(checkCommand(usual, '2026-08')).not.toContain('--return-param');
    const none = { ...site, links: { loginUrls: [] } } as unknown as Site;
    expect(checkCommand(none, '2026-08')).toMatch(/ --return-param none$/);
  }
});

test('verdicts that are being made are answered, although their token is gone', async () => {
  const due: (() => void)[] = [];
  const later = (act: () => void, ms: number): (() => void) => {
    if (ms === 60_000) due.push(act);
    return () => undefined;
  };
  let begun: () => void = () => undefined;
  const hasBegun = new Promise<void>((resolve) => (begun = resolve));
  let goOn: () => void = () => undefined;
  const isAllowed = new Promise<void>((resolve) => (goOn = resolve));
  const slowly: typeof judgeLocation = async (given) => {
    begun();
    await isAllowed;
    return judgeLocation(given);
  };
  const control = { port: 0, judgeLocation: slowly };
  const played = await playControlled(authentication, { later, control });
  await hand(played, played.mint());
  for (const act of due) act();
  await hasBegun;
  const asked = played.call<HandshakeVerdicts>('GET', '/handshakes/1/verdicts');
  // The answer to a later question shows that the host has had this one.
  expect((await played.call('POST', '/handshakes/1/what-if', {})).status).toBe(410);
  goOn();
  expect(await asked).toMatchObject({ status: 200, body: { exitCode: 0 } });
  await played.host.close();
});

test('personalization: what a browser told is shown as the verdicts of check, in the words of the catalogue', async () => {
  const played = await playControlled(personalization);
  const rows = {
    'callback-reached': 'pass',
    'token-exp-future': 'fail',
    'token-exp-short': 'warn',
    'token-signature': 'pass',
    'page-preserved': 'not-applicable',
  };
  const refused = { path: '/quickstart', outcome: 'refused', code: 'token-exp-future' };
  await tell(played, { ...refused, rows });
  const { status, body } = await played.call<HandshakeVerdicts>('GET', '/handshakes/1/verdicts');
  expect([status, body.exitCode]).toEqual([200, 1]);
  expect(body.verdicts.map(({ id, outcome }) => [id, outcome])).toEqual(
    personalization.requirements.flatMap(({ id }) =>
      id in rows && id !== 'page-preserved' ? [[id, rows[id as keyof typeof rows]]] : [],
    ),
  );
  const fell = body.verdicts.find(({ id }) => id === 'token-exp-future');
  expect(fell).toMatchObject({
    fix: personalization.requirements.find(({ id }) => id === 'token-exp-future')?.fix,
    actual: 'What it saw stands on its page: claims do not leave it.',
  });
  const ids = [...body.verdicts, ...body.notJudged].map(({ id }) => id);
  expect(ids.toSorted()).toEqual(personalization.requirements.map(({ id }) => id).toSorted());
  await tell(played, { path: '/quickstart', outcome: 'accepted', rows: {} });
  const empty = await played.call<HandshakeVerdicts>('GET', '/handshakes/2/verdicts');
  expect(empty.body, 'nothing told is no pass').toMatchObject({ exitCode: 3, verdicts: [] });
  await played.call('POST', '/reset');
  expect((await played.call('GET', '/handshakes/1/verdicts')).status).toBe(404);
  await played.host.close();
});

test('personalization: claims stay in the browser', async () => {
  const played = await playControlled(personalization);
  const canary = 'canary-of-a-reader';
  await hand(played, played.mint({ content: { name: canary } }), '/quickstart');
  const { body } = await played.call<Listed>('GET', '/handshakes');
  expect(body.handshakes).toMatchObject([{ state: 'accepted' }]);
  expect(JSON.stringify(body)).not.toContain(canary);
  expect((await played.call('GET', '/handshakes/1/verdicts')).body).toMatchObject({
    error: 'in-the-browser',
  });
  await played.host.close();
});
