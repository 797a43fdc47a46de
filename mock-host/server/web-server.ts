import { createServer as createHttpServer } from 'node:http';
import type { RequestListener, Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';

import type { Certificate } from './certificate.js';
import type { ServerLimits } from './server-limits.js';
import { inTurn } from './turns.js';

/** First octet of a TLS record of type handshake (RFC 8446 §5.1); no HTTP method begins with it. */
const tlsHandshake = 22;

/**
 * A server that is not listening yet, for http alone or, with a certificate, for http and https on one port.
 * It is one real server of Node's in both cases, since only a server that listens itself looks at the times
 * of its requests.
 */
export async function createWebServer(
  handler: RequestListener,
  limits: ServerLimits,
  certificate?: Certificate,
): Promise<HttpServer | HttpsServer> {
  const options = {
    maxHeaderSize: limits.maxHeaderSize,
    headersTimeout: limits.headersTimeout,
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: limits.keepAliveTimeout,
    connectionsCheckingInterval: limits.connectionsCheckingInterval,
    // A request without Host reaches the handler, so that its answer has our headers, too.
    requireHostHeader: false,
  };
  const listener = inTurn(handler, limits);
  const server =
    certificate === undefined
      ? createHttpServer(options, listener)
      : (await import('node:https')).createServer(
          {
            ...options,
            key: certificate.key.reveal(),
            cert: certificate.cert,
            ...(limits.headersTimeout > 0 && { handshakeTimeout: limits.headersTimeout }),
          },
          listener,
        );
  if (limits.mostConnections > 0) server.maxConnections = limits.mostConnections;
  server.maxRequestsPerSocket = limits.mostRequests;
  const own = server.listeners('connection');
  const take = (socket: Socket): void => {
    for (const listener of own) Reflect.apply(listener, server, [socket]);
    if (certificate === undefined) inPieces(socket);
  };
  if (certificate !== undefined) server.on('secureConnection', inPieces);
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    // A browser drops connections as it likes; that is no event of ours.
    socket.on('error', () => socket.destroy());
    afterFirstOctet(socket, limits.firstOctetTimeout, (octet) => {
      if (certificate === undefined || octet === tlsHandshake) take(socket);
      // What an https server does with a connection after its handshake is what an http server does at once.
      else server.emit('secureConnection', socket);
    });
  });
  return server;
}

/** Octets that are read of a connection before it is asked whether it is still there. */
const piece = 2_048;

/**
 * Hands what arrives to the HTTP parser piece by piece. The parser reads all requests of one piece of data, a thousand in
 * 64 KB, before anything can end the connection.
 */
function inPieces(socket: Socket): void {
  const parsers = socket.listeners('data');
  socket.removeAllListeners('data');
  socket.on('data', (data: Buffer) => {
    // Who refuses a connection takes its listeners away; its parser may be another connection's by then.
    const isRead = (): boolean => !socket.destroyed && socket.listenerCount('data') > 0;
    for (let at = 0; at < data.length && isRead(); at += piece) {
      for (const parse of parsers) Reflect.apply(parse, socket, [data.subarray(at, at + piece)]);
    }
  });
}

/** Waits for the first octet of a connection and puts it back; a silent connection is closed. */
function afterFirstOctet(
  socket: Socket,
  timeoutMs: number,
  take: (octet: number | undefined) => void,
): void {
  const giveUp = (): void => void socket.destroy();
  socket.setTimeout(timeoutMs, giveUp);
  socket.once('data', (first: Buffer) => {
    socket.setTimeout(0);
    socket.off('timeout', giveUp);
    socket.pause();
    socket.unshift(first);
    take(first[0]);
    process.nextTick(() => socket.resume());
  });
}
