import type { RequestListener } from 'node:http';

import type {
  ErrorRequestHandler,
  Express,
  NextFunction,
  Request,
  RequestHandler,
  Response,
} from 'express';

import { wayBack } from './arrival/destination.js';
import { postPassedOn, tokenPosted, wrongPath } from './arrival/misguided.js';
import { postsToken } from './arrival/posted-body.js';
import { sendJson, sendNote } from './pages/answers.js';
import { loadAssets } from './pages/assets.js';
import { apiUser, docsPage, start, startPage } from './routes/docs.js';
import { isReserved } from './routes/login-link.js';
import { callback, login, logout, refused, sendRefusal } from './routes/login.js';
import { notice } from './routes/notice.js';
import { longestBody, verify } from './routes/verify.js';
import { gate, originForm } from './server/gate.js';
import { addWebHeaders } from './server/headers.js';
import type { Site } from './site.js';

const own = '/_docs-handshake';

/** What was asked for, as far as it can be read, for the log. */
function requestWords(request: Request): { readonly path: string; readonly details: string[] } {
  const { method, url, headers } = request;
  return { path: url, details: [`method: ${method}, host: ${headers.host ?? 'none'}`] };
}

/** The gate before all routes: headers first, so that refusals have them, too. */
function guard(site: Site): (request: Request, response: Response, next: NextFunction) => void {
  const postPaths = new Set(
    ['verify', 'notice'].flatMap((name) => [`${own}/${name}`, `${site.docsPath}${own}/${name}`]),
  );
  const { callbackPath } = site.handshake;
  return (request, response, next) => {
    addWebHeaders(response);
    const rejection = gate(request, site.docsHost, (path) => postPaths.has(path));
    const path = originForm(request.url, site.docsHost);
    if (rejection === undefined && path !== undefined) {
      request.url = path;
      request.originalUrl = path;
      next();
      return;
    }
    if (rejection?.allow !== undefined) response.setHeader('Allow', rejection.allow);
    const bare = path?.split('?', 1)[0];
    if (rejection?.status === 405 && request.method === 'POST' && bare === callbackPath) {
      const returnTo = wayBack(site, path ?? '/');
      void postsToken(request).then((posted) => {
        const refusal = posted ? tokenPosted : postPassedOn;
        site.tell({ kind: 'token-refused', code: refusal.code, sentence: refusal.actual });
        sendRefusal(site, request, response, 405, { refusal, returnTo });
      });
      return;
    }
    const sentence = rejection?.sentence ?? '';
    site.tell({ kind: 'request-refused', sentence, ...requestWords(request) });
    sendNote(site, response, rejection?.status ?? 400, 'The request was refused', sentence);
  };
}

/** Answers pages when something has come; what they load is answered at once. */
function after(beforePage: () => Promise<unknown>): RequestHandler {
  return async (request, _response, next) => {
    if (request.method === 'GET' && !request.url.includes(`${own}/`)) await beforePage();
    next();
  };
}

/** What the host has besides docs pages, at one prefix. */
async function addHostRoutes(app: Express, site: Site, prefix: string): Promise<void> {
  const { json } = (await import('express')).default;
  const assets = await loadAssets();
  for (const [name, asset] of assets) {
    app.get(`${prefix}${own}/${name}`, (_request, response) => {
      response.setHeader('Content-Type', asset.type);
      response.end(asset.text);
    });
  }
  const parse = json({ limit: longestBody, inflate: false });
  // The parser would read the whole of a body that it refuses for its length.
  const body: RequestHandler = (request, response, next) => {
    if (Number(request.headers['content-length'] ?? 0) <= longestBody) {
      parse(request, response, next);
      return;
    }
    const sentence = `A body was announced with more than ${longestBody.toLocaleString('en')} octets.`;
    site.tell({ kind: 'request-refused', sentence, ...requestWords(request) });
    response.setHeader('Connection', 'close');
    sendJson(response, 413, { error: 'too-large' });
  };
  app.post(`${prefix}${own}/verify`, body, (request, response) => verify(site, request, response));
  app.post(`${prefix}${own}/notice`, body, (request, response) => notice(site, request, response));
  app.get(`${prefix}${own}/start/:visit`, (request, response) =>
    start(site, response, request.params.visit),
  );
  app.get(`${prefix}${own}/page/:visit`, (request, response) =>
    startPage(site, response, request.params.visit),
  );
  app.get(`${prefix}/_mintlify/api/user`, (request, response) => apiUser(site, request, response));
  app.get(`${prefix}/login`, (request, response) => login(site, request, response));
  app.get(`${prefix}/logout`, (request, response) => logout(site, request, response));
  app.get(`${prefix}/login/refused`, (request, response) => refused(site, request, response));
  const { callbackPath } = site.handshake;
  if (callbackPath !== undefined) {
    app.get(callbackPath, (_request, response) => callback(site, response));
  }
}

/** Whatever no route took: a docs page, a misspelt callback, or nothing. */
function rest(site: Site): (request: Request, response: Response) => void {
  const base = site.docsPath;
  return (request, response) => {
    const path = request.originalUrl.split('?', 1)[0] ?? '/';
    const below = path === base ? '/' : path.slice(base.length);
    if (!path.startsWith(base) || !below.startsWith('/')) {
      sendNote(site, response, 404, 'Page not found', 'The docs live below another path.');
    } else if (!isReserved(below)) {
      docsPage(site, request, response, below);
    } else if (/^\/+login\/+$/i.test(below)) {
      const sentence = 'The login page is /login, without a slash at its end.';
      sendNote(site, response, 404, 'Page not found', sentence);
    } else if (/^\/+login\//i.test(below) || isReservedCallback(below)) {
      const refusal = wrongPath(site);
      site.tell({
        kind: 'token-refused',
        code: refusal.code,
        sentence: refusal.actual,
        path: below,
      });
      const returnTo = site.personalization ? undefined : wayBack(site, request.originalUrl);
      sendRefusal(site, request, response, 404, { refusal, returnTo });
    } else {
      sendNote(site, response, 404, 'Page not found', 'The docs host keeps this path for itself.');
    }
  };
}

const isReservedCallback = (path: string): boolean => /jwt-callback/i.test(path);

/** The last resort: no stack trace, and a 500 only where the host itself is at fault. */
function onError(site: Site): ErrorRequestHandler {
  // Express tells an error handler by its four parameters.
  return (error: unknown, request, response, _next) => {
    const claimed: unknown =
      typeof error === 'object' && error !== null ? Reflect.get(error, 'status') : 0;
    const status = typeof claimed === 'number' && claimed >= 400 && claimed < 500 ? claimed : 500;
    const sentence =
      status === 500 ? 'The mock docs host itself broke.' : `A request got a ${status}.`;
    site.tell({
      kind: status === 500 ? 'broken' : 'request-refused',
      sentence,
      ...requestWords(request),
    });
    if (response.headersSent) response.destroy();
    else sendJson(response, status, { error: status === 413 ? 'too-large' : 'malformed' });
  };
}

/** Builds the docs host's Express app for a site. */
export async function openApp(site: Site): Promise<RequestListener> {
  const express = (await import('express')).default;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('strict routing');
  app.enable('case sensitive routing');
  app.set('query parser', false);
  app.use(guard(site));
  const { beforePage } = site;
  if (beforePage !== undefined) app.use(after(beforePage));
  for (const prefix of new Set(['', site.docsPath])) await addHostRoutes(app, site, prefix);
  app.use(rest(site));
  app.use(onError(site));
  return app;
}
