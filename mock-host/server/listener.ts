import type { RequestListener, ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import type { Certificate } from './certificate.js';
import { addWebHeaders, bareAnswer, bareBody } from './headers.js';
import { bothLoopbacks, openLoopbackServer, type LoopbackServer } from './loopback.js';
import { docsLimits, type ServerLimits } from './server-limits.js';

/** How long a client that was refused may still send, so that it can read why. */
const lingerMs = 500;

/** The status that an error of Node's HTTP parser deserves; undefined for any other error. */
function statusOf(code: string | undefined): number | undefined {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  return code?.startsWith('HPE_') === true ? 400 : undefined;
}

/** CONNECT asks for a tunnel (RFC 9110 §9.3.6), which is no page: Node would end the connection without a word. */
function refuseTunnel(_request: unknown, socket: Duplex): void {
  // Nothing further of it is a request.
  socket.removeAllListeners('data').pause();
  socket.on('error', () => undefined);
  socket.end(bareAnswer(405, [['Allow', 'GET, HEAD']]), 'latin1');
  setTimeout(() => socket.destroy(), lingerMs).unref();
}

/** Gives the answers that Node makes by itself our headers, too. */
function prepare(server: Server): void {
  const answered = new WeakSet<Socket>();
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const status = statusOf(error.code);
    if (answered.has(socket)) return;
    if (status === undefined || !socket.writable) {
      socket.destroy();
      return;
    }
    answered.add(socket);
    // What follows is no request, and is not read.
    socket.removeAllListeners('data').pause();
    socket.end(bareAnswer(status), 'latin1');
    // A connection that is destroyed with octets on their way to it takes the answer along.
    setTimeout(() => socket.destroy(), lingerMs).unref();
  });
  server.on('connect', refuseTunnel);
  // A TLS handshake that fails has nobody who could read an answer.
  server.on('tlsClientError', (_error, socket: Socket) => socket.destroy());
  server.on('checkExpectation', (_request, response: ServerResponse) => {
    addWebHeaders(response);
    response.writeHead(417, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' });
    response.end(bareBody(417));
  });
}

/** Listens on 127.0.0.1 and ::1, or on what is named: http alone, or with a certificate http and https on one port. */
export function openDocsListener(
  handler: RequestListener,
  port: number,
  certificate: Certificate | undefined,
  limits: ServerLimits = docsLimits,
  addresses: readonly string[] = bothLoopbacks,
): Promise<LoopbackServer> {
  return openLoopbackServer({
    handler,
    port,
    limits,
    prepare,
    addresses,
    ...(certificate === undefined ? {} : { certificate }),
  });
}
