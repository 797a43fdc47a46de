import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';

import { expect, test } from '@playwright/test';

import { createCertificate } from '../../../../mock-host/server/certificate.js';
import { docsLimits } from '../../../../mock-host/server/server-limits.js';
import { createWebServer } from '../../../../mock-host/server/web-server.js';
import { callback, cookieOf, get, hand, open } from '../../harness/mock-host-client.js';
import { authentication, play } from '../../harness/mock-host-setup.js';

/** What one client may make the host keep, and for how long. */

const host = 'Host: localhost\r\n';
const page = `GET /public HTTP/1.1\r\n${host}\r\n`;
const last = `GET /public HTTP/1.1\r\n${host}Connection: close\r\n\r\n`;

/** Everything that comes until the connection ends, and whether it ended by itself within a time. */
function until(socket: Socket, patienceMs: number): Promise<{ text: string; ended: boolean }> {
  return new Promise((resolve) => {
    let text = '';
    const timer = setTimeout(() => {
      resolve({ text, ended: false });
      socket.destroy();
    }, patienceMs);
    socket.setEncoding('latin1');
    socket.on('data', (data: string) => (text += data));
    socket.on('error', () => undefined);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve({ text, ended: true });
    });
  });
}

const statuses = (text: string): readonly string[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status = '']) => status);

test('pipelined requests are answered one by one, and too many that wait end the connection', async () => {
  const certificate = await createCertificate();
  const both = await play(authentication, { certificate });
  const { port } = both.host;
  for (const secure of [false, true]) {
    const socket = await open(port, secure);
    const answered = until(socket, 5_000);
    // One that is answered, and as many as may wait behind it.
    socket.write(page.repeat(docsLimits.mostWaiting) + last);
    const { text, ended } = await answered;
    expect(statuses(text), `secure ${secure}`).toEqual(Array(17).fill('200'));
    expect(ended).toBe(true);

    const greedy = await open(port, secure);
    const cut = until(greedy, 5_000);
    greedy.write(page.repeat(docsLimits.mostWaiting + 2));
    const seen = await cut;
    expect(seen.ended, `secure ${secure}`).toBe(true);
    expect(statuses(seen.text).length).toBeLessThan(3);
  }
  // One behind the other, no number is too many.
  const patient = await open(port, false);
  const answers = until(patient, 10_000);
  for (let round = 0; round < 40; round += 1) {
    patient.write(round === 39 ? last : page);
    await new Promise((resolve) => patient.once('data', resolve));
  }
  expect(statuses((await answers).text)).toHaveLength(40);
  await both.host.close();
});

test('pipelined requests keep to their own sessions', async () => {
  const played = await play(authentication);
  const cookies = await Promise.all(
    ['Ludmila', 'Wolfram'].map(async (firstName) =>
      cookieOf(await hand(played, played.mint({ content: { firstName } }))),
    ),
  );
  const ask = (cookie: string, end = ''): string =>
    `GET /quickstart HTTP/1.1\r\n${host}${cookie === '' ? '' : `Cookie: ${cookie}\r\n`}${end}\r\n`;
  const socket = await open(played.host.port, false);
  const answered = until(socket, 5_000);
  const order = [0, 1, undefined, 1, 0];
  socket.write(
    order.map((who) => ask(who === undefined ? '' : (cookies[who] ?? ''))).join('') +
      ask('', 'Connection: close\r\n'),
  );
  const parts = (await answered).text.split(/(?=HTTP\/1\.1 \d{3} )/);
  const readers = parts.map((part) => /Ludmila|Wolfram/.exec(part)?.[0] ?? part.slice(9, 12));
  expect(readers).toEqual(['Ludmila', 'Wolfram', '302', 'Wolfram', 'Ludmila', '302']);
  await played.host.close();
});

test('an answer that nobody takes ends the connection', async () => {
  expect(docsLimits.unreadTimeout).toBe(15_000);
  // More than the machine itself keeps of a connection.
  const text = 'x'.repeat(32_000_000);
  const server = await createWebServer((_request, response) => response.end(text), {
    ...docsLimits,
    unreadTimeout: 400,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const seen = once(server, 'connection') as Promise<[Socket]>;
  const idle = await open(port, false);
  const [served] = await seen;
  const start = performance.now();
  idle.pause().write(last);
  await once(served, 'close');
  // Timers may fire a little early.
  expect(performance.now() - start).toBeGreaterThan(300);
  idle.destroy();
  const reader = await open(port, false);
  const answered = until(reader, 10_000);
  reader.write(last);
  expect((await answered).text.endsWith('x'.repeat(1_000))).toBe(true);
  server.close();
});

test('a body without an end is refused at 64 KiB, and no more of it is taken', async () => {
  const played = await play(authentication);
  const { port } = played.host;
  const rows: readonly (readonly [path: string, status: string])[] = [
    ['/_docs-handshake/verify', '413'],
    ['/_docs-handshake/notice', '413'],
    [callback, '413'],
    ['/quickstart', '405'],
  ];
  const chunk = `8000\r\n${' '.repeat(0x80_00)}\r\n`;
  for (const [path, status] of rows) {
    const start = performance.now();
    const socket = await open(port, false);
    const answered = until(socket, 10_000);
    socket.write(
      `POST ${path} HTTP/1.1\r\n${host}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const more = (): void => {
      while (socket.writable && socket.write(chunk));
    };
    socket.on('drain', more);
    more();
    const { text, ended } = await answered;
    expect([...statuses(text), ended], path).toEqual([status, true]);
    expect(text.toLowerCase(), path).toContain('\r\nconnection: close\r\n');
    expect(performance.now() - start, path).toBeLessThan(1_000);
    // What the machine itself keeps of a connection is a few megabytes.
    expect(socket.bytesWritten, path).toBeLessThan(16_000_000);
  }
  const short = await open(port, false);
  const answered = until(short, 5_000);
  const body = JSON.stringify({ fragment: '', path: callback });
  short.write(
    `POST /_docs-handshake/verify HTTP/1.1\r\n${host}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
  );
  expect(statuses((await answered).text)).toEqual(['403']);
  expect((await get(played, '/public')).status).toBe(200);
  await played.host.close();
});

test('somebody new is answered after one round of those who ask without end', async () => {
  const clients = 60;
  let answers = 0;
  const server = await createWebServer((_request, response) => {
    answers += 1;
    const until = performance.now() + 1;
    while (performance.now() < until);
    response.end('answer');
  }, docsLimits);
  let taken = 0;
  server.on('connection', () => (taken += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const flood = await Promise.all(Array.from({ length: clients }, () => open(port, false)));
  for (const socket of flood) {
    socket.on('data', () => socket.writable && socket.write(page)).on('error', () => undefined);
    socket.write(page);
  }
  // New connections are taken one by one: those of the flood stand in front.
  await expect.poll(() => taken, { intervals: [5] }).toBe(clients);
  const waited: number[] = [];
  for (let visit = 0; visit < 5; visit += 1) {
    const before = answers;
    const visitor = await open(port, false);
    visitor.write(page);
    await once(visitor, 'data');
    waited.push(answers - before);
    visitor.destroy();
  }
  for (const socket of flood) socket.destroy();
  server.close();
  // A few while it is let in and read, and one round until its turn comes.
  expect(Math.max(...waited), waited.join(' ')).toBeLessThan(clients + 24);
});
