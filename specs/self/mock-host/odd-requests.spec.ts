import { get as get443 } from 'node:https';
import { connect } from 'node:net';

import { expect, test } from '@playwright/test';

import { openMockHost } from '../../../mock-host/mock-host.js';
import { createCertificate } from '../../../mock-host/server/certificate.js';
import { callback, get, hand, json, raw } from '../harness/mock-host-client.js';
import { authentication, play } from '../harness/mock-host-setup.js';

test('odd requests, byte by byte', async () => {
  const alone = await play(authentication);
  const both = await play(authentication, { certificate: await createCertificate() });
  await oddRequests(alone.host.port, false);
  for (const secure of [false, true]) await oddRequests(both.host.port, secure);
  await Promise.all([alone.host.close(), both.host.close()]);
});

/** Every row of one table, over one kind of connection. */
async function oddRequests(port: number, secure: boolean): Promise<void> {
  const end = 'Connection: close\r\n\r\n';
  const host = `Host: localhost:${port}\r\n`;
  const rows: readonly (readonly [request: string, status: number])[] = [
    [`GET /public HTTP/1.1\r\n${host}${end}`, 200],
    [`HEAD /public HTTP/1.1\r\n${host}${end}`, 200],
    [`GET /public HTTP/1.1\r\nHost: docs.localhost\r\n${end}`, 200],
    [`GET /public HTTP/1.1\r\nHost: 127.0.0.1:1\r\n${end}`, 200],
    [`GET /public HTTP/1.1\r\n${end}`, 400],
    [`GET /public HTTP/1.0\r\n\r\n`, 400],
    [`GET /public HTTP/1.1\r\nHost:\r\n${end}`, 400],
    [`GET /public HTTP/1.1\r\n${host}${host}${end}`, 400],
    [`GET /public HTTP/1.1\r\n${host}host: evil.example\r\n${end}`, 400],
    [`GET /public HTTP/1.1\r\nHost: evil.example\r\n${end}`, 421],
    [`GET /public HTTP/1.1\r\nHost: localhost.evil.example\r\n${end}`, 421],
    [`GET /public HTTP/1.1\r\nHost: localhost@evil.example\r\n${end}`, 421],
    [`GET //evil.example/x HTTP/1.1\r\n${host}${end}`, 400],
    [`GET /\\evil HTTP/1.1\r\n${host}${end}`, 400],
    [`GET http://evil.example/x HTTP/1.1\r\n${host}${end}`, 400],
    [`GET http://localhost:${port}/public HTTP/1.1\r\n${host}${end}`, 200],
    [`GET /public#x HTTP/1.1\r\n${host}${end}`, 400],
    [`GET * HTTP/1.1\r\n${host}${end}`, 400],
    [`GET /% HTTP/1.1\r\n${host}${end}`, 400],
    [`GET /%00 HTTP/1.1\r\n${host}${end}`, 400],
    [`GET /%2e%2e/x HTTP/1.1\r\n${host}${end}`, 400],
    [`GET /a/../x HTTP/1.1\r\n${host}${end}`, 400],
    [`GET /caf\xe9 HTTP/1.1\r\n${host}${end}`, 400],
    [`OPTIONS * HTTP/1.1\r\n${host}${end}`, 400],
    [`OPTIONS / HTTP/1.1\r\n${host}${end}`, 405],
    [`TRACE / HTTP/1.1\r\n${host}${end}`, 405],
    [`DELETE /quickstart HTTP/1.1\r\n${host}${end}`, 405],
    [`POST /quickstart HTTP/1.1\r\n${host}Content-Length: 0\r\n${end}`, 405],
    [`CONNECT localhost:1 HTTP/1.1\r\n${host}${end}`, 405],
    [
      `CONNECT evil.example:443 HTTP/1.1\r\n${host}\r\n${`GET / HTTP/1.1\r\n${host}\r\n`.repeat(200)}`,
      405,
    ],
    [`BREW / HTTP/1.1\r\n${host}${end}`, 400],
    [`nonsense\r\n\r\n`, 400],
    [`GET / HTTP/1.1\r\n${host}X: ${'a'.repeat(20_000)}\r\n${end}`, 431],
    [`POST / HTTP/1.1\r\n${host}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n${end}x`, 400],
    [`GET / HTTP/1.1\r\n${host}X: a\r\n b\x00\r\n${end}`, 400],
    [`GET /public HTTP/1.1\r\n${host}Expect: foo\r\n${end}`, 417],
    [`GET /%3Cscript%3Ealert(1)%3C/script%3E HTTP/1.1\r\n${host}${end}`, 302],
    [`GET /.git/config HTTP/1.1\r\n${host}${end}`, 302],
    [`GET /_docs-handshake/take.ts HTTP/1.1\r\n${host}${end}`, 404],
    [`GET /_mintlify/x HTTP/1.1\r\n${host}${end}`, 404],
  ];
  for (const [request, status] of rows) {
    const answer = await raw(port, request, secure);
    const label = `${request.slice(0, 60)}, secure ${secure}`;
    expect(answer.slice(0, 12), label).toBe(`HTTP/1.1 ${status}`);
    const head = answer.split('\r\n\r\n', 1)[0]?.toLowerCase() ?? '';
    for (const field of [
      "content-security-policy: default-src 'none'",
      'referrer-policy: no-referrer',
      'x-content-type-options: nosniff',
      'cache-control: no-store',
      'cross-origin-opener-policy: same-origin',
      'cross-origin-resource-policy: same-origin',
    ]) {
      expect(head, label).toContain(field);
    }
    expect(head, label).not.toMatch(/\r\n(?:x-powered-by|server|access-control-allow-origin):/);
    if (status === 405) expect(head, label).toContain('\r\nallow: get, head');
    if (status !== 302) expect(answer, label).not.toContain('evil.example');
  }
}

