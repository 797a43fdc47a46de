import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { networkInterfaces } from 'node:os';

import { expect, test } from '@playwright/test';

import { createCertificate } from '../../../mock-host/server/certificate.js';
import { openSink } from '../../../mock-host/server/sink.js';
import {
  docsLimits,
  witnessLimits,
  type ServerLimits,
} from '../../../mock-host/server/server-limits.js';
import { callback, get, open, raw } from '../harness/mock-host-client.js';
import { authentication, play } from '../harness/mock-host-setup.js';

/** The same rules, so short that a test can wait for them; milliseconds. */
const short: ServerLimits = {
  ...docsLimits,
  firstOctetTimeout: 200,
  headersTimeout: 400,
  requestTimeout: 800,
  keepAliveTimeout: 200,
  connectionsCheckingInterval: 50,
};

/** Far beyond every limit above; a connection that is open for so long is open for ever. */
const patienceMs = 10_000;

const hasBothLoopbacks = Object.values(networkInterfaces())
  .flat()
  .some((each) => each?.address === '::1');

/** Milliseconds until the other side ends a connection; undefined where it does not. */
function ended(socket: Socket): Promise<number | undefined> {
  const start = performance.now();
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), patienceMs);
    socket.on('error', () => undefined).resume();
    socket.once('close', () => {
      clearTimeout(timer);
      resolve(performance.now() - start);
    });
  });
}

/** Sends a text character by character, as slowly as the other side can bear. */
function drip(socket: Socket, text: string): void {
  let at = 0;
  const timer = setInterval(() => {
    if (socket.writable) socket.write(text[at++ % text.length] ?? 'x');
  }, 50);
  socket.once('close', () => clearInterval(timer));
}

test('slow, silent and idle connections are closed, over http and https alike', async () => {
  const certificate = await createCertificate();
  const alone = await play(authentication, { limits: short });
  const both = await play(authentication, { limits: short, certificate });
  const hosts = [
    { what: 'http alone', played: alone, secure: false },
    { what: 'http beside https', played: both, secure: false },
    { what: 'https', played: both, secure: true },
  ];
  const head = 'Host: localhost\r\n';
  const post = `POST /_docs-handshake/verify HTTP/1.1\r\n${head}Content-Type: application/json\r\n`;
  const rows: readonly (readonly [what: string, act: (socket: Socket) => void, least: number])[] = [
    ['says nothing', () => undefined, short.firstOctetTimeout],
    ['half a request line', (socket) => socket.write('GET /pub'), short.headersTimeout],
    ['one octet at a time', (socket) => drip(socket, 'GET /public'), short.headersTimeout],
    [
      'a header field without an end',
      (socket) => {
        socket.write(`GET /public HTTP/1.1\r\n${head}X: `);
        drip(socket, 'x');
      },
      short.headersTimeout,
    ],
    [
      'a body without an end',
      (socket) => {
        socket.write(`${post}Content-Length: 60000\r\n\r\n{`);
        drip(socket, ' ');
      },
      short.requestTimeout,
    ],
    [
      'idle after an answer',
      (socket) => socket.write(`GET /public HTTP/1.1\r\n${head}\r\n`),
      short.keepAliveTimeout,
    ],
  ];
  await Promise.all(
    hosts.flatMap(({ what, played, secure }) =>
      rows.map(async ([row, act, least]) => {
        const socket = await open(played.host.port, secure);
        const end = ended(socket);
        act(socket);
        const ms = await end;
        expect.soft(ms, `${what}: ${row}`).toBeDefined();
        // The limit is what ends it, not a refusal at once; timers may fire a little early.
        expect.soft(ms, `${what}: ${row}`).toBeGreaterThan(least / 2);
        socket.destroy();
      }),
    ),
  );
  for (const played of [alone, both]) {
    expect((await get(played, '/public')).status).toBe(200);
    await played.host.close();
  }
});

