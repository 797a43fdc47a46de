import type { IncomingMessage, ServerResponse } from 'node:http';
import { openBrowserDriver } from '../../../drivers/browser/driver.js';
import type { BrowserFound } from '../../../drivers/chromium/find.js';
import { createCertificate } from '../../../mock-host/server/certificate.js';
import { openLoopbackServer } from '../../../mock-host/server/loopback.js';
import type { LoopbackServer } from '../../../mock-host/server/loopback.js';
import { openSink } from '../../../mock-host/server/sink.js';
import type { Sink } from '../../../mock-host/server/sink.js';
import type { Driver } from '../../../protocol/driver.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { sealAs } from '../../../protocol/secrecy/sealed.js';
import { loginUrlFor } from '../../../protocol/url/login-url.js';
import type { Target, Visit } from '../../../protocol/visit.js';

/** A compact JWS by its shape; its signature is nobody's. */
export const someToken = 'eyJhbGciOiJFZERTQSJ9.eyJleHAiOjF9.c2lnbmF0dXJl';
export const docsOrigin = 'https://docs.foo.com';
export const callbackUrl: string = `${docsOrigin}/login/jwt-callback`;

export const html = (response: ServerResponse, body: string, status = 200): void => {
  response.writeHead(status, { 'content-type': 'text/html' }).end(body);
};
export const redirect = (response: ServerResponse, location: string, status = 302): void => {
  response.writeHead(status, { location }).end();
};
export const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
};

/** One page of the login flow. */
export type Page = (
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
) => void | Promise<void>;

/** A login flow, a docs host and a sink, each by hand, for the browser driver alone. */
export interface Scene {
  readonly flow: LoopbackServer;
  readonly docs: LoopbackServer;
  readonly sink: Sink;
  /** Requests that the docs host got, and the `Cookie` fields of those that the flow got. */
  readonly docsSaw: string[];
  readonly flowSaw: { readonly path: string; readonly headers: IncomingMessage['headers'] }[];
  readonly target: (path: string, more?: Partial<Target>) => Target;
  readonly open: (
    target: Target,
    more?: {
      readonly signal?: AbortSignal;
      readonly hostileHosts?: readonly string[];
      readonly progress?: (line: string) => void;
      readonly mostMs?: number;
    },
  ) => Promise<Driver>;
  close(): Promise<void>;
}

/** Opens the scene; `pages` are the login flow's, by path. */
export async function openScene(
  found: BrowserFound,
  pages: (scene: () => Scene) => Readonly<Record<string, Page>>,
): Promise<Scene> {
  const certificate = await createCertificate(['docs.foo.com']);
  const docsSaw: string[] = [];
  const flowSaw: Scene['flowSaw'] = [];
  const routes = pages(() => scene);
  let begins = '';
  const flow = await openLoopbackServer({
    certificate,
    handler: (request, response) => {
      const url = new URL(request.url ?? '/', 'http://flow');
      flowSaw.push({ path: url.pathname, headers: request.headers });
      void Promise.resolve(
        (routes[url.pathname] ?? ((_q, r) => html(r, 'none', 404)))(request, response, url),
      );
    },
  });
  const docs = await openLoopbackServer({
    certificate,
    handler: (request, response) => {
      docsSaw.push(`${request.headers.host ?? ''}${request.url ?? ''}`);
      if (request.url === '/start') return redirect(response, begins);
      response.setHeader('set-cookie', 'docs_session=from-the-docs; Path=/');
      const refused = request.url?.includes('refuse') === true;
      html(
        response,
        `<meta name="docs-handshake-outcome" content="${refused ? 'refused:token-expired' : 'accepted'}">`,
      );
    },
  });
  const sink = await openSink(certificate);
  const scene: Scene = {
    flow,
    docs,
    sink,
    docsSaw,
    flowSaw,
    target: (path, more = {}) => ({
      loginUrl: `http://localhost:${flow.port}${path}`,
      docsOrigin,
      docsPath: '',
      returnParam: 'redirect',
      signIn: { how: 'form' },
      user: { username: 'ann@foo.com', password: sealAs('correct horse+battery') },
      signInOrigins: [],
      headers: [],
      cookies: [],
      timeoutMs: 5_000,
      ...more,
    }),
    open: (target, more = {}) =>
      openBrowserDriver(
        target,
        {
          docsPort: docs.port,
          sinkPort: sink.port,
          spki: certificate.spki,
          hostileHosts: more.hostileHosts ?? ['evil.example'],
          executable: found,
          startUrl: (visit) => {
            begins = loginUrlFor(target, visit);
            return `${docsOrigin}/start#step-one`;
          },
        },
        {
          ...(more.signal === undefined ? {} : { signal: more.signal }),
          ...(more.progress === undefined ? {} : { progress: more.progress }),
          ...(more.mostMs === undefined ? {} : { mostMs: more.mostMs }),
        },
      ),
    close: async () => {
      await Promise.all([flow.close(), docs.close(), sink.close()]);
    },
  };
  return scene;
}

export const visitOf = (
  name: string,
  kind: 'sign-in' | 'return' | 'stranger',
  returnTo?: string,
): Visit => ({
  kind,
  name,
  title: name,
  drivers: ['browser'],
  ...(returnTo === undefined ? {} : { returnTo }),
});

/** The hops of a visit in a line each: cause, method, path, status. */
export const shape = (exchange: Exchange): readonly string[] =>
  exchange.hops.map(
    (hop) =>
      `${hop.cause} ${hop.method} ${new URL(hop.url.reveal()).pathname} ${hop.status ?? '-'}`,
  );
