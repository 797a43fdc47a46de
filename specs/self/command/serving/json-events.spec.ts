import { readFileSync } from 'node:fs';

import { expect, test } from '@playwright/test';
import { Ajv2020 } from 'ajv/dist/2020.js';

import { mostWaiting, openBoundedLines } from '../../../../command/serving/bounded-lines.js';
import { openJsonEvents } from '../../../../command/serving/json-events.js';
import { makeFlowKeys } from '../../../../fixtures/reference/keys.js';
import { hostEventKinds } from '../../../../mock-host/event-log.js';
import { readKeys } from '../../../../protocol/jose/keys.js';
import { blocks, pageAt } from '../../docs/pages.js';
import { raw } from '../../harness/mock-host-client.js';
import { startServe } from './serve-process.js';

const schema = JSON.parse(
  readFileSync(new URL('../../../../command/serving/event.schema.json', import.meta.url), 'utf8'),
) as { readonly $defs: { readonly event: { readonly properties: { readonly kind: object } } } };
const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

interface Line {
  readonly id: number;
  readonly kind: string;
  readonly count?: number;
}

/** Every line of a text, each of them read by the schema. */
function linesOf(text: string): readonly Line[] {
  expect(text).toMatch(/^[\x20-\x7e\n]*\n$/);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const value = JSON.parse(line) as Line;
      expect(validate(value), `${line}\n${JSON.stringify(validate.errors)}`).toBe(true);
      return value;
    });
}

test('the lines that the page of serve shows are such lines', () => {
  const shown = blocks(pageAt('docs/serve.md')).filter(({ language }) => language === 'json');
  expect(shown.flatMap(({ text }) => linesOf(text)).map(({ kind }) => kind)).toEqual([
    'ready',
    'sent-to-login',
  ]);
});

test('the schema knows every kind of event', () => {
  expect(schema.$defs.event.properties.kind).toEqual({ enum: [...hostEventKinds] });
});

test('lines that no reader could take are none of the schema', () => {
  const good = { id: 2, kind: 'signed-out', atMs: 1, sentence: 'A.' };
  expect(validate(good)).toBe(true);
  for (const bad of [
    { ...good, id: 0 },
    { ...good, kind: 'unheard-of' },
    { ...good, sentence: undefined },
    { ...good, kind: 'dropped' },
    { ...good, kind: 'ready' },
  ]) {
    expect(validate(JSON.parse(JSON.stringify(bad))), JSON.stringify(bad)).toBe(false);
  }
});

test('the first line says where everything is, and no line holds a key or a token', async ({}, info) => {
  const key = makeFlowKeys('EdDSA').own;
  const pem = key.privateText.reveal();
  const reading = await readKeys(pem, 'own.pem');
  const fingerprint = reading.ok ? Reflect.get(reading.key, 'fingerprint') : undefined;
  const served = await startServe(
    info.outputPath('a b'),
    ['--json', '--login-url', 'https://foo.test/login?client_secret=hunter2secret'],
    { env: { DOCS_HANDSHAKE_KEY: pem } },
  );
  const get = (path: string): Promise<string> =>
    raw(served.port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  await get('/quickstart');
  await get('/login');
  const token = `eyJhbGciOiJFZERTQSJ9.${'e30'.repeat(10)}.${'A'.repeat(86)}`;
  await get(`/public?token=${token}&name=Zo%C3%AB`);
  await raw(served.port, 'GET /x HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n');
  await expect.poll(served.out).toContain('request-refused');
  await served.end();
  const lines = linesOf(served.out());
  const [ready] = lines;
  expect(ready).toMatchObject({
    id: 1,
    kind: 'ready',
    schema: 1,
    url: `http://localhost:${served.port}`,
    callbackUrl: `http://localhost:${served.port}/login/jwt-callback`,
    port: served.port,
    loginUrls: [{ name: 'foo.test', url: 'https://foo.test/login?client_secret=…' }],
    algorithm: 'EdDSA',
    keys: [{ name: 'DOCS_HANDSHAKE_KEY', fingerprint }],
  });
  expect(lines.map(({ id }) => id)).toEqual(lines.map((_line, at) => at + 1));
  expect(lines.map(({ kind }) => kind)).toContain('sent-to-login');
  const said = served.out() + served.err();
  for (const secret of ['PRIVATE KEY', pem.split('\n')[1] ?? '', 'hunter2secret', token]) {
    expect(said).not.toContain(secret);
  }
});

test('texts that are no ASCII are the same after a reader parsed them', () => {
  const written: string[] = [];
  const events = openJsonEvents({ write: (text) => written.push(text) }, () => 7);
  const sentence = 'Zoë \u{1F600} \u2028 "quoted" \\ \u007f';
  events.event({ atMs: 5, kind: 'broken', sentence, path: '/é' });
  expect(linesOf(written.join(''))).toEqual([
    { id: 1, atMs: 5, kind: 'broken', sentence, path: '/é' },
  ]);
});

test('lines that do not fit are counted, and told as soon as there is room', () => {
  const written: string[] = [];
  const drains: (() => void)[] = [];
  const output = {
    writableLength: 0,
    write: (text: string) => written.push(text),
    once: (_event: 'drain', listener: () => void) => drains.push(listener),
  };
  const lines = openBoundedLines(output, (count) => `${count} missing`);
  let made = 0;
  const write = (): void => lines.write(() => `line ${(made += 1)}`);
  write();
  output.writableLength = mostWaiting + 1;
  for (let at = 0; at < 50; at += 1) write();
  expect(drains).toHaveLength(1);
  output.writableLength = 0;
  write();
  expect(written).toEqual(['line 1', '50 missing', 'line 2']);
  output.writableLength = mostWaiting + 1;
  write();
  output.writableLength = 0;
  drains[0]?.();
  expect(written.slice(3)).toEqual(['1 missing']);
  // Nothing is told twice, and what was never written was never made.
  drains[0]?.();
  expect({ written: written.length, made }).toEqual({ written: 4, made: 2 });
});

test('a reader that does not read holds up nobody, and is told what it missed', async ({}, info) => {
  test.slow();
  const key = makeFlowKeys('EdDSA').own;
  const served = await startServe(
    info.outputPath('serve'),
    ['--json', '--login-url', 'https://foo.test/login'],
    { env: { DOCS_HANDSHAKE_KEY: key.publicPem }, reads: false },
  );
  // Each is refused, and so an event of a few hundred characters.
  const request = `GET /${'x'.repeat(300)} HTTP/1.1\r\nHost: evil.test\r\n\r\n`;
  const last = `GET / HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n`;
  let asked = 0;
  for (let round = 0; round < 300; round += 1) {
    await raw(served.port, request.repeat(15) + last);
    asked += 16;
  }
  let read = '';
  served.child.stdout?.on('data', (data: Buffer) => (read += data.toString()));
  await expect.poll(() => read, { timeout: 15_000 }).toContain('"dropped"');
  await served.end();
  const lines = linesOf(read);
  const dropped = lines.filter(({ kind }) => kind === 'dropped');
  const missing = dropped.reduce((sum, { count = 0 }) => sum + count, 0);
  expect(missing).toBeGreaterThan(0);
  expect(read.length).toBeLessThan(1_000_000);
  const refused = lines.filter(({ kind }) => kind === 'request-refused').length;
  expect(refused + missing).toBe(asked);
  let id = 0;
  for (const line of lines) {
    id += 1 + (line.count ?? 0);
    expect(line.id).toBe(id);
  }
});
