import { writeFileSync, mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import tls from 'node:tls';

import { expect, test } from '@playwright/test';

import { makeAuthority } from '../../harness/tls-front.js';
import { startServe } from './serve-process.js';

/** What one request is answered, at any address of this machine. */
function ask(address: string, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, address);
    let said = '';
    socket.on('data', (data: Buffer) => (said += data.toString()));
    socket.on('error', reject).on('close', () => resolve(said));
    socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  });
}

/** What a client that trusts an authority finds; rejects where it does not trust what it finds. */
function meet(port: number, servername: string, ca: string): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ port, host: '127.0.0.1', servername, ca }, () => {
      const { subject, issuerCertificate } = socket.getPeerCertificate(true);
      socket.destroy();
      resolve([subject.CN, issuerCertificate.subject.CN].map(String));
    });
    socket.on('error', reject);
  });
}

test('a certificate that is given makes the docs https, and is trusted as its authority is', async ({}, info) => {
  const folder = info.outputPath('serve');
  mkdirSync(folder, { recursive: true });
  const authority = await makeAuthority('Test');
  for (const host of ['localhost', 'docs.foo.com']) {
    const { cert, key } = await authority.issue(host);
    writeFileSync(join(folder, `${host}.pem`), authority.cert + cert);
    writeFileSync(join(folder, `${host}-key.pem`), key);
  }
  const files = (host: string): readonly string[] => [
    '--tls-cert',
    `${host}.pem`,
    '--tls-key',
    `${host}-key.pem`,
  ];
  const local = await startServe(folder, files('localhost'));
  expect(local.err()).toContain(`  Docs       https://localhost:${local.port}/\n`);
  expect(local.err()).not.toMatch(/--ignore-certificate|made at this start: /);
  expect(await meet(local.port, 'localhost', authority.cert)).toEqual(['localhost', 'Test']);
  await local.end();
  const away = await startServe(folder, [
    ...files('docs.foo.com'),
    '--docs-origin',
    'https://docs.foo.com',
  ]);
  expect(away.err()).toContain(
    `--host-resolver-rules="MAP docs.foo.com:443 127.0.0.1:${away.port}"`,
  );
  expect(away.err()).toContain('"127.0.0.1 docs.foo.com" into /etc/hosts');
  expect(away.err()).not.toMatch(/--ignore-certificate|Its certificate was made/);
  expect(await meet(away.port, 'docs.foo.com', authority.cert)).toEqual(['docs.foo.com', 'Test']);
  await away.end();
  const rows = [
    [[...files('docs.foo.com')], /it is for docs\.foo\.com, and the docs are at localhost/],
    [
      [...files('localhost'), '--docs-origin', 'http://localhost:4747'],
      /--tls-cert is for an https origin/,
    ],
  ] as const;
  for (const [words, says] of rows) {
    const port = words.includes('--docs-origin') ? ['--port', '4747'] : [];
    const served = await startServe(folder, [...words, ...port]);
    expect((await served.end()).code).toBe(2);
    expect(served.err()).toMatch(says);
  }
});

test('others come under the names that are allowed, and under no other', async ({}, info) => {
  // Only Linux has all of 127.0.0.0/8 without being asked.
  const further = process.platform === 'linux' ? '127.0.0.2' : '127.0.0.1';
  const env = { DOCS_HANDSHAKE_API_TOKEN: 'canary-of-the-api-token-0123' };
  const served = await startServe(
    info.outputPath('serve'),
    ['--host', further, '--allow-host', 'docs.local', '--allow-host', 'other.local'],
    { env },
  );
  expect(served.err()).toContain(`Warning: it listens on ${further}`);
  expect(served.err()).toContain('as docs.local or other.local');
  for (const [address, host, status] of [
    [further, 'docs.local', 302],
    [further, `OTHER.local:${served.port}`, 302],
    [further, 'evil.test', 421],
    [further, 'docs.local.evil.test', 421],
    ['127.0.0.1', 'localhost', 302],
    ['::1', '[::1]', 302],
  ] as const) {
    const answer = await ask(address, served.port, host);
    expect(answer.slice(0, 12), `${address} ${host}`).toBe(`HTTP/1.1 ${status}`);
  }
  expect(served.err()).toMatch(
    /Inspector: http:\/\/localhost:\d+\/_docs-handshake\/#<DOCS_HANDSHAKE_API_TOKEN>\n/,
  );
  await served.end();
  expect(served.out() + served.err()).not.toContain('canary-of-the');
  const nowhere = await startServe(
    info.outputPath('nowhere'),
    ['--host', '203.0.113.7', '--allow-host', 'docs.local'],
    { env },
  );
  expect((await nowhere.end()).code).toBe(2);
  expect(nowhere.err()).toContain(
    '203.0.113.7 is no address of this machine: give another --host.',
  );
  const alone = await startServe(info.outputPath('alone'));
  expect((await ask('127.0.0.1', alone.port, 'docs.local')).slice(0, 12)).toBe('HTTP/1.1 421');
  if (further !== '127.0.0.1') {
    await expect(ask(further, alone.port, 'localhost')).rejects.toThrow(/ECONNREFUSED/);
  }
  await alone.end();
});
