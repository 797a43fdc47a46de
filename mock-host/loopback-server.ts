import { createServer as createHttpServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Failure } from '../protocol/failure.js';
import type { Certificate } from './certificate.js';

/** A server on 127.0.0.1 that speaks http and https on one port. */
export interface LoopbackServer {
  readonly port: number;
  /** Ends the server and every connection at once; safe to call twice. */
  close(): Promise<void>;
}

/** What a listener needs. */
export interface LoopbackOptions {
  readonly certificate: Certificate;
  readonly handler: RequestListener;
  /** 0, the default, asks for a free one. */
  readonly port?: number;
}

/** First octet of a TLS record of type handshake (RFC 8446 §5.1); no HTTP method begins with it. */
const tlsHandshake = 22;
const maxHeaderSize = 262_144;

/**
 * Listens on 127.0.0.1 and hands each connection to http or https by its first octet.
 *
 * @throws Failure `port` where the port is taken
 */
export async function openLoopbackServer(options: LoopbackOptions): Promise<LoopbackServer> {
  const { certificate, handler } = options;
  const http = createHttpServer({ maxHeaderSize }, handler);
  const https = createHttpsServer(
    { maxHeaderSize, key: certificate.key.reveal(), cert: certificate.cert },
    handler,
  );
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A browser drops connections as it likes; that is no event of ours.
    socket.on('error', () => socket.destroy());
    socket.once('data', (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      (first[0] === tlsHandshake ? https : http).emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  });
  https.on('tlsClientError', (_error, socket) => socket.destroy());
  const port = await listen(server, options.port ?? 0);
  let closing: Promise<void> | undefined;
  return {
    port,
    close: () =>
      (closing ??= new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      })),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(new Failure('port', sentenceFor(cause, port), { cause })),
    );
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

const sentenceFor = (cause: NodeJS.ErrnoException, port: number): string =>
  cause.code === 'EADDRINUSE'
    ? `Port ${port} on 127.0.0.1 is in use: stop what listens there, or choose a docs origin with another port (--docs-origin).`
    : `Port ${port} on 127.0.0.1 cannot be opened (${cause.code ?? 'unknown reason'}).`;
