import { expect, test } from '@playwright/test';

import { checkCommand } from '../../../../mock-host/control/verdicts.js';
import type { Site } from '../../../../mock-host/site.js';
import type { PublicKey } from '../../../../protocol/jose/keys.js';
import type { HandshakeVerdicts } from '../../../../protocol/handshake-record.js';
import { logIn, newReader, playControlled, type Listed } from '../../harness/control-client.js';
import { hand, tell } from '../../harness/mock-host-client.js';
import { judgeLocation } from '../../../../runner/report/recorded.js';
import { authentication, personalization } from '../../harness/mock-host-setup.js';

/** What the API tells of the verdicts on a handshake. */

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
