import { connect, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';

import type { Played } from './mock-host-setup.js';

/** How the specs of the mock docs host talk to it. */

export const callback: string = '/login/jwt-callback';
export const json: Readonly<Record<string, string>> = { 'content-type': 'application/json' };

/** Opens a connection, with TLS where it is to be secure; whose certificate that is does not matter here. */
export function open(port: number, secure: boolean): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1', rejectUnauthorized: false };
    const socket: Socket = secure
      ? connectSecurely(options, () => resolve(socket))
      : connect(options, () => resolve(socket));
    socket.once('error', reject);
  });
}

/** Sends a request as it stands and returns everything that comes back until the connection ends. */
export async function raw(port: number, request: string, secure = false): Promise<string> {
  const socket = await open(port, secure);
  return new Promise((resolve, reject) => {
    socket.write(request, 'latin1');
    let answer = '';
    socket.setEncoding('latin1');
    socket.on('data', (data: string) => (answer += data));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

/** Asks for a path, redirects not followed. */
export const get = (
  played: Played,
  path: string,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(`http://127.0.0.1:${played.host.port}${path}`, { redirect: 'manual', headers });

/** Hands a fragment over as the first script of a page does. */
export function hand(
  played: Played,
  fragment: string,
  path: string = callback,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`http://127.0.0.1:${played.host.port}/_docs-handshake/verify`, {
    method: 'POST',
    headers: { ...json, ...headers },
    body: JSON.stringify({ fragment, path }),
  });
}

/** Tells a verdict as a page does that judged a token by itself. */
export const tell = (played: Played, verdict: unknown): Promise<Response> =>
  fetch(`http://127.0.0.1:${played.host.port}/_docs-handshake/verdict`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify(verdict),
  });

/** The first cookie that an answer sets, as a `Cookie` field. */
export const cookieOf = (response: Response): string =>
  response.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';

/** Where an accepted visitor who keeps cookies gets to, past the stop that asks for the new one. */
export async function landing(played: Played, accepted: Response): Promise<string | null> {
  const cookie = cookieOf(accepted);
  const { outcome, location } = (await accepted.json()) as Readonly<Record<string, string>>;
  const stop = await get(played, location ?? '', { cookie });
  return outcome === 'accepted' ? stop.headers.get('location') : null;
}
