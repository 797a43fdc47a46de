import type { Socket } from 'node:net';

/** What a hostile client does with its connection. */
export type Hostile = (socket: Socket) => void;

const host = 'Host: localhost\r\n';
const page = `GET /public HTTP/1.1\r\n${host}\r\n`;
const post = `POST /_docs-handshake/verify HTTP/1.1\r\n${host}Content-Type: application/json\r\n`;

/** Writes as fast as the other side takes it. */
function pour(socket: Socket, text: string): void {
  const more = (): void => {
    while (socket.writable && socket.write(text));
  };
  socket.on('drain', more);
  more();
}

/** Writes one character of a text after the other. */
function drip(socket: Socket, text: string): void {
  let at = 0;
  const timer = setInterval(
    () => socket.writable && socket.write(text[at++ % text.length] ?? 'x'),
    500,
  );
  socket.once('close', () => clearInterval(timer));
}

/** Sends a request again as soon as it was answered. */
function again(socket: Socket, request: string): void {
  socket.on('data', () => socket.writable && socket.write(request));
  socket.write(request);
}

/** A request to verify a fragment. */
function verify(fragment: string): string {
  const body = JSON.stringify({ fragment, path: '/login/jwt-callback' });
  return `${post}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const header = Buffer.from('{"alg":"EdDSA"}').toString('base64url');
const payload = Buffer.from(JSON.stringify({ x: 'x'.repeat(9_000) })).toString('base64url');
const forged = `${header}.${payload}.${'A'.repeat(86)}`;

/** The kinds by their names. */
export const hostileKinds: Readonly<Record<string, Hostile>> = {
  silent: () => undefined,
  'half a request': (socket) => void socket.write('GET /public HT'),
  'one octet at a time': (socket) => drip(socket, page),
  'a header without an end': (socket) => {
    socket.write(`GET /public HTTP/1.1\r\n${host}X: `);
    drip(socket, 'x');
  },
  '999 requests, nothing read': (socket) => void socket.pause().write(page.repeat(999)),
  '16 requests, nothing read': (socket) => void socket.pause().write(page.repeat(16)),
  'one request after the other': (socket) => again(socket, page),
  'a chunked body without an end': (socket) => {
    socket.resume().write(`${post}Transfer-Encoding: chunked\r\n\r\n`);
    pour(socket, `8000\r\n${' '.repeat(0x80_00)}\r\n`);
  },
  'bodies of 64 KB': (socket) => again(socket, verify('x'.repeat(64_000))),
  'forged tokens of 12 KB': (socket) => again(socket, verify(forged)),
  'a fragment of dots': (socket) => again(socket, verify('eyJ.'.repeat(15_000))),
  'no HTTP': (socket) => pour(socket.resume(), `${'\u0016\u0003\u0001'.repeat(999)}\r\n\r\n`),
};
