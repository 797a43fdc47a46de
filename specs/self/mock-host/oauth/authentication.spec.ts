import { expect, test } from '@playwright/test';

import { openReferenceFlow } from '../../../../fixtures/reference/flow.js';
import type { HandshakeRecord } from '../../../../protocol/handshake-record.js';
import { reader } from '../../harness/oauth/docs-client.js';
import {
  canary,
  grants,
  openToldServer,
  playClient,
  refusedAs,
  sends,
  traveller,
} from '../../harness/docs-host/oauth-host.js';
import { endingFaults, faultCounts } from '../../harness/docs-host/told-cases.js';

/** The docs host's server as the client of an authorization server, asked by plain HTTP. */

test('a reader leaves from a closed page and is back on it, through the reference server', async () => {
  const docsOrigin = 'http://docs.test';
  const flow = await openReferenceFlow({ handshake: 'mintlify-oauth-authentication', docsOrigin });
  if (flow.client === undefined) throw new Error('no client');
  const { tokenUrl, infoUrl, ...registered } = flow.client;
  const { groups: _groups, ...rest } = registered;
  const server = { loginUrl: flow.loginUrl, tokenUrl, infoUrl };
  const played = await playClient(server, {
    by: 'host',
    registered: rest,
    options: { docsOrigin },
  });
  const at = `http://127.0.0.1:${played.host.port}`;
  const cookies = new Map<string, string>();
  const open = async (path: string): Promise<Response> => {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const answer = await fetch(at + path, { redirect: 'manual', headers: { cookie } });
    for (const field of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(field) ?? [];
      cookies.set(name, value);
    }
    return answer;
  };
  const [ann] = flow.users;
  const sent = await open((await open('/quickstart?a=1')).headers.get('location') ?? '');
  const asked = new URL(sent.headers.get('location') ?? '');
  expect(Object.fromEntries(asked.searchParams)).toMatchObject({
    response_type: 'code',
    client_id: flow.client.clientId,
    redirect_uri: `${docsOrigin}/login/callback/oauth`,
    code_challenge_method: 'S256',
  });
  expect(Buffer.from(asked.searchParams.get('state') ?? '', 'base64url')).toHaveLength(32);
  // The page stays with the host.
  expect(asked.href).not.toContain('quickstart');
  const back = await reader(flow).signIn(asked.href, ann);
  const { pathname, search } = new URL(back.headers.get('location') ?? '');
  let answer = await open(pathname + search);
  expect(answer.headers.get('location')).not.toContain('code');
  answer = await open(answer.headers.get('location') ?? '');
  expect(answer.headers.get('location')).toBe('/quickstart?a=1');
  const page = await (await open('/quickstart?a=1')).text();
  expect(page).toContain('You are logged in');
  const [record] = (
    await played.call<{ handshakes: readonly HandshakeRecord[] }>('GET', '/handshakes')
  ).body.handshakes;
  expect(record).toMatchObject({ state: 'accepted', page: '/quickstart?a=1' });
  expect(record?.calls?.map(({ role, status }) => [role, status])).toEqual([
    ['token', 200],
    ['info', 200],
  ]);
  const judged = await played.call<{ verdicts: { id: string; outcome: string }[] }>(
    'GET',
    '/handshakes/1/verdicts',
  );
  const outcomes = Object.fromEntries(judged.body.verdicts.map(({ id, outcome }) => [id, outcome]));
  expect(outcomes).toMatchObject({
    'oauth-callback-reached': 'pass',
    'oauth-state-echoed': 'pass',
    'token-endpoint-answers': 'pass',
    'token-no-store': 'pass',
    'info-answers': 'pass',
    'user-groups': 'pass',
  });
  expect(Object.values(outcomes).filter((outcome) => outcome !== 'pass')).toEqual([]);
  // The same answer once more.
  const again = await open(pathname + search);
  expect(refusedAs(await (await open(again.headers.get('location') ?? '')).text())).toBe(
    'state-used',
  );
  await Promise.all([played.host.close(), flow.close()]);
});

