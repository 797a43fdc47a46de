import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { main } from '../../../command/main.js';
import { gatherKeys } from '../../../configuration/key-files.js';
import { openReferenceFlow } from '../../../fixtures/reference/flow.js';
import type { ReferenceFlow } from '../../../fixtures/reference/flow.js';
import { makeFlowKeys } from '../../../fixtures/reference/keys.js';
import { facts } from '../../../handshakes/mintlify-authentication/facts.js';
import { createCertificate } from '../../../mock-host/server/certificate.js';
import type { Report } from '../../../protocol/report.js';
import { argv, collectedIo } from '../harness/collected-io.js';

const docsOrigin = 'http://localhost:4747';
let flow: ReferenceFlow;

test.beforeAll(async () => {
  flow = await openReferenceFlow({ handshake: 'mintlify-authentication', docsOrigin });
});
test.afterAll(() => flow.close());

const credentials = (): readonly string[] => {
  const [{ username, password }] = flow.users;
  return ['--sign-in', 'form', '--username', username, '--password', password.reveal()];
};
const quick = ['--driver', 'http', '--only', 'callback-reached,token-signature'];

test('a key that cannot be used: one sentence, exit 2; odd spellings are read', async ({}, info) => {
  const cwd = info.outputPath('with a space');
  mkdirSync(join(cwd, 'folder.pem'), { recursive: true });
  const write = (name: string, text: string | Buffer): void => writeFileSync(join(cwd, name), text);
  const { own } = makeFlowKeys('EdDSA');
  const pem = own.privateText.reveal();
  const encrypted = {
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'x',
  } as const;
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pkcs8 = { type: 'pkcs8', format: 'pem' } as const;
  write('encrypted.pem', own.privateKey.export(encrypted));
  write('rsa.pem', rsa.privateKey.export(pkcs8));
  write('rsa1.pem', rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }));
  write('ed448.pem', generateKeyPairSync('ed448').privateKey.export(pkcs8));
  write('p384.pem', generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export(pkcs8));
  write('p256.pem', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(pkcs8));
  write('certificate.pem', (await createCertificate(['a.example'])).cert);
  write('public.pem', own.publicPem);
  write('empty.pem', '');
  write('half.pem', pem.slice(0, 60));
  write('broken.pem', pem.replace(/\n(.{20}).{9}/, '\n$1'));
  write('token.txt', 'eyJhbGciOiJFZERTQSJ9.e30.c2ln');
  write('binary.der', own.privateKey.export({ type: 'pkcs8', format: 'der' }));
  write('ssh.pub', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== ann@host\n');
  write('unreadable.pem', pem);
  chmodSync(join(cwd, 'unreadable.pem'), 0);
  const files = [
    'gone.pem',
    'folder.pem',
    'encrypted.pem',
    'rsa.pem',
    'rsa1.pem',
    'ed448.pem',
    'p384.pem',
    'p256.pem',
    'certificate.pem',
    'empty.pem',
    'half.pem',
    'broken.pem',
    'token.txt',
    'binary.der',
    'ssh.pub',
    ...(process.getuid?.() === 0 ? [] : ['unreadable.pem']),
  ];
  const said = new Map<string, string>();
  for (const file of files) {
    const io = collectedIo({ cwd });
    const words = ['check', flow.loginUrl, '--key', file, ...quick];
    expect.soft(await main(argv(...words), io), file).toBe(2);
    expect.soft(io.out(), file).toBe('');
    expect.soft(io.err(), file).toMatch(/^docs-handshake: [^\n]*\.\n$/);
    expect.soft(io.err(), file).toContain(`--key ${file}`);
    said.set(file, io.err());
  }
  expect.soft(said.get('encrypted.pem')).toMatch(/encrypted|passphrase/i);
  expect.soft(said.get('rsa.pem')).toMatch(/RSA/);
  expect.soft(said.get('certificate.pem')).toMatch(/certificate/);
  expect.soft(said.get('folder.pem')).toMatch(/folder/);
  const demo = collectedIo({ cwd });
  expect(await main(argv('demo', '--driver', 'http', '--key', 'public.pem'), demo)).toBe(2);
  expect(demo.err()).toContain('is a public key');

  const own2 = flow.keys.own.privateText.reveal();
  write('crlf.pem', own2.replaceAll('\n', '\r\n'));
  write('escaped.pem', own2.replaceAll('\n', '\\n'));
  write('quoted.pem', `"${own2.replaceAll('\n', '\\n')}"`);
  write('my key.pem', own2);
  write('bom.pem', `\uFEFF${own2}`);
  // In a finding a key goes by its file: "signed with the key my key.pem".
  const gathered = await gatherKeys(['my key.pem'], { env: {}, cwd }, facts);
  expect(gathered.map(({ name }) => name)).toEqual(['my key.pem']);
  for (const file of ['crlf.pem', 'escaped.pem', 'quoted.pem', 'my key.pem', 'bom.pem']) {
    const io = collectedIo({ cwd });
    const words = ['check', flow.loginUrl, '--key', file, ...credentials(), ...quick];
    expect.soft(await main(argv(...words, '--report', 'json=a report.json'), io), file).toBe(0);
    const report = JSON.parse(readFileSync(join(cwd, 'a report.json'), 'utf8')) as Report;
    expect
      .soft(
        report.verdicts.map(({ outcome }) => outcome),
        file,
      )
      .toEqual(['pass', 'pass']);
  }
});

