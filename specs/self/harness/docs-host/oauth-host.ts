import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Page } from '@playwright/test';

import { endpointAsker } from '../../../../api/endpoint-asker.js';
import { handshake as authentication } from '../../../../handshakes/mintlify-oauth-authentication/index.js';
import { handshake as personalization } from '../../../../handshakes/mintlify-oauth-personalization/index.js';
import type { MockHostOptions } from '../../../../mock-host/mock-host.js';
import type { OAuthClient } from '../../../../protocol/oauth/client.js';
import type { Registration } from '../../../../protocol/oauth/registered-client.js';
import { handsOverCode, registeredClient } from '../../../../protocol/oauth/registered-client.js';
import { sealAs, seal } from '../../../../protocol/secrecy/sealed.js';
import { playControlled, type Controlled } from '../control-client.js';

/** A docs host as the client of an authorization server that does as it is told. */

/** What an endpoint does with a request; the form is that of its body. */
export type Endpoint = (
  request: IncomingMessage,
  response: ServerResponse,
  form: URLSearchParams,
) => void;

/** One request that came to the server. */
export interface Asked {
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  readonly form: URLSearchParams;
}

/** An authorization server that lets everybody in, unless it is told otherwise. */
export interface ToldServer {
  readonly origin: string;
  readonly loginUrl: string;
  readonly tokenUrl: string;
  readonly infoUrl: string;
  /** Everything that came, in order. */
  readonly asked: readonly Asked[];
  /** Where the browser goes with an answer, from the query of the request. */
  authorize: (query: URLSearchParams) => string;
  token: Endpoint;
  info: Endpoint;
  readonly close: () => Promise<void>;
}

/** Secrets by which a leak is found. */
export const canary = {
  code: 'code-Zq7vXr2LkT9mPw4N',
  accessToken: 'token-Hs8dYf3GjB6cVe1A',
  clientSecret: 'secret-%2B+:&=Kt5nRx0Q',
} as const;

/** What such a reader is. */
export const annsUser: Readonly<Record<string, unknown>> = {
  expiresAt: Math.floor(Date.now() / 1000) + 3_600,
  groups: ['admin'],
  content: { firstName: 'Zoë <b>', company: 'Łódź' },
};

/** Answers with JSON. */
export const sends =
  (status: number, body: unknown, fields: Readonly<Record<string, string>> = {}): Endpoint =>
  (_request, response) =>
    void response
      .writeHead(status, {
        'Content-Type': 'application/json',
        'Cache-Control': 'no-store, private',
        ...fields,
      })
      .end(typeof body === 'string' ? body : JSON.stringify(body));

/** The answer with a token. */
export const grants = (
  more: Readonly<Record<string, unknown>> = {},
  fields: Readonly<Record<string, string>> = {},
): Endpoint =>
  sends(
    200,
    { access_token: canary.accessToken, token_type: 'Bearer', expires_in: 300, ...more },
    fields,
  );

/** Back to the docs, with these parameters in place of the usual ones. */
export const backWith =
  (parameters: (state: string) => string): ToldServer['authorize'] =>
  (query) =>
    `${query.get('redirect_uri') ?? ''}${parameters(query.get('state') ?? '')}`;

const usual = backWith((state) => `?code=${canary.code}&state=${encodeURIComponent(state)}`);

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const part of request) text += String(part);
  return new URLSearchParams(text);
}

/** Starts it. */
export async function openToldServer(): Promise<ToldServer> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void formOf(request).then((form) => {
      const { url = '', method = '', headers } = request;
      const { pathname, searchParams } = new URL(url, 'http://localhost');
      asked.push({ path: pathname, method, headers, form });
      if (pathname === '/authorize') {
        response.writeHead(302, { Location: told.authorize(searchParams) }).end();
      } else if (pathname === '/token') told.token(request, response, form);
      else if (pathname === '/info') told.info(request, response, form);
      else response.writeHead(404).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const told: ToldServer = {
    origin,
    loginUrl: `${origin}/authorize?tenant=a`,
    tokenUrl: `${origin}/token`,
    infoUrl: `${origin}/info`,
    asked,
    authorize: usual,
    token: grants(),
    info: sends(200, annsUser),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return told;
}

/** A docs host that is its client. */
export async function playClient(
  server: Pick<ToldServer, 'loginUrl' | 'tokenUrl' | 'infoUrl'>,
  played: {
    readonly by: 'host' | 'browser';
    readonly registered?: Partial<Registration>;
    readonly options?: Partial<MockHostOptions>;
    readonly timeoutMs?: number;
  },
): Promise<Controlled & { readonly client: OAuthClient }> {
  const handshake = played.by === 'host' ? authentication : personalization;
  const { facts } = handshake;
  if (!handsOverCode(facts)) throw new Error('no code is handed over');
  const registration: Registration = {
    clientId: 'acme-docs',
    ...(played.by === 'host' && { clientSecret: sealAs(canary.clientSecret) }),
    scopes: ['openid', 'docs:read'],
    tokenUrl: server.tokenUrl,
    infoUrl: server.infoUrl,
    ...played.registered,
  };
  const docs = { docsOrigin: 'http://localhost', docsPath: played.options?.docsPath ?? '' };
  const client = registeredClient(facts, docs, registration, seal('none'));
  const host = await playControlled(handshake, {
    loginUrls: [{ name: 'Acme', url: server.loginUrl }],
    keys: [],
    everyPathIsPage: false,
    oauth: { client, ask: endpointAsker(server.loginUrl, played.timeoutMs) },
    ...played.options,
  });
  return { ...host, client };
}

/** A browser without a screen, which keeps the cookies of the docs host and follows redirects everywhere. */
export interface Traveller {
  /** Opens an address; the last answer and every address on the way. */
  readonly open: (
    url: string,
  ) => Promise<{ readonly status: number; readonly text: string; readonly way: readonly string[] }>;
  readonly cookies: Map<string, string>;
}

/** A traveller who was never here. */
export function traveller(): Traveller {
  const cookies = new Map<string, string>();
  return {
    cookies,
    open: async (address) => {
      const way: string[] = [];
      let url = address;
      for (;;) {
        way.push(url);
        const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
        const answer = await fetch(url, { redirect: 'manual', headers: { cookie } });
        for (const field of answer.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(field) ?? [];
          if (/Max-Age=0/.test(field)) cookies.delete(name);
          else cookies.set(name, value);
        }
        const location = answer.headers.get('location');
        if (location === null || way.length > 12) {
          return { status: answer.status, text: await answer.text(), way };
        }
        url = new URL(location, url).href;
      }
    },
  };
}

/** The code under which a page says that a login was refused; undefined for a page that does not. */
export const refusedAs = (text: string): string | undefined =>
  /docs-handshake-outcome" content="refused:([^"]*)"/.exec(text)?.[1];

/** An endpoint that lets pages of an origin in. */
export const letsIn =
  (origin: string, answer: Endpoint): Endpoint =>
  (request, response, form) => {
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Allow-Headers', 'authorization');
    if (request.method === 'OPTIONS') response.writeHead(204).end();
    else answer(request, response, form);
  };

/** Leaves a page of open docs for the login. */
export const logInAt = async (page: Page, address: string): Promise<void> => {
  await page.goto(address);
  await page.getByRole('link', { name: 'Log in' }).first().click();
};
