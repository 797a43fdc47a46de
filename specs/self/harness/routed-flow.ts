import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { openHttpDriver } from '../../../drivers/http/driver.js';
import type { Driver } from '../../../protocol/driver.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { seal } from '../../../protocol/secrecy/sealed.js';
import type { Asked, Credentials, Target, Visit } from '../../../protocol/visit.js';

/** A docs origin that is never contacted. */
export const docsOrigin: string = 'http://docs.acme.test:4747';
/** Looks like a compact JWS; nothing here verifies it. */
export const token: string = `${Buffer.from('{"alg":"EdDSA"}').toString('base64url')}.e30.c2ln`;
/** The right hand-over. */
export const callback: string = `${docsOrigin}/login/jwt-callback#${token}`;
/** The one user of these flows. */
export const user: Credentials = { username: 'ann@example.com', password: seal('correct horse') };

/** One request as the flow heard it; the body as latin1 text. */
export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
/** What a flow does with one request. */
export type Route = (request: Heard, response: ServerResponse) => void;

/** Starts a server on a free port and gives the port. */
export const listen = async (server: Server, host = '127.0.0.1'): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
};

/** Runs a login flow made of routes, keyed by `METHOD /path`, and gives what it heard. */
export async function withFlow(
  routes: Readonly<Record<string, Route>>,
  work: (origin: string, heard: readonly Heard[]) => Promise<void>,
): Promise<void> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, path: url, headers, body: Buffer.concat(chunks).toString('latin1') };
      heard.push(one);
      const route = routes[`${method} ${url.split('?', 1)[0] ?? ''}`];
      if (route) route(one, response);
      else response.writeHead(404, { 'Content-Type': 'text/html' }).end('<title>Lost</title>');
    });
  });
  const port = await listen(server);
  try {
    await work(`http://127.0.0.1:${port}`, heard);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** An undeclared target; `more` says what is different. */
export const targetFor = (loginUrl: string, more: Partial<Target> = {}): Target => ({
  loginUrl,
  docsOrigin,
  docsPath: '',
  returnParam: 'redirect',
  signIn: { how: 'undeclared' },
  signInOrigins: [],
  headers: [],
  cookies: [],
  timeoutMs: 5000,
  ...more,
});
/** What every visit over plain HTTP says of itself. */
export const overHttp = { name: 'a-visit', title: 'a visit', drivers: ['http'] } as const;
/** An honest visit on the way to a page, or to none. */
export const visitOf = (
  kind: 'sign-in' | 'return' | 'stranger',
  asked: Pick<Asked, 'returnTo'> = {},
): Visit => ({ ...overHttp, kind, ...asked });

/** Opens a driver, works with it and closes it. */
export async function driving<T>(target: Target, work: (driver: Driver) => Promise<T>): Promise<T> {
  const driver = await openHttpDriver(target, { version: '0.0.0' });
  try {
    return await work(driver);
  } finally {
    await driver.close();
  }
}
/** One visit with a driver of its own. */
export const visitOnce = (target: Target, visit: Visit): Promise<Exchange> =>
  driving(target, (driver) => driver.visit(visit));

/** A redirect. */
export const go =
  (location: string, status = 302, headers: Record<string, string | string[]> = {}): Route =>
  (_request, response) => {
    response.writeHead(status, { Location: location, ...headers }).end();
  };
/** An HTML page. */
export const page =
  (html: string, status = 200, headers: Record<string, string | string[]> = {}): Route =>
  (_request, response) => {
    response
      .writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', ...headers })
      .end(html);
  };
/** A sign-in page with an anti-forgery field and a cookie from before the sign-in. */
export const loginPage: Route = page(
  '<title>Sign in</title><form method=post action=/session><input type=hidden name=csrf value=0123456789abcdef><input name=email type=email><input type=password name=pw><button name=go value=in>Go</button></form>',
  200,
  { 'Set-Cookie': 'pre=before-sign-in; Path=/' },
);