test('the server is asked as a docs host asks, and nobody else ever', async () => {
  const server = await openToldServer();
  const played = await playClient(server, { by: 'host' });
  const { origin } = played.host;
  const { status, text } = await traveller().open(`${origin}/admin`);
  expect(status).toBe(200);
  expect(text).toContain('Zoë &lt;b>');
  expect(text).toContain('For admins');
  const [asked, token, info] = server.asked;
  expect(asked?.path).toBe('/authorize');
  const basic = Buffer.from(
    `acme-docs:${new URLSearchParams([['', canary.clientSecret]]).toString().slice(1)}`,
  ).toString('base64');
  expect(token).toMatchObject({
    path: '/token',
    method: 'POST',
    headers: {
      authorization: `Basic ${basic}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
  });
  expect(Object.fromEntries(token?.form ?? [])).toMatchObject({
    grant_type: 'authorization_code',
    code: canary.code,
    redirect_uri: `${origin}/login/callback/oauth`,
    code_verifier: expect.stringMatching(/^[\w-]{43}$/),
  });
  expect(info).toMatchObject({
    path: '/info',
    method: 'GET',
    headers: { authorization: `Bearer ${canary.accessToken}` },
  });
  for (const { headers } of [token, info].flatMap((one) => one ?? [])) {
    expect(headers).not.toHaveProperty('origin');
    expect(headers).not.toHaveProperty('cookie');
  }
  expect(server.asked).toHaveLength(3);
  await Promise.all([played.host.close(), server.close()]);
});

test('a server that takes the secret in the form alone is asked so from then on', async () => {
  const server = await openToldServer();
  server.token = (request, response, form) =>
    (form.has('client_secret') ? grants() : sends(401, { error: 'invalid_client' }))(
      request,
      response,
      form,
    );
  const played = await playClient(server, { by: 'host' });
  for (const _time of [1, 2]) {
    expect((await traveller().open(`${played.host.origin}/quickstart`)).status).toBe(200);
  }
  const ways = server.asked
    .filter(({ path }) => path === '/token')
    .map(({ form }) => (form.has('client_secret') ? 'post' : 'basic'));
  expect(ways).toEqual(['basic', 'post', 'post']);
  const said = JSON.stringify(played.host.events());
  expect(said).toContain('did not take client_secret_basic; the other way worked');
  await Promise.all([played.host.close(), server.close()]);
});

test('groups come from the claim that is named: a text is split by the delimiter alone', async () => {
  const server = await openToldServer();
  const jws = (claims: object): string =>
    `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
  server.info = sends(200, { content: {} });
  const rows: readonly (readonly [unknown, string | undefined, string])[] = [
    [['admin', 'a;b'], undefined, 'groups: admin, a;b'],
    [' admin ;; beta ', ';', 'groups: admin, beta'],
    ['admin;beta', undefined, 'groups: admin;beta'],
    [['admin;beta'], ';', 'groups: admin;beta'],
  ];
  for (const [claimed, delimiter, wanted] of rows) {
    server.token = grants({ id_token: jws({ roles: claimed }) });
    const groups = { token: 'id_token', claim: 'roles', ...(delimiter && { delimiter }) } as const;
    const played = await playClient(server, { by: 'host', registered: { groups } });
    await traveller().open(`${played.host.origin}/quickstart`);
    const last = played.host.events().findLast(({ kind }) => kind === 'reader-identified');
    expect(last?.details).toContain(wanted);
    await played.host.close();
  }
  await server.close();
});

test('an answer counts in the browser that asked, once, and for ten minutes', async () => {
  const server = await openToldServer();
  const played = await playClient(server, { by: 'host' });
  const { origin } = played.host;
  const ask = async (someone: ReturnType<typeof traveller>): Promise<string> => {
    server.authorize = () => `${server.origin}/nowhere`;
    const { way } = await someone.open(`${origin}/login?redirect=%2Fadmin`);
    const asked = new URL(way.find((url) => url.includes('/authorize')) ?? '');
    return `${origin}/login/callback/oauth?code=${canary.code}&state=${asked.searchParams.get('state') ?? ''}`;
  };
  const [ann, bo] = [traveller(), traveller()];
  const answer = await ask(ann);
  expect(refusedAs((await bo.open(answer)).text)).toBe('state-of-another-browser');
  await ask(bo);
  expect(refusedAs((await bo.open(answer)).text)).toBe('state-of-another-browser');
  // A stranger who brings somebody's state does not spend it.
  expect((await ann.open(answer)).text).toContain('You are logged in');
  expect(refusedAs((await ann.open(answer)).text)).toBe('state-used');
  const late = await ask(ann);
  played.clock.now += 601_000;
  expect(refusedAs((await ann.open(late)).text)).toBe('state-used');
  const unasked = `${origin}/login/callback/oauth?code=x&state=y`;
  expect(refusedAs((await traveller().open(unasked)).text)).toBe('state-unknown');
  await Promise.all([played.host.close(), server.close()]);
});

test('who logs out goes exactly where the settings say', async () => {
  const server = await openToldServer();
  const logoutUrl = `${server.origin}/logged-out?client=docs`;
  const played = await playClient(server, { by: 'host', registered: { logoutUrl } });
  const someone = traveller();
  await someone.open(`${played.host.origin}/quickstart`);
  const cookie = [...someone.cookies].map((pair) => pair.join('=')).join('; ');
  const out = await fetch(`${played.host.origin}/logout`, {
    redirect: 'manual',
    headers: { cookie, 'sec-fetch-dest': 'document' },
  });
  expect(out.headers.get('location')).toBe(logoutUrl);
  const asked = await fetch(`${played.host.origin}/logout`, {
    headers: { cookie },
    redirect: 'manual',
  });
  expect(asked.headers.get('location')).toBe(logoutUrl);
  await Promise.all([played.host.close(), server.close()]);
});

test('faults on demand end a login, once, and say so', async () => {
  const server = await openToldServer();
  const played = await playClient(server, { by: 'host' });
  const { origin } = played.host;
  for (const [kind, code] of endingFaults) {
    const { status, body } = await played.call('POST', '/faults', { kind });
    expect(status, kind).toBe(201);
    const { text } = await traveller().open(`${origin}/quickstart`);
    expect(refusedAs(text), kind).toBe(code);
    expect(text, kind).toContain(`Fault on demand ${String(body['id'])}`);
    expect((await traveller().open(`${origin}/quickstart`)).status, kind).toBe(200);
  }
  await played.call('POST', '/faults', { kind: 'slow-token', ms: 50 });
  const beganMs = performance.now();
  await traveller().open(`${origin}/quickstart`);
  expect(performance.now() - beganMs).toBeGreaterThan(45);
  expect(await faultCounts(played)).toEqual(Array.from({ length: 4 }, () => ['spent', 1]));
  for (const kind of ['refuse-token', 'rotate-key', 'redirect', 'lose-answer']) {
    expect((await played.call('POST', '/faults', { kind })).status, kind).toBe(409);
  }
  await Promise.all([played.host.close(), server.close()]);
});

test('an answer that is more than ten seconds late counts as none', async () => {
  const server = await openToldServer();
  const played = await playClient(server, { by: 'host' });
  const { body } = await played.call('POST', '/faults', { kind: 'slow-token', ms: 15_000 });
  const { text } = await traveller().open(`${played.host.origin}/quickstart`);
  expect(refusedAs(text)).toBe('token-endpoint-silent');
  expect(text).toContain(`clear the fault ${String(body['id'])}`);
  expect(server.asked.map(({ path }) => path)).toEqual(['/authorize', '/token']);
  await Promise.all([played.host.close(), server.close()]);
});
