import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { lookAtSession } from '../../../../api/session-look.js';
import { relationOf } from '../../../../drivers/http/same-site.js';
import { handshake as sharedSession } from '../../../../handshakes/mintlify-shared-session/index.js';
import type { MockHostOptions } from '../../../../mock-host/mock-host.js';
import { playControlled, type Controlled } from '../control-client.js';

/** A docs host whose pages ask, and the session API that they ask. */

/** What the API does with a request for the session. */
export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

/** A session API that answers as it is told. */
export interface ToldApi {
  readonly url: string;
  readonly signInUrl: string;
  /** The header fields of every request for the session, in order. */
  readonly asked: readonly IncomingMessage['headers'][];
  answer: Answering;
  readonly close: () => Promise<void>;
}

/** Starts an API; `/sign-in` gives a cookie to whoever comes, and `/login` is an HTML page. */
export async function openToldApi(): Promise<ToldApi> {
  const asked: IncomingMessage['headers'][] = [];
  const server = createServer((request, response) => {
    if (request.url === '/sign-in') {
      response
        .writeHead(302, { 'Set-Cookie': 'sid=1; Path=/; HttpOnly', Location: '/login' })
        .end();
    } else if (request.url === '/login') {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><form></form>');
    } else {
      asked.push(request.headers);
      api.answer(request, response);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const api: ToldApi = {
    url: `http://localhost:${port}/api/session`,
    signInUrl: `http://localhost:${port}/sign-in`,
    asked,
    answer: (_request, response) => void response.writeHead(500).end(),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return api;
}

/** A docs host whose pages ask an API. */
export const playAsking = (
  api: Pick<ToldApi, 'url'>,
  options: Partial<MockHostOptions> = {},
): Promise<Controlled> =>
  playControlled(sharedSession, {
    loginUrls: [],
    keys: [],
    everyPathIsPage: false,
    session: { url: api.url, relationOf, look: lookAtSession },
    ...options,
  });

/** The fields by which the docs may read an answer. */
export const letIn = (docsOrigin: string): Record<string, string> => ({
  'Access-Control-Allow-Origin': docsOrigin,
  'Access-Control-Allow-Credentials': 'true',
  'Cache-Control': 'private, no-store',
  Vary: 'Origin',
});

/** Answers with a body. */
export const answering =
  (status: number, body: string, fields: Readonly<Record<string, string>>): Answering =>
  (_request, response) =>
    void response.writeHead(status, { 'Content-Type': 'application/json', ...fields }).end(body);
