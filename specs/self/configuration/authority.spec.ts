import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { main } from '../../../command/main.js';
import { openReferenceFlow } from '../../../fixtures/reference/flow.js';
import { listen } from '../../../fixtures/reference/loopback.js';
import type { Report } from '../../../protocol/report.js';
import { argv, collectedIo } from '../harness/collected-io.js';
import { outcome, pem } from '../harness/configuration-attempt.js';
import { makeAuthority, openTlsFront } from '../harness/tls-front.js';
import type { Identity } from '../harness/tls-front.js';

test('the file of --ca holds certificates and nothing that is secret', async ({}, info) => {
  const cwd = info.outputPath('authority');
  mkdirSync(join(cwd, 'folder'), { recursive: true });
  const { cert, key } = await makeAuthority('Test');
  const der = Buffer.from(cert.trim().split('\n').slice(1, -1).join(''), 'base64');
  const half = cert.replace(/\n[^-]{10}/, '\n');
  const files: Readonly<Record<string, string | Buffer>> = {
    'ca.pem': cert,
    'windows.pem': `\uFEFF${cert.replaceAll('\n', '\r\n')}`,
    'two.pem': `# comment\n${cert}\n${cert}`,
    'both.pem': cert + key,
    'key.pem': key,
    'public.pem': pem('ed25519', 'public'),
    'empty.pem': '',
    'ca.der': der,
    'half.pem': half,
    'mixed.pem': cert + half,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  for (const ca of ['ca.pem', 'windows.pem', 'two.pem']) {
    const found = await outcome({ ca }, {}, cwd);
    expect(found, ca).toMatchObject({ target: { ca: expect.stringContaining('CERTIFICATE') } });
  }
  const rows: readonly (readonly [string, RegExp])[] = [
    ['', /^usage: --ca needs the path of a file/],
    ['gone.pem', /^usage: --ca gone\.pem: there is no such file\./],
    ['folder', /^usage: --ca folder: it is a folder/],
    ['both.pem', /--ca both\.pem: it holds a private key, which no client needs/],
    ['key.pem', /--ca key\.pem: it holds a private key/],
    ['public.pem', /there is no certificate in it/],
    ['empty.pem', /there is no certificate in it/],
    ['ca.der', /--ca ca\.der: it is in DER: convert it to PEM with "openssl x509 -inform DER/],
    ['half.pem', /--ca half\.pem: its certificate is damaged/],
    ['mixed.pem', /--ca mixed\.pem: one of its certificates is damaged/],
    [cert, /^usage: --ca takes the path of a file, not the text/],
  ];
  for (const [ca, says] of rows) expect(await outcome({ ca }, {}, cwd), ca).toMatch(says);
  const variable = { DOCS_HANDSHAKE_CA: 'gone.pem' };
  expect(await outcome({}, variable, cwd)).toMatch(/^usage: DOCS_HANDSHAKE_CA gone\.pem: there/);
});

test('both drivers trust the authority of --ca, and nothing else because of it', async ({}, info) => {
  test.slow();
  const cwd = info.outputPath('trust');
  mkdirSync(cwd, { recursive: true });
  const [own, foreign] = [await makeAuthority('Own'), await makeAuthority('Foreign')];
  writeFileSync(join(cwd, 'own.pem'), own.cert);
  writeFileSync(join(cwd, 'foreign.pem'), foreign.cert);
  const right = await own.issue('127.0.0.1');
  const stranger = await foreign.issue('127.0.0.1');
  const untrusted = /certificate of 127\.0\.0\.1:\d+ is not trusted .*--ca <file\.pem>/;
  const rows: readonly (readonly [
    name: string,
    shown: Identity,
    ca: readonly string[],
    drivers: readonly ('http' | 'browser' | 'both')[],
    code: 0 | 3,
    says: RegExp,
  ])[] = [
    ['the right one', right, ['--ca', 'own.pem'], ['both'], 0, /plain HTTP and a browser/],
    ['none', right, [], ['http', 'browser'], 3, untrusted],
    ['another one', right, ['--ca', 'foreign.pem'], ['http', 'browser'], 3, untrusted],
    [
      // Chromium would take a listed key for trusted wherever it stands in the chain.
      'a stranger who shows the right one beside',
      { ...stranger, cert: stranger.cert + own.cert },
      ['--ca', 'own.pem'],
      ['http', 'browser'],
      3,
      untrusted,
    ],
    [
      'another name',
      await own.issue('other.example'),
      ['--ca', 'own.pem'],
      ['http', 'browser'],
      3,
      /certificate/,
    ],
    [
      'one that has expired',
      await own.issue('127.0.0.1', -3_600_000),
      ['--ca', 'own.pem'],
      ['http', 'browser'],
      3,
      /certificate/,
    ],
  ];
  const flow = await openReferenceFlow({
    handshake: 'mintlify-authentication',
    docsOrigin: 'http://localhost:4747',
  });
  const [{ username, password }] = flow.users;
  const user = ['--sign-in', 'form', '--username', username, '--password', password.reveal()];
  const quick = ['--only', 'callback-reached', ...user];
  const judge = async (url: string, more: readonly string[]): Promise<[number, string]> => {
    const io = collectedIo({ cwd });
    const code = await main(argv('check', url, ...quick, ...more, '--report', 'terminal', '--report', 'json=r.json'), io); // prettier-ignore
    return [code, io.out().replace(/\s+/g, ' ') + io.err()];
  };
  for (const [name, shown, ca, drivers, code, says] of rows) {
    const front = await openTlsFront(shown, flow.origin);
    const url = flow.loginUrl.replace(flow.origin, front.origin);
    for (const driver of drivers) {
      const [exit, said] = await judge(url, [...ca, '--driver', driver]);
      expect.soft(exit, `${name}, ${driver}`).toBe(code);
      expect.soft(said, `${name}, ${driver}`).toMatch(says);
    }
    front.close();
    if (code !== 0) continue;
    const report = JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8')) as Report;
    expect(report.verdicts[0]?.drivers).toEqual({ http: 'pass', browser: 'pass' });
  }
  // The sign-in may stand on another host than the login URL.
  const front = await openTlsFront(right, flow.origin);
  const door = await listen((request, response) => {
    response.writeHead(302, { location: `${front.origin}${request.url ?? ''}` }).end();
  });
  const url = flow.loginUrl.replace(flow.origin, door.origin);
  for (const driver of ['browser', 'both']) {
    const more = ['--ca', 'own.pem', '--driver', driver, '--sign-in-origin', front.origin];
    const [exit, said] = await judge(url, more);
    expect.soft(exit, `${driver}: ${said}`).toBe(0);
  }
  await door.close();
  front.close();
  await flow.close();
});
