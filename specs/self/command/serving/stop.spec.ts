import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import { expect, test } from '@playwright/test';

import { makeFlowKeys } from '../../../../fixtures/reference/keys.js';
import { cleanEnv, command, startServe } from './serve-process.js';

const env = { DOCS_HANDSHAKE_KEY: makeFlowKeys('EdDSA').own.publicPem };
const words = ['--login-url', 'http://127.0.0.1:9/'];

/** Connections in every state that keeps a server busy. */
async function openStreams(port: number): Promise<readonly Socket[]> {
  const texts = [
    '',
    'GET /quickstart HTTP/1.1\r\nHost: localhost\r\n\r\n',
    'GET /quickstart HTTP/1.1\r\nHost: loc',
    'POST /_docs-handshake/verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{',
    'GET /_docs-handshake/pages.css HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(500),
  ];
  return Promise.all(
    texts.map(async (text) => {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(text);
      socket.pause();
      return socket;
    }),
  );
}

test('it stops in less than a second, whoever is still connected', async ({}, info) => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    const served = await startServe(info.outputPath('serve'), words, { env });
    const sockets = await openStreams(served.port);
    await pause(100);
    const end = await served.end(signal);
    for (const socket of sockets) socket.destroy();
    expect(end.code).toBe(code);
    expect(end.ms).toBeLessThan(1000);
  }
});

test('a port in use is named, with what to do', async ({}, info) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  mkdirSync(info.outputPath(), { recursive: true });
  const [program = '', ...first] = command;
  const { status, stderr, stdout } = spawnSync(
    program,
    [...first, 'serve', ...words, '--port', String(port), '--json'],
    { cwd: info.outputPath(), env: cleanEnv(env), encoding: 'utf8' },
  );
  server.close();
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toBe(
    `docs-handshake: Port ${port} on 127.0.0.1 is in use: stop what listens there, or choose another one with --port (and in --docs-origin, where that names it).\n`,
  );
});
