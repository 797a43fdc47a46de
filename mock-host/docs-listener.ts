import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

import { Failure } from '../protocol/failure.js';
import type { Certificate } from './certificate.js';
import { openLoopbackServer, type LoopbackServer } from './loopback-server.js';
import { bareAnswer } from './web-headers.js';

/** What a client may take of the host, times in milliseconds. Node's defaults are meant for servers behind a proxy. */
const limits = {
  maxHeaderSize: 16_384,
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
} as const;
const mostConnections = 512;
const mostRequestsPerConnection = 1_000;

/** The status that an error of Node's HTTP parser deserves. */
function statusOf(code: string | undefined): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}

/**
 * Listens on 127.0.0.1 for http alone, with explicit limits.
 *
 * @throws Failure `port` where the port is taken
 */
async function openPlain(handler: RequestListener, port: number): Promise<LoopbackServer> {
  // A request without Host reaches the gate, so that its answer has our headers, too.
  const server = createServer({ ...limits, requireHostHeader: false }, handler);
  server.maxConnections = mostConnections;
  server.maxRequestsPerSocket = mostRequestsPerConnection;
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (socket.writable && error.code !== 'ECONNRESET') {
      socket.end(bareAnswer(statusOf(error.code)), 'latin1', () => socket.destroy());
    } else {
      socket.destroy();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'is in use' : `cannot be opened (${cause.code})`;
      const sentence = `Port ${port} on 127.0.0.1 ${why}: stop what listens there, or choose a docs origin with another port (--docs-origin).`;
      reject(new Failure('port', sentence, { cause }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  let closing: Promise<void> | undefined;
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      (closing ??= new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      })),
  };
}

/** Listens on 127.0.0.1: http alone, or with a certificate http and https on one port. */
export function openDocsListener(
  handler: RequestListener,
  port: number,
  certificate: Certificate | undefined,
): Promise<LoopbackServer> {
  if (certificate === undefined) return openPlain(handler, port);
  return openLoopbackServer({ certificate, handler, port });
}