test('other wrong settings: one sentence that names the option, exit 2', async ({}, info) => {
  const cwd = info.outputPath();
  mkdirSync(join(cwd, 'sealed'), { recursive: true });
  writeFileSync(join(cwd, 'key.pem'), flow.keys.own.privateText.reveal());
  writeFileSync(join(cwd, 'file.txt'), '');
  chmodSync(join(cwd, 'sealed'), 0o500);
  const busy = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => busy.once('listening', resolve));
  const port = String((busy.address() as { port: number }).port);
  const url = flow.loginUrl;
  const served = ['serve', '--login-url', url, '--key', 'key.pem'];
  const rows: readonly (readonly [readonly string[], RegExp])[] = [
    [['check', 'not a url'], /login URL must be an absolute/],
    [['check', 'ftp://foo.example/'], /login URL must be an absolute http or https URL/],
    [['check', 'http:///x y'], /login URL/],
    [['check', 'http://127.0.0.1:99999/'], /login URL must be an absolute/],
    [
      ['check', url, '--docs-origin', 'https://docs.foo.com/docs'],
      /--docs-origin cannot have a path/,
    ],
    [['check', url, '--nonsense'], /unknown option/],
    [['check', url, '--edition', '1999-01'], /--edition "1999-01" is not one of/],
    [['check', url, '--handshake', 'saml'], /--handshake "saml" is not known/],
    [['check', url, '--only', 'no-such-row'], /--only/],
    [['check', url, '--report', 'json=file.txt/r.json'], /--report cannot write/],
    [['check', url, '--report', 'json=.'], /it is a folder/],
    [['serve', '--login-url', url, '--key', 'key.pem', '--port', port], /--port/],
    [['serve', '--login-url', 'nowhere', '--key', 'key.pem'], /login URL/],
    [[...served, '--login-url', url], /The login URL http:\S+ was given twice/],
    [[...served, '--leeway', '-1'], /--leeway must be a whole number of seconds from 0 to 300/],
    [[...served, '--leeway', '301'], /--leeway must be/],
    [[...served, '--leeway', 'ten'], /--leeway must be/],
    [
      [...served, '--docs-origin', 'http://localhost:4747', '--port', '4810'],
      /--docs-origin http:\/\/localhost:4747 is on port 4747, but --port is 4810/,
    ],
    [
      [...served, '--docs-origin', 'https://docs.localhost', '--port', '4810'],
      /is on port 443, but --port is 4810/,
    ],
    [[...served, '--docs-origin', 'http://127.0.0.2:4747'], /127\.0\.0\.1 and \[::1\] alone/],
    [
      [...served, '--docs-origin', `http://localhost:${port}`],
      new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is in use`),
    ],
    [['keys', 'new', '--out', 'key.pem'], /--force/],
    [['keys', 'new', '--out', 'gone/key.pem'], /--out gone\/key\.pem: its folder does not exist\./],
    [['keys', 'new', '--out', 'file.txt/key.pem'], /a part of its path is not a folder\./],
    [['keys', 'new', '--out', '.'], /--out \.: it is a folder\./],
    [['keys', 'new', '--out', '.', '--force'], /--out \.: it is a folder\./],
    [['keys', 'new', '--out', ''], /--out needs the path of a file\./],
    ...[flow.keys.own.privateText.reveal(), '{"kty":"OKP"}', 'ssh-ed25519 AAAA'].map(
      (text) =>
        [
          ['check', url, '--key', text],
          /--key takes the path .*: put that into DOCS_HANDSHAKE_KEY\./,
        ] as const,
    ),
    [['keys', 'public', '{"kty":"OKP"}'], /keys public takes the path .*: save it in a file\./],
    ...(process.getuid?.() === 0
      ? []
      : ([
          [['check', url, '--report', 'json=sealed/r.json'], /may not be written there/],
          [
            ['keys', 'new', '--out', 'sealed/k.pem'],
            /--out sealed\/k\.pem: it may not be written there\./,
          ],
        ] as const)),
  ];
  for (const [words, sentence] of rows) {
    const io = collectedIo({ cwd });
    expect.soft(await main(argv(...words), io), words.join(' ')).toBe(2);
    expect.soft(io.err(), words.join(' ')).toMatch(sentence);
    expect.soft(io.err(), words.join(' ')).toMatch(/^docs-handshake: [^\n]*[.?]\n$/);
    expect.soft(io.err(), words.join(' ')).not.toMatch(/BEGIN|"kty"|AAAA/);
    expect.soft(io.out(), words.join(' ')).toBe('');
  }
  busy.close();
});

test('ordinary settings that are easy to get wrong work', async ({}, info) => {
  const cwd = info.outputPath('Dossier d’été');
  mkdirSync(cwd, { recursive: true });
  const env = { DOCS_HANDSHAKE_KEY: flow.keys.own.privateText.reveal(), HOME: '/proc/1/nowhere' };
  const port = new URL(flow.loginUrl).port;
  const others = await openReferenceFlow({
    handshake: 'mintlify-authentication',
    docsOrigin: 'https://docs.foo.com:8443',
    keys: flow.keys,
    users: flow.users,
  });
  const rows: readonly (readonly [url: string, more: readonly string[]])[] = [
    [`${flow.loginUrl}?tenant=acme&x=a%20b`, []],
    [`${flow.loginUrl}?`, []],
    [`http://localhost:${port}/docs-login`, []],
    [flow.loginUrl.replace('http://', 'HTTP://'), []],
    [others.loginUrl, ['--docs-origin', 'https://docs.foo.com:8443/']],
  ];
  for (const [url, more] of rows) {
    const io = collectedIo({ cwd, env, terminal: true });
    const words = ['check', url, ...more, ...credentials(), ...quick];
    expect.soft(await main(argv(...words), io), `${url}: ${io.err()}${io.out()}`).toBe(0);
  }
  await others.close();
  // Both at once, neither knows of the other.
  const twins = [1, 2].map(() =>
    collectedIo({ cwd, env: { ...env, NO_COLOR: '1' }, terminal: true }),
  );
  const words = [
    'check',
    flow.loginUrl,
    ...credentials(),
    '--driver',
    'http',
    '--skip',
    'token-fresh',
  ];
  const codes = await Promise.all(twins.map((io) => main(argv(...words), io)));
  expect(codes).toEqual([0, 0]);
  for (const io of twins) {
    expect(io.out()).not.toContain('\x1b');
    expect(
      Math.max(
        ...io
          .out()
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
  }
});

test('a login flow on the IPv6 loopback address is judged', async () => {
  const server = createServer((_request, response) => {
    response.writeHead(302, { Location: `${docsOrigin}/login/jwt-callback#x` }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '::1', resolve));
  const { port } = server.address() as { port: number };
  const io = collectedIo();
  const words = [
    'check',
    `http://[::1]:${port}/login?a=b`,
    '--driver',
    'http',
    '--sign-in',
    'none',
  ];
  expect(await main(argv(...words, '--report', 'json', '--skip', 'token-fresh'), io)).toBe(1);
  const report = JSON.parse(io.out()) as Report;
  expect(report.visits[0]).toMatchObject({ reached: 'callback' });
  expect(report.visits[0]?.hops[0]?.url).toContain(`http://[::1]:${port}/login?a=b`);
  server.close();
});
