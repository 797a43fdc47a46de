import { request } from 'node:http';

import { expect, test } from '@playwright/test';

import { openMockHost } from '../../../../mock-host/mock-host.js';
import { judgeLocation } from '../../../../runner/report/recorded.js';
import { playControlled, type Controlled } from '../../harness/control-client.js';
import { get } from '../../harness/mock-host-client.js';
import { authentication, play } from '../../harness/mock-host-setup.js';

/** Who may ask the control origin for something. */

/** Asks with fields that `fetch` would not send. */
function ask(
  { control }: Controlled,
  path: string,
  headers: Readonly<Record<string, string>>,
  method = 'GET',
): Promise<{ readonly status: number; readonly text: string; readonly fields: object }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port: control.port, path, method, headers },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, text, fields: answer.headers }),
        );
      },
    );
    sent.on('error', reject).end();
  });
}

test('only who brings the token gets an answer, and no page of another origin', async () => {
  const played = await playControlled(authentication);
  const { control } = played;
  const path = '/_docs-handshake/api/v1/state';
  const authorization = `Bearer ${control.token}`;
  const own = `http://localhost:${control.port}`;
  const host = `localhost:${control.port}`;
  expect(control.token).toMatch(/^[\w-]{43}$/);
  expect(control.origin).toBe(own);
  expect(control.port).not.toBe(played.host.port);
  const rows: readonly (readonly [
    what: string,
    headers: Record<string, string>,
    status: number,
  ])[] = [
    ['the token', { authorization }, 200],
    ['in lower case', { authorization: `bearer ${control.token}` }, 200],
    [
      'from the inspector',
      { authorization, host, origin: own, 'sec-fetch-site': 'same-origin' },
      200,
    ],
    ['no token', {}, 401],
    ['another token', { authorization: `${authorization}x` }, 401],
    ['half of it', { authorization: authorization.slice(0, -1) }, 401],
    ['as basic', { authorization: `Basic ${control.token}` }, 401],
    ['in a cookie', { cookie: `token=${control.token}` }, 401],
    [
      'a page of the docs',
      { authorization, host, origin: `http://localhost:${played.host.port}` },
      403,
    ],
    ['a page elsewhere', { authorization, host, origin: 'https://evil.example' }, 403],
    ['a page without origin', { authorization, host, origin: 'null' }, 403],
    ['a link', { authorization, host, 'sec-fetch-site': 'cross-site' }, 403],
    ['another port of the site', { authorization, host, 'sec-fetch-site': 'same-site' }, 403],
    ['another name', { authorization, host: `evil.example:${control.port}` }, 421],
  ];
  for (const [what, headers, status] of rows) {
    const answer = await ask(played, path, headers);
    expect.soft(answer.status, what).toBe(status);
    expect.soft(answer.fields, what).not.toHaveProperty('set-cookie');
    expect.soft(answer.fields, what).not.toHaveProperty('access-control-allow-origin');
    expect.soft(answer.text, what).not.toContain(control.token);
  }
  expect((await ask(played, `${path}?token=${control.token}`, {})).status).toBe(401);
  expect(
    (await ask(played, path, { host, origin: 'https://evil.example' }, 'OPTIONS')).status,
  ).toBe(403);
  await played.host.close();
});

test('whether the host is there is open to all, and nothing else', async () => {
  const played = await playControlled(authentication);
  for (const path of ['/health', '/_docs-handshake/health', '/_docs-handshake/api/v1/health']) {
    const answer = await ask(played, path, {});
    expect([answer.status, answer.text], path).toEqual([200, '{"status":"ok"}']);
  }
  expect((await ask(played, '/health', { host: 'evil.example' })).status).toBe(421);
  expect((await ask(played, '/', {})).status).toBe(404);
  const { call } = played;
  expect((await call('GET', '/nothing')).body).toMatchObject({ error: 'no-such-route' });
  const wrong = await call('DELETE', '/state');
  expect([wrong.status, wrong.body['message']]).toEqual([405, 'This path takes GET.']);
  const headers = {
    authorization: `Bearer ${played.control.token}`,
    'content-type': 'application/json',
  };
  const post = (body: string, more: Record<string, string> = {}): Promise<Response> =>
    fetch(`${played.control.apiUrl}/judge`, {
      method: 'POST',
      headers: { ...headers, ...more },
      body,
    });
  const long = await post(JSON.stringify('x'.repeat(70_000)));
  expect([long.status, long.headers.get('connection')]).toEqual([413, 'close']);
  const coded = await post('{}', { 'content-encoding': 'gzip' });
  expect([coded.status, await coded.json()]).toMatchObject([415, { error: 'coded' }]);
  expect(await (await post('{')).json()).toMatchObject({ error: 'malformed' });
  expect((await call('POST', '/judge', [])).status).toBe(400);
  const form = await fetch(`${played.control.apiUrl}/faults`, {
    method: 'POST',
    headers: { authorization: `Bearer ${played.control.token}` },
    body: new URLSearchParams({ kind: 'slow' }),
  });
  expect(form.status).toBe(415);
  await played.host.close();
});

test('the docs origin leads to the inspector without a token, and has no API', async () => {
  const played = await playControlled(authentication);
  const led = await get(played, '/_docs-handshake/');
  expect([led.status, led.headers.get('location')]).toEqual([302, played.control.inspectorUrl]);
  const headers = { authorization: `Bearer ${played.control.token}` };
  expect((await get(played, '/_docs-handshake/api/v1/state', headers)).status).toBe(404);
  await played.host.close();
  await expect(fetch(`${played.control.origin}/health`)).rejects.toThrow();

  const plain = await play(authentication);
  expect(plain.host.control).toBeUndefined();
  expect((await get(plain, '/_docs-handshake/')).status).toBe(404);
  await plain.host.close();
});

test('the next free port is taken, and a token of one’s own has a length', async () => {
  const options = {
    handshake: authentication,
    edition: '2026-07',
    loginUrls: [{ name: 'a', url: 'https://foo.test/' }],
    keys: [],
    clock: Date.now,
  };
  const first = await openMockHost({ ...options, port: 0 });
  const port = first.port;
  await first.close();
  const token = 'a token of sixteen characters'.replaceAll(' ', '-');
  const second = await openMockHost({ ...options, port, control: { judgeLocation, token } });
  expect(second.control?.port).toBeGreaterThan(port);
  expect(second.control?.port).toBeLessThanOrEqual(port + 20);
  expect(second.control?.token).toBe(token);
  await second.close();
  for (const bad of ['short', 'with blanks in the token']) {
    const opening = openMockHost({ ...options, port: 0, control: { judgeLocation, token: bad } });
    await expect(opening).rejects.toThrow('at least 16 characters');
  }
});
