/**
 * Hostile clients in a process of their own: `<port> <kind> <clients>`, until they are killed. A connection that
 * ends is opened again at once.
 */
import { connect, type Socket } from 'node:net';

import { hostileKinds, type Hostile } from './hostile-kinds.js';

const [port, kind, clients] = process.argv.slice(2);
const act: Hostile | undefined = hostileKinds[kind ?? ''];

function client(): void {
  const socket: Socket = connect(Number(port), '127.0.0.1', () => act?.(socket));
  socket.on('error', () => undefined);
  // A pause, or opening connections would be what is measured.
  socket.once('close', () => setTimeout(client, 50));
}

if (act === undefined) process.exitCode = 2;
else for (let index = 0; index < Number(clients); index += 1) client();
