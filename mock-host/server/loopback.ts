import type { RequestListener } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';

import { Failure } from '../../protocol/failure.js';
import type { Certificate } from './certificate.js';
import { witnessLimits, type ServerLimits } from './server-limits.js';
import { createWebServer } from './web-server.js';

/** A server on this machine alone, unless it was given another address to listen on. */
export interface LoopbackServer {
  readonly port: number;
  /** Ends the server and every connection at once; safe to call twice. */
  close(): Promise<void>;
}

/** What a listener needs. */
export interface LoopbackOptions {
  readonly handler: RequestListener;
  /** With it the server speaks http and https on one port. */
  readonly certificate?: Certificate;
  /** 0, the default, asks for a free one. */
  readonly port?: number;
  /** Default: those of a witness. */
  readonly limits?: ServerLimits;
  /** Listened on with one port; default 127.0.0.1 alone. All but the first may be missing on this machine. */
  readonly addresses?: readonly string[];
  /** Sees each server before it listens. */
  readonly prepare?: (server: Server) => void;
}

/** The machine itself, by both protocols: browsers try either for `localhost`. */
export const bothLoopbacks: readonly string[] = ['127.0.0.1', '::1'];

/** How often a free port is looked for that is free on every address. */
const mostAttempts = 20;
const noSuchAddress = new Set(['EAFNOSUPPORT', 'EADDRNOTAVAIL', 'EPROTONOSUPPORT']);

/**
 * Listens on the loopback address.
 *
 * @throws Failure `port` where the port is taken on one of the addresses
 */
export async function openLoopbackServer(options: LoopbackOptions): Promise<LoopbackServer> {
  const wanted = options.port ?? 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await openOnce(options, wanted);
    } catch (error) {
      // Another program may hold, on one address, the port that was free on the other.
      if (wanted !== 0 || attempt === mostAttempts || !isTaken(error)) throw error;
    }
  }
}

async function openOnce(options: LoopbackOptions, wanted: number): Promise<LoopbackServer> {
  const { handler, certificate, limits = witnessLimits, addresses = ['127.0.0.1'] } = options;
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  let closing: Promise<unknown> | undefined;
  const close = async (): Promise<void> => {
    closing ??= Promise.all(
      servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
    );
    for (const socket of sockets) socket.destroy();
    await closing;
  };
  let port = wanted;
  for (const address of addresses) {
    const server = await createWebServer(handler, limits, certificate);
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    options.prepare?.(server);
    try {
      port = await listen(server, port, address);
      servers.push(server);
    } catch (cause) {
      if (servers.length > 0 && noSuchAddress.has(codeOf(cause))) continue;
      await close();
      throw new Failure('port', sentenceFor(codeOf(cause), port, address), { cause });
    }
  }
  return { port, close };
}

function listen(server: Server, port: number, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => resolve((server.address() as AddressInfo).port));
  });
}

const codeOf = (cause: unknown): string => String(Reflect.get(Object(cause), 'code'));
const isTaken = (error: unknown): boolean =>
  error instanceof Failure && codeOf(error.cause) === 'EADDRINUSE';

const sentenceFor = (code: string, port: number, address: string): string => {
  const place = address.includes(':') ? `[${address}]` : address;
  if (noSuchAddress.has(code))
    return `${place} is no address of this machine: give another --host.`;
  return code === 'EADDRINUSE'
    ? `Port ${port} on ${place} is in use: stop what listens there, or choose another one with --port (and in --docs-origin, where that names it).`
    : `Port ${port} on ${place} cannot be opened (${code}): choose another one with --port.`;
};
