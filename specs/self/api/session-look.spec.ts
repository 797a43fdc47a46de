import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import { expect, test } from '@playwright/test';

import { lookAtSession } from '../../../api/session-look.js';
import { answering, letIn, openToldApi, type Answering } from '../harness/docs-host/asking-host.js';
import { makeAuthority } from '../harness/tls-front.js';

/** The mock docs host has a look at a session API: one request, one sentence, whatever comes. */

const docs = 'http://localhost:4747';
const exact = `Access-Control-Allow-Origin: ${docs}`;

test('why a page cannot read an answer, and what to set', async () => {
  const api = await openToldApi();
  const { port } = new URL(api.url);
  const rows: readonly (readonly [
    name: string,
    Answering,
    { readonly status?: number; readonly says: RegExp; readonly set?: boolean },
  ])[] = [
    [
      'nothing',
      answering(200, '{}', {}),
      {
        status: 200,
        says: /no Access-Control-Allow-Origin: set it to http:\/\/localhost:4747\./,
        set: true,
      },
    ],
    [
      '*',
      answering(200, '{}', { 'Access-Control-Allow-Origin': '*' }),
      { status: 200, says: /is \*, which lets no request with credentials in/, set: true },
    ],
    [
      'slash',
      answering(401, '', { ...letIn(docs), 'Access-Control-Allow-Origin': `${docs}/` }),
      { status: 401, says: /letter by letter/, set: true },
    ],
    [
      'no credentials',
      answering(200, '{}', { 'Access-Control-Allow-Origin': docs }),
      { status: 200, says: /Access-Control-Allow-Credentials is missing/, set: true },
    ],
    [
      'right',
      answering(401, '{}', letIn(docs)),
      { status: 401, says: /a page of http:\/\/localhost:4747 may read that/ },
    ],
    [
      'html',
      answering(200, '<!doctype html>', { 'Content-Type': 'text/html' }),
      { status: 200, says: /no Access-Control-Allow-Origin/, set: true },
    ],
    [
      'to a login page',
      answering(302, '', { Location: '/login?next=%2Fapi&token=secret-word' }),
      {
        status: 302,
        says: /redirects with 302 to http:\/\/localhost:\d+\/login\. A script can show no login page/,
        set: true,
      },
    ],
    [
      'to itself',
      answering(307, '', { Location: '/api/session', ...letIn(docs) }),
      { status: 307, says: /redirects with 307 to http:\/\/localhost:\d+\/api\/session/ },
    ],
    [
      'elsewhere',
      answering(302, '', { Location: `http://127.0.0.1:${port}/elsewhere`, ...letIn(docs) }),
      { status: 302, says: /redirects with 302 to http:\/\/127\.0\.0\.1:\d+\/elsewhere/ },
    ],
    [
      '10 MB',
      answering(200, 'x'.repeat(10_000_000), letIn(docs)),
      { status: 200, says: /may read that/ },
    ],
    [
      'breaks off',
      (_request, response) => void response.socket?.destroy(),
      { says: /closed the connection without an answer\. Is it running/ },
    ],
    [
      'no HTTP',
      (_request, response) => void response.socket?.end('hello\r\n\r\n'),
      { says: /is not HTTP/ },
    ],
    ['never', () => undefined, { says: /did not answer within 1 s/ }],
  ];
  for (const [name, answer, { status, says, set }] of rows) {
    api.answer = answer;
    const before = api.asked.length;
    const look = await lookAtSession(api.url, docs, 17, 1_000);
    expect(look.sentence, name).toMatch(says);
    expect(look.sentence, name).toMatch(/^The mock docs host asked once, without cookies\./);
    expect(look.sentence, name).not.toContain('secret-word');
    expect(look.status, name).toBe(status);
    expect(look.readable, name).toBe(/may read/.test(says.source));
    expect(look.set.includes(exact), name).toBe(set === true);
    expect(look.atMs).toBe(17);
    // One request, whatever it led to.
    expect(api.asked.length - before, name).toBe(1);
  }
  await api.close();
  const closed = await lookAtSession(api.url, docs, 0, 1_000);
  expect(closed.sentence).toMatch(/refuses connections\. Is it running, and is this its address\?/);
});

test('a certificate that this process does not trust is named, and what a browser says counts', async () => {
  const authority = await makeAuthority('nobody');
  const server = createTlsServer(await authority.issue('localhost'), (_request, response) => {
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const look = await lookAtSession(`https://localhost:${port}/api`, docs, 0);
  expect(look).toMatchObject({ readable: false, set: [] });
  expect(look.sentence).toMatch(/certificate of localhost:\d+ is not trusted here/);
  expect(look.sentence).toContain('NODE_EXTRA_CA_CERTS');
  server.closeAllConnections();
  server.close();
});

test('a page of https asks no plain http', async () => {
  const look = await lookAtSession(
    'http://api.example.test/session',
    'https://docs.example.test',
    0,
  );
  expect(look.sentence).toContain('mixed content');
  expect(look.status).toBeUndefined();
});
