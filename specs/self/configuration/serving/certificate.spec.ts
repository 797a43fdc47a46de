import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import { readGivenCertificate } from '../../../../configuration/serving/certificate.js';
import { makeAuthority } from '../../harness/tls-front.js';

const host = 'docs.foo.com';
const dayMs = 86_400_000;

test('a certificate is read as mkcert and others write it, or refused in one sentence', async ({}, info) => {
  const cwd = info.outputPath('a b');
  mkdirSync(cwd, { recursive: true });
  const authority = await makeAuthority('Test');
  const own = await authority.issue(host);
  const [leaf = ''] = own.cert.match(/-----BEGIN[^]*?-----END CERTIFICATE-----\n?/) ?? [];
  const other = await authority.issue('other.test');
  const ip = await authority.issue('127.0.0.1');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const files: Readonly<Record<string, string | Buffer>> = {
    'cert.pem': leaf,
    'key.pem': own.key,
    'windows.pem': `\uFEFF${leaf.replaceAll('\n', '\r\n')}`,
    'windows-key.pem': own.key.replaceAll('\n', '\r\n'),
    'chain.pem': leaf + authority.cert,
    'turned.pem': authority.cert + leaf,
    'both.pem': own.key + leaf,
    'other.pem': other.cert,
    'other-key.pem': other.key,
    'ip.pem': ip.cert,
    'ip-key.pem': ip.key,
    'half.pem': leaf.replace(/\n[^-]{10}/, '\n'),
    'half-key.pem': own.key.replace(/\n[^-]{10}/, '\n'),
    'empty.pem': '',
    'cert.der': Buffer.from(leaf.trim().split('\n').slice(1, -1).join(''), 'base64'),
    'locked.pem': privateKey
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
      .toString(),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  const read = (tlsCert?: string, tlsKey?: string, at = host, nowMs = Date.now()) =>
    readGivenCertificate(
      { ...(tlsCert !== undefined && { tlsCert }), ...(tlsKey !== undefined && { tlsKey }) },
      cwd,
      at,
      nowMs,
    );
  expect(await read()).toBeUndefined();
  for (const [cert, key] of [
    ['cert.pem', 'key.pem'],
    ['windows.pem', 'windows-key.pem'],
    ['chain.pem', 'key.pem'],
    ['turned.pem', 'key.pem'],
    ['both.pem', 'both.pem'],
  ] as const) {
    const found = await read(cert, key);
    expect(found?.cert.startsWith(leaf.trim().replaceAll('\r', '')), cert).toBe(true);
    expect(found?.spki, cert).toMatch(/^[\w+/]{43}=$/);
    expect(JSON.stringify(found), cert).not.toContain('PRIVATE KEY');
  }
  expect((await read('turned.pem', 'key.pem'))?.cert.match(/BEGIN CERT/g)).toHaveLength(2);
  expect(await read('ip.pem', 'ip-key.pem', '127.0.0.1')).toBeDefined();
  const rows: readonly (readonly [Parameters<typeof read>, RegExp])[] = [
    [['cert.pem'], /^--tls-cert and --tls-key belong together: give both files\.$/],
    [[undefined, 'key.pem'], /^--tls-cert and --tls-key belong together/],
    [
      ['cert.pem', 'other-key.pem'],
      /^--tls-cert cert\.pem and --tls-key other-key\.pem are no pair/,
    ],
    [['key.pem', 'cert.pem'], /^--tls-cert key\.pem: it holds a private key .* for --tls-key\.$/],
    [['cert.pem', 'cert.pem'], /^--tls-key cert\.pem: it holds a certificate .* for --tls-cert\.$/],
    [['gone.pem', 'key.pem'], /^--tls-cert gone\.pem: there is no such file\.$/],
    [['cert.pem', 'gone.pem'], /^--tls-key gone\.pem: there is no such file\.$/],
    [['empty.pem', 'key.pem'], /^--tls-cert empty\.pem: there is no certificate in it/],
    [['cert.pem', 'empty.pem'], /^--tls-key empty\.pem: there is no private key in it/],
    [['half.pem', 'key.pem'], /^--tls-cert half\.pem: its certificate is damaged\.$/],
    [['cert.pem', 'half-key.pem'], /^--tls-key half-key\.pem: its private key is damaged\.$/],
    [['cert.der', 'key.pem'], /^--tls-cert cert\.der: it is in DER/],
    [['cert.pem', 'locked.pem'], /^--tls-key locked\.pem: it is encrypted/],
    [
      ['other.pem', 'other-key.pem'],
      /^--tls-cert other\.pem: it is for other\.test, and the docs are at docs\.foo\.com\.$/,
    ],
    [['ip.pem', 'ip-key.pem', '[::1]'], /it is for 127\.0\.0\.1, and the docs are at \[::1\]\.$/],
    [
      ['cert.pem', 'key.pem', host, Date.now() + 9 * dayMs],
      /^--tls-cert cert\.pem: it expired on \d{4}-\d\d-\d\d\.$/,
    ],
    [
      ['cert.pem', 'key.pem', host, Date.now() - 9 * dayMs],
      /^--tls-cert cert\.pem: it is not valid before \d{4}/,
    ],
    [[own.cert, 'key.pem'], /^--tls-cert takes the path of a file, not its text\.$/],
  ];
  for (const [given, says] of rows) {
    const thrown = await read(...given).catch((cause: unknown) => cause);
    const message = thrown instanceof Error ? thrown.message : 'nothing was thrown';
    expect.soft(message, given.slice(0, 2).join(' ')).toMatch(says);
    expect.soft(message).not.toContain('\n');
  }
});
