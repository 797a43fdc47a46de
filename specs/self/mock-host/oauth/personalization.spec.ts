import { expect, test } from '@playwright/test';

import type { HandshakeRecord } from '../../../../protocol/handshake-record.js';
import { sharedBrowser } from '../../harness/browser/shared-browser.js';
import { trapConnections } from '../../harness/docs-host/connections.js';
import {
  annsUser,
  backWith,
  canary,
  grants,
  letsIn,
  logInAt,
  openToldServer,
  playClient,
  sends,
  type Endpoint,
  type ToldServer,
} from '../../harness/docs-host/oauth-host.js';
import { hostileError, strangeStates } from '../../harness/docs-host/told-cases.js';
import { outcome, visitor } from '../../harness/mock-host-visitor.js';

/** The page of the docs as the client of an authorization server, in a real browser. */

const browser = sharedBrowser();

test('a reader logs in by a link, and is known on the page that they asked for', async () => {
  const server = await openToldServer();
  const played = await playClient(server, { by: 'browser', options: { docsPath: '/docs' } });
  const { origin } = played.host;
  server.token = letsIn(origin, grants());
  server.info = letsIn(origin, sends(200, annsUser));
  const trap = trapConnections([
    played.host.port,
    played.control.port,
    Number(new URL(server.origin).port),
  ]);
  const { page, faults, traces } = await visitor(browser());
  const bodies: string[] = [];
  page.on('request', (request) => {
    if (request.url().startsWith(origin))
      bodies.push(`${request.url()} ${request.postData() ?? ''}`);
  });
  await page.goto(`${origin}/docs/quickstart?a=1#step-two`);
  await expect(page.getByRole('heading', { name: 'Hello, stranger' })).toBeVisible();
  await page.getByRole('link', { name: 'Log in' }).first().click();
  await expect(page.getByRole('heading', { name: 'Hello, Zoë <b>' })).toBeVisible();
  expect(page.url()).toBe(`${origin}/docs/quickstart?a=1#step-two`);
  expect(await page.evaluate(() => Reflect.get(window, 'mintlify') as object)).toEqual({
    user: annsUser['content'],
  });
  const [, token, preflight, info] = server.asked;
  expect(Object.fromEntries(token?.form ?? [])).toMatchObject({
    grant_type: 'authorization_code',
    code: canary.code,
    client_id: 'acme-docs',
    redirect_uri: `${origin}/docs/mintlify-oauth-callback`,
  });
  expect(token?.headers).toMatchObject({ origin });
  expect(token?.headers).not.toHaveProperty('cookie');
  expect(preflight?.method).toBe('OPTIONS');
  expect(info?.headers).toMatchObject({ authorization: `Bearer ${canary.accessToken}`, origin });
  // The host heard of the login, and of nothing in it.
  const { body } = await played.call<{ handshakes: readonly HandshakeRecord[] }>(
    'GET',
    '/handshakes',
  );
  expect(body.handshakes[0]).toMatchObject({
    state: 'accepted',
    page: '/docs/quickstart?a=1#step-two',
    calls: [
      { role: 'token', by: 'browser', status: 200, readable: true },
      { role: 'info', by: 'browser', status: 200, readable: true },
    ],
  });
  const verdicts = await played.call<{ verdicts: { id: string; outcome: string }[] }>(
    'GET',
    '/handshakes/1/verdicts',
  );
  const outcomes = Object.fromEntries(
    verdicts.body.verdicts.map(({ id, outcome }) => [id, outcome]),
  );
  expect(outcomes).toMatchObject({
    'oauth-callback-reached': 'pass',
    'oauth-state-echoed': 'pass',
    'token-endpoint-answers': 'pass',
    'token-public-client': 'pass',
    'info-answers': 'pass',
    'user-groups': 'pass',
  });
  expect(Object.values(outcomes).filter((one) => one === 'fail' || one === 'warn')).toEqual([]);
  const said = bodies.join('\n') + JSON.stringify(played.host.events()) + JSON.stringify(body);
  const verifier = token?.form.get('code_verifier') ?? '';
  for (const word of [canary.accessToken, verifier, 'Zoë', 'Łódź'])
    expect(said).not.toContain(word);
  // The code comes with the navigation; nothing else tells it.
  const told = bodies.filter((line) => !line.includes('mintlify-oauth-callback?')).join('\n');
  for (const kept of [
    told,
    JSON.stringify(played.host.events()),
    JSON.stringify(body),
    await traces(),
  ]) {
    expect(kept).not.toContain(canary.code);
  }
  expect(await traces()).not.toContain(verifier);
  expect(trap.seen()).toEqual([]);
  trap.release();
  expect(faults).toEqual([]);
  await page.getByRole('link', { name: 'Log out' }).click();
  await expect(page.getByRole('heading', { name: 'You are logged out' })).toBeVisible();
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
  await page.context().close();
  await Promise.all([played.host.close(), server.close()]);
});

