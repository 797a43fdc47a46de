import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { callback } from '../mock-host-client.js';
import type { Played } from '../mock-host-setup.js';

/** A login flow for the specs of the mock docs host: everybody is logged in already. */
export interface LiveFlow {
  /** For `loginUrls`; it may be asked once `serves` was told of the host. */
  readonly url: string;
  /** How often it was asked, and with which query. */
  readonly asked: readonly string[];
  readonly close: () => void;
}

/** Where a visitor is sent with a token, by default to the callback with the page that they asked for; undefined for a page of the flow's own. */
export type Way = (token: string, redirect: string) => string | undefined;

const honest: Way = (token, redirect) =>
  `${callback}?redirect=${encodeURIComponent(redirect)}#${token}`;

/**
 * Starts a login flow.
 *
 * @param host asked for at every login, since the flow is there before the host
 */
export async function openFlow(host: () => Played, way: Way = honest): Promise<LiveFlow> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { search, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (!request.url?.startsWith('/docs-login')) {
      response.writeHead(404).end();
      return;
    }
    asked.push(search);
    const { mint, host: docs } = host();
    const path = way(mint(), searchParams.get('redirect') ?? '/');
    if (path === undefined) {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<h1>Who are you?</h1>');
      return;
    }
    const location = docs.origin + path;
    response.writeHead(302, { Location: location, 'Cache-Control': 'no-store' }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/docs-login`,
    asked,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
