import { mkdirSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { connect as connectSecurely } from 'node:tls';

import { expect, test } from '@playwright/test';
import { Failure, startDocsHost } from '../../../index.js';
import type { DocsHost, DocsHostOptions } from '../../../index.js';
import { openReferenceFlow } from '../../../fixtures/reference/flow.js';
import type { ReferenceFlow } from '../../../fixtures/reference/flow.js';
import { makeFlowKeys } from '../../../fixtures/reference/keys.js';
import { flowVisitor } from '../harness/flow-visitor.js';
import { makeAuthority } from '../harness/tls-front.js';

const keys = makeFlowKeys('EdDSA');
const own: DocsHostOptions = {
  key: keys.own.publicPem,
  loginUrl: 'http://127.0.0.1:9/',
  port: 0,
  env: {},
};

/** Signs in at a flow and gives its token to the docs host, as the page of the callback does. */
async function arrive(host: DocsHost, flow: ReferenceFlow, user = flow.users[0]): Promise<number> {
  const visitor = flowVisitor();
  const answer = await visitor.signIn(`${flow.loginUrl}?redirect=%2Fquickstart`, user);
  const to = new URL(answer.headers.get('location') ?? '');
  const sent = await fetch(`${host.url}/_docs-handshake/verify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ fragment: to.hash.slice(1), path: to.pathname + to.search }),
  });
  return sent.status;
}

test('gives each handshake once, in order, and forgets on request', async () => {
  const host = await startDocsHost(own);
  expect(host.url).toBe(`http://localhost:${host.port}`);
  expect(host.callbackUrl).toBe(`${host.url}/login/jwt-callback`);
  expect(host.chromiumArgs).toEqual([]);
  const honest = { handshake: 'mintlify-authentication', docsOrigin: host.url, keys };
  const flow = await openReferenceFlow(honest);
  const forged = await openReferenceFlow({ ...honest, keys: makeFlowKeys('EdDSA') });
  try {
    const [ann] = flow.users;
    const waiting = host.nextHandshake();
    expect(await arrive(host, flow)).toBe(200);
    expect(await waiting).toMatchObject({
      accepted: true,
      path: '/quickstart',
      user: { groups: ann.groups },
    });
    expect(await arrive(host, forged)).toBe(403);
    const refused = await host.nextHandshake();
    expect(refused).toMatchObject({ accepted: false, code: 'token-signature' });
    expect(refused).not.toHaveProperty('user');
    // Another one, since within a second Ed25519 signs the same claims to the same token.
    expect(await arrive(host, flow, flow.users[1])).toBe(200);
    host.reset();
    await expect(host.nextHandshake({ timeoutMs: 20 })).rejects.toThrow(/within 20 ms/);
    const ended = new AbortController();
    const given = host.nextHandshake({ signal: ended.signal });
    ended.abort(new Error('enough'));
    await expect(given).rejects.toThrow('enough');
    const last = host.nextHandshake();
    await Promise.all([expect(last).rejects.toThrow('The docs host was stopped.'), host.stop()]);
    await host.stop();
    await expect(host.nextHandshake()).rejects.toThrow('The docs host was stopped.');
  } finally {
    await Promise.all([flow.close(), forged.close(), host.stop()]);
  }
});

test('a token that was used is new again after a reset', async () => {
  const host = await startDocsHost({ ...own, leeway: 300 });
  const startedMs = Date.now();
  const flow = await openReferenceFlow({
    handshake: 'mintlify-authentication',
    docsOrigin: host.url,
    keys,
    // One moment and one user make one token.
    clock: () => startedMs,
  });
  try {
    expect(await arrive(host, flow)).toBe(200);
    expect(await arrive(host, flow)).toBe(403);
    host.reset();
    expect(await arrive(host, flow)).toBe(200);
  } finally {
    await Promise.all([flow.close(), host.stop()]);
  }
});

test('a docs origin that leads elsewhere comes with the way there', async () => {
  const host = await startDocsHost({ ...own, docsOrigin: 'https://docs.foo.com' });
  expect(host.url).toBe('https://docs.foo.com');
  expect(host.chromiumArgs).toEqual([
    `--host-resolver-rules=MAP docs.foo.com:443 127.0.0.1:${host.port}`,
    expect.stringMatching(/^--ignore-certificate-errors-spki-list=\S{44}$/),
  ]);
  await host.stop();
});

test('a certificate is given as files or as texts, and is the one that clients meet', async ({}, info) => {
  const authority = await makeAuthority('Test');
  const { cert, key } = await authority.issue('localhost');
  const cwd = info.outputPath('own');
  mkdirSync(cwd, { recursive: true });
  writeFileSync(join(cwd, 'own.pem'), cert);
  writeFileSync(join(cwd, 'own-key.pem'), key);
  for (const given of [
    { tlsCert: cert, tlsKey: key },
    { tlsCert: 'own.pem', tlsKey: 'own-key.pem', cwd },
  ]) {
    const host = await startDocsHost({ ...own, ...given });
    expect(host.url).toBe(`https://localhost:${host.port}`);
    const issuer = await new Promise((resolve, reject) => {
      const socket = connectSecurely(
        { port: host.port, host: '127.0.0.1', servername: 'localhost', ca: authority.cert },
        () => {
          resolve(socket.getPeerCertificate().issuer.CN);
          socket.destroy();
        },
      );
      socket.on('error', reject);
    });
    expect(issuer).toBe('Test');
    await host.stop();
  }
  const other = await authority.issue('other.test');
  const rows: readonly (readonly [Partial<DocsHostOptions>, RegExp])[] = [
    [{ tlsCert: cert }, /^tlsCert and tlsKey belong together/],
    [{ tlsCert: cert, tlsKey: other.key }, /^tlsCert and tlsKey are no pair/],
    [{ tlsCert: other.key, tlsKey: other.key }, /^tlsCert: it holds a private key/],
    [
      { tlsCert: cert, tlsKey: key.replace(/\n[^-]{10}/, '\n') },
      /^tlsKey: its private key is damaged/,
    ],
    [{ tlsCert: other.cert, tlsKey: other.key }, /^tlsCert: it is for other\.test/],
  ];
  for (const [given, says] of rows) {
    const thrown: unknown = await startDocsHost({ ...own, ...given }).catch(
      (cause: unknown) => cause,
    );
    expect.soft((thrown as Error).message).toMatch(says);
    expect.soft((thrown as Error).message).not.toMatch(/BEGIN|[A-Za-z0-9+/]{30}/);
  }
});

test('other machines come under the names that are allowed', async () => {
  const further = process.platform === 'linux' ? '127.0.0.2' : '127.0.0.1';
  const apiToken = 'a-token-of-the-api-0123';
  const host = await startDocsHost({ ...own, host: further, allowHost: 'docs.local', apiToken });
  for (const [name, status] of [
    ['docs.local', 200],
    ['evil.test', 421],
  ] as const) {
    const answered = await new Promise((resolve, reject) => {
      const headers = { host: name };
      get({ host: further, port: host.port, path: '/public', headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).on('error', reject);
    });
    expect(answered, name).toBe(status);
  }
  await host.stop();
});

test('misuse names the member', async () => {
  const server = createServer();
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
  );
  const rows: readonly (readonly [object, string])[] = [
    [{ ...own, key: [] }, 'key: key is missing'],
    [{ ...own, loginUrl: [] }, 'usage: loginUrl is missing'],
    [{ ...own, loginUrl: ['http://a.example/', 'http://a.example/'] }, 'usage: loginUrl http'],
    [{ ...own, port: 1.5 }, 'usage: port must be a whole number'],
    [{ ...own, leway: 1 }, 'usage: leway is not known. Did you mean leeway?'],
    [{ ...own, handshake: 'foo' }, 'usage: handshake "foo" is not known'],
    [{ ...own, port }, `port: port ${port} is in use`],
    [{ ...own, host: '0.0.0.0' }, 'usage: host lets other machines in: name with allowHost'],
    [
      { ...own, host: '0.0.0.0', allowHost: 'a.test' },
      'usage: host lets other machines in: set apiToken',
    ],
    [{ ...own, allowHost: ['a.test'] }, 'usage: allowHost is for a docs host'],
    [{ ...own, allowHost: [1] }, 'usage: allowHost must be a string, or an array of strings'],
    [{ ...own, tlsKey: 1 }, 'usage: tlsKey must be a string'],
  ];
  for (const [options, says] of rows) {
    const thrown = await startDocsHost(options as DocsHostOptions).then(
      () => 'nothing',
      (cause: unknown) => cause,
    );
    expect.soft(thrown, says).toBeInstanceOf(Failure);
    if (!(thrown instanceof Failure)) continue;
    expect.soft(`${thrown.code}: ${thrown.message}`).toContain(says);
    expect.soft(thrown.message).not.toMatch(/\s--\w/);
  }
  server.close();
});