test('a hundred silent connections and a thousand odd requests leave the host as it was', async () => {
  const played = await play(authentication);
  const { port } = played.host;
  const silent = Array.from({ length: 100 }, () => connect(port, '127.0.0.1'));
  for (const socket of silent) socket.on('error', () => undefined).write('GET / HT');
  const seed = Date.now() % 1_000_000;
  test.info().annotations.push({ type: 'seed', description: String(seed) });
  let state = seed;
  const random = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const pieces = [
    '..',
    '/',
    '%',
    '%00',
    '%2e',
    '%2F',
    '?',
    '#',
    '&',
    '=',
    'redirect',
    '//',
    '@',
    ':',
  ];
  const words = [
    'login',
    'jwt-callback',
    '_docs-handshake',
    'start',
    'eyJ.a.b',
    '\\',
    '%C3%A9',
    '\x7f',
  ];
  const all = [...pieces, ...words, '__proto__', 'constructor', '\xe9', '%ff', ';', '*', 'a'];
  const make = (): string =>
    Array.from({ length: random(9) }, () => all[random(all.length)]).join('');
  for (let round = 0; round < 20; round += 1) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_value, index) => {
        if (index % 2 === 0) return (await hand(played, make(), `/${make()}`)).status;
        const path = make().replaceAll(/[\r\n]/g, '');
        const request = `GET /${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
        return Number((await raw(port, request)).slice(9, 12));
      }),
    );
    for (const status of answers) expect(status, `seed ${seed}`).toBeLessThan(500);
  }
  expect(played.host.events().length).toBeLessThanOrEqual(1000);
  expect(played.host.events().filter((event) => event.kind === 'broken')).toEqual([]);
  expect((await hand(played, played.mint())).status).toBe(200);
  for (const socket of silent) socket.destroy();
  await played.host.close();
});

test('with a certificate the host answers http and https on one port', async () => {
  const certificate = await createCertificate();
  const played = await play(authentication, { certificate });
  const { port } = played.host;
  const status = await new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      path: '/public',
      ca: certificate.cert,
      agent: false,
    };
    get443({ ...options, servername: 'localhost', headers: { host: 'localhost' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });
  expect(status).toBe(200);
  expect((await get(played, '/public')).status).toBe(200);
  await played.host.close();
});

test('close drops every connection, and options that do not fit are named', async () => {
  const played = await play(authentication);
  const silent = raw(played.host.port, 'GET / HTTP/1.1\r\n').catch(() => '');
  await get(played, '/public');
  await played.host.close();
  await played.host.close();
  expect(await silent).toBe('');
  // A catalogue that cannot be read is the host's own fault.
  const [row] = authentication.requirements;
  if (row === undefined) throw new Error('the catalogue is empty');
  const unreadable = {
    ...row,
    get arrivalCases(): never {
      throw new Error('unreadable');
    },
  };
  const good = {
    handshake: { ...authentication, requirements: [unreadable] },
    edition: '2026-03',
    loginUrls: [{ name: 'a', url: 'https://foo.test/' }],
    keys: [],
    port: 0,
    clock: Date.now,
  };
  const rows = [
    { ...good, loginUrls: [{ name: 'a', url: 'foo' }] },
    { ...good, loginUrls: Array.from({ length: 11 }, () => good.loginUrls[0]!) },
    { ...good, docsOrigin: 'docs.foo.com' },
    { ...good, docsPath: '/docs' },
  ];
  for (const row of rows) await expect(openMockHost(row)).rejects.toMatchObject({ code: 'usage' });
  const first = await openMockHost(good);
  await expect(openMockHost({ ...good, port: first.port })).rejects.toMatchObject({ code: 'port' });
  const broken = await fetch(`http://127.0.0.1:${first.port}/_docs-handshake/verify`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ fragment: 'eyJ.a.b', path: callback }),
  });
  const answer = await broken.json();
  expect([broken.status, answer.code]).toEqual([403, 'broken']);
  const page = await (await fetch(`http://127.0.0.1:${first.port}${answer.location}`)).text();
  expect(page).toContain('The mock docs host is at fault here, not the login flow.');
  expect(page).not.toContain('expected of the login flow');
  await first.close();
});
