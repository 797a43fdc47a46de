import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** Something in front of a login flow that can go away, and come back on the same port. */
export interface Forwarder {
  readonly port: number;
  /** Goes away after so many more requests. */
  readonly goAfter: (requests: number) => void;
  readonly comeBack: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Opens one that passes everything on to a port of this machine. */
export async function openForwarder(to: number): Promise<Forwarder> {
  const sockets = new Set<Socket>();
  let left = Infinity;
  const go = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  const server = createServer((socket) => {
    const onward = connect(to, '127.0.0.1');
    for (const one of [socket, onward]) {
      sockets.add(one);
      one.on('error', () => undefined);
      one.once('close', () => sockets.delete(one));
    }
    onward.pipe(socket);
    socket.on('data', (request) => {
      left -= 1;
      if (left < 0) go();
      else onward.write(request);
    });
  });
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    goAfter: (requests) => {
      left = requests;
      if (requests === 0) go();
    },
    comeBack: async () => {
      left = Infinity;
      if (!server.listening) await listen(port);
    },
    close: async () => go(),
  };
}