test('whatever comes back, the page names the reason and what to set', async () => {
  test.slow();
  const server = await openToldServer();
  const played = await playClient(server, { by: 'browser' });
  const { origin } = played.host;
  const set = `Access-Control-Allow-Origin: ${origin}`;
  const both = `${set}\nAccess-Control-Allow-Headers: authorization`;
  const token = letsIn(origin, grants());
  const info = letsIn(origin, sends(200, annsUser));
  const { authorize } = server;
  const hostile = '<img src=x onerror=alert(1)>'.repeat(20);
  const onlyOrigin: Endpoint = (request, response, form) => {
    response.setHeader('Access-Control-Allow-Origin', origin);
    if (request.method === 'OPTIONS') response.writeHead(204).end();
    else sends(401, {})(request, response, form);
  };
  const rows: readonly (readonly [Partial<ToldServer>, string, string, string?])[] = [
    [{ authorize: hostileError(hostile) }, 'oauth-callback-reached', 'error="access_denied"'],
    [
      { authorize: backWith((state) => `#error=invalid_scope&state=${state}`) },
      'oauth-callback-reached',
      'error="invalid_scope"',
    ],
    ...strangeStates,
    [
      { authorize: backWith((state) => `#code=${canary.code}&state=${state}`) },
      'oauth-response-query',
      'in the fragment',
    ],
    [{ token: grants() }, 'token-cors', 'Access-Control-Allow-Origin', set],
    [
      { token: letsIn(origin, sends(302, '', { Location: '/elsewhere' })) },
      'token-endpoint-answers',
      'redirects',
    ],
    [
      { token: letsIn(origin, sends(200, '<!doctype html><p>no')) },
      'token-endpoint-answers',
      'HTML page',
    ],
    [
      { token: letsIn(origin, sends(200, `{"a":"${'x'.repeat(10_000_000)}"}`)) },
      'token-endpoint-answers',
      '64 KiB',
    ],
    [
      { token: letsIn(origin, sends(400, { error: 'invalid_grant', error_description: hostile })) },
      'token-endpoint-answers',
      'invalid_grant',
    ],
    [
      { token: letsIn(origin, sends(401, { error: 'invalid_client' })) },
      'token-public-client',
      'invalid_client',
    ],
    [{ info: sends(200, annsUser) }, 'info-cors-exact', 'Access-Control-Allow-Origin', both],
    [{ info: onlyOrigin }, 'info-preflight', 'Authorization', both],
    [
      { info: letsIn(origin, sends(302, '', { Location: '/login' })) },
      'info-answers',
      'login page',
    ],
    [{ info: letsIn(origin, sends(204, '')) }, 'info-answers', '204 without a body'],
    [{ info: letsIn(origin, sends(200, [])) }, 'info-answers', 'array'],
    [{ info: letsIn(origin, sends(200, { data: annsUser })) }, 'info-answers', 'inside "data"'],
    [{ info: letsIn(origin, sends(401, {})) }, 'info-answers', 'The answer is 401'],
    [
      { info: letsIn(origin, sends(200, { groups: 'admin' })) },
      'user-groups',
      'groups is a string',
    ],
  ];
  const { page } = await visitor(browser());
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => dialogs.push(dialog.message()));
  for (const [change, code, says, fields] of rows) {
    Object.assign(server, { authorize, token, info }, change);
    await logInAt(page, `${origin}/quickstart`);
    const row = `${code} ${says}`;
    expect.soft(await outcome(page), row).toBe(`refused:${code}`);
    const card = page.locator('[data-part="failed"]');
    await expect.soft(card, row).toContainText(says);
    const copied = page.locator('.to-set pre');
    if (fields === undefined) await expect.soft(copied, row).toHaveCount(0);
    else await expect.soft(copied, row).toHaveText(fields);
    expect.soft(page.url(), row).toBe(`${origin}/mintlify-oauth-callback`);
    expect.soft(await page.evaluate(() => localStorage.length), row).toBe(0);
    expect.soft(await page.content(), row).not.toContain(canary.accessToken);
  }
  expect(dialogs).toEqual([]);
  const events = played.host.events();
  expect(events.filter(({ kind }) => kind === 'login-refused')).toHaveLength(rows.length);
  const said = events.flatMap(({ details = [] }) => details);
  expect(said).toContain(`set: ${set}`);
  expect(said).toContain('set: Access-Control-Allow-Headers: authorization');
  for (const secret of Object.values(canary)) expect(JSON.stringify(events)).not.toContain(secret);
  await server.close();
  await page.goto(`${origin}/mintlify-oauth-callback`);
  expect(await outcome(page)).toBe('refused:oauth-callback-reached');
  const stranger = await visitor(browser());
  await stranger.page.goto(`${origin}/mintlify-oauth-callback?code=x&state=y`);
  expect(await outcome(stranger.page)).toBe('refused:state-of-another-browser');
  await stranger.page.goto(`${origin}/mintlify-oauth-callback`);
  expect(await outcome(stranger.page)).toBe('refused:no-code');
  await stranger.page.context().close();
  await page.context().close();
  await played.host.close();
});