test('a client that fills every place does not keep it', async () => {
  const played = await play(authentication, { limits: { ...short, mostConnections: 6 } });
  const idle = await Promise.all(Array.from({ length: 6 }, () => open(played.host.port, false)));
  for (const socket of idle) socket.on('error', () => undefined);
  await expect(get(played, '/public')).rejects.toThrow();
  const status = async (): Promise<number> =>
    get(played, '/public').then(
      (answer) => answer.status,
      () => 0,
    );
  await expect.poll(status, { timeout: patienceMs }).toBe(200);
  for (const socket of idle) socket.destroy();
  await played.host.close();
});

test('a witness takes what strangers may not send', async () => {
  const certificate = await createCertificate();
  const witness = await play(authentication, { certificate, limits: witnessLimits });
  const guarded = await play(authentication, { certificate });
  const sink = await openSink(certificate);
  const long = `GET /public HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(200_000)}\r\nConnection: close\r\n\r\n`;
  const rows: readonly (readonly [what: string, port: number, status: number])[] = [
    ['the docs host of a check', witness.host.port, 200],
    ['the sink', sink.port, 200],
    ['the docs host that is served', guarded.host.port, 431],
  ];
  for (const [what, port, status] of rows) {
    for (const secure of [false, true]) {
      const answer = await raw(port, long, secure);
      expect(answer.slice(0, 12), `${what}, secure ${secure}`).toBe(`HTTP/1.1 ${status}`);
    }
  }
  expect(sink.records().map((record) => record.scheme)).toEqual(['http', 'https']);
  expect([witnessLimits.headersTimeout, witnessLimits.requestTimeout]).toEqual([0, 0]);
  await Promise.all([witness.host.close(), guarded.host.close(), sink.close()]);
});

test('the host listens wherever localhost leads, or says what is in the way', async () => {
  test.skip(!hasBothLoopbacks, 'this machine has no ::1');
  const played = await play(authentication);
  const { port } = played.host;
  const places = [`127.0.0.1:${port}`, `[::1]:${port}`, `localhost:${port}`];
  for (const place of places) {
    expect((await fetch(`http://${place}/public`)).status, place).toBe(200);
  }
  await played.host.close();
  for (const place of places) await expect(fetch(`http://${place}/public`)).rejects.toThrow();

  for (const address of ['127.0.0.1', '::1']) {
    const other = createServer().listen(0, address);
    await once(other, 'listening');
    const taken = (other.address() as AddressInfo).port;
    const place = address === '::1' ? '[::1]' : address;
    await expect(play(authentication, { port: taken }), address).rejects.toMatchObject({
      code: 'port',
      message: expect.stringContaining(`${taken} on ${place} is in use`),
    });
    // Nothing is left listening on the address that was free.
    const free = address === '::1' ? '127.0.0.1' : '::1';
    const again = createServer().listen(taken, free);
    await once(again, 'listening');
    again.close();
    other.close();
  }
});

test('a certificate names the addresses of this machine', async () => {
  const certificate = await createCertificate(['[::1]', '127.0.0.1', 'docs.foo.com']);
  const { X509Certificate } = await import('node:crypto');
  const read = new X509Certificate(certificate.cert);
  expect([read.checkIP('127.0.0.1'), read.checkIP('::1')]).toEqual(['127.0.0.1', '::1']);
  expect(read.checkHost('docs.foo.com')).toBe('docs.foo.com');
  expect(read.subjectAltName).not.toContain('DNS:[');
});

test('a body that is announced too long is refused at once', async () => {
  const played = await play(authentication);
  const request = `POST /_docs-handshake/verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n{"path":"${callback}"`;
  const start = performance.now();
  expect(await raw(played.host.port, request)).toMatch(/^HTTP\/1.1 413 /);
  expect(performance.now() - start).toBeLessThan(docsLimits.requestTimeout / 2);
  await played.host.close();
});
