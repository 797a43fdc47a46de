import type { RequestListener } from 'node:http';

import type { ErrorRequestHandler, Express, IRouter, RequestHandler, Response } from 'express';

import { hasToken } from '../protocol/handshake.js';
import { controlRoot } from './control/paths.js';
import { endBroken, openEntrance, refuse, refuseBody, type LoggedSite } from './entrance.js';
import { takeOften } from './often.js';
import { sendNote, sendTo } from './pages/answers.js';
import { readJson } from './routes/body.js';
import { astray, callback, postedCallback } from './routes/callback.js';
import { apiUser, docsPage, groupAudit, start, startPage } from './routes/docs.js';
import { landed } from './routes/landing.js';
import { own } from './routes/login-link.js';
import { login, refused } from './routes/login.js';
import { confirmedLogout, logout, logoutPath } from './routes/logout.js';
import { notice } from './routes/notice.js';
import { noPage } from './routes/protected-page.js';
import { takeFromQuery } from './routes/query-arrival.js';
import type { Site } from './site.js';

/** What a route takes: its `Allow` field (RFC 9110 §15.5.6), and what is said to every other method. */
const posts = { allow: 'POST', sentence: 'Only POST is allowed here.' };
const reads = { allow: 'GET, HEAD', sentence: 'Only GET and HEAD are allowed here.' };
const both = { allow: 'GET, HEAD, POST', sentence: 'Only GET, HEAD and POST are allowed here.' };

/** Refuses every method that no route took. */
function notAllowed(site: LoggedSite, { allow, sentence }: typeof posts): RequestHandler {
  return (request, response) => {
    response.setHeader('Allow', allow);
    refuse(site, request, response, 405, sentence);
  };
}

/** What pages load. A name that holds the content's hash never means anything else: whoever has it keeps it (RFC 8246). */
function addAssets(ours: IRouter, { assets }: Pick<Site, 'assets'>, prefix: string): void {
  for (const [name, asset] of assets.files) {
    ours.get(`${prefix}${own}/${name}`, (_request, response) => {
      response.setHeader('Content-Type', asset.type);
      response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
      response.end(asset.text);
    });
  }
}

/** Where a page that judges a token by itself gets what it takes, and tells what came of it. */
async function addVerdict(
  ours: IRouter,
  site: Site,
  prefix: string,
  body: RequestHandler,
  onlyPost: RequestHandler,
): Promise<void> {
  if (site.assets.names.judge === undefined) return;
  const { rules, verdict } = await import('./routes/verdict.js');
  ours.get(`${prefix}${own}/rules`, (request, response) => rules(site, request, response));
  ours
    .route(`${prefix}${own}/verdict`)
    .post(body, (request, response) => verdict(site, request, response))
    .all(onlyPost);
}

/** What the host has below a path of its own, at one prefix. No docs page is compared with any of it. */
async function addOwnRoutes(
  app: Express,
  ours: IRouter,
  site: Site,
  prefix: string,
): Promise<void> {
  const root = `${prefix}${own}/`;
  app.use((request, response, next) =>
    request.url.startsWith(root) ? ours(request, response, next) : next(),
  );
  const body = readJson((request, response, _next, status) =>
    refuseBody(site, request, response, status),
  );
  const onlyPost = notAllowed(site, posts);
  if (site.session !== undefined) {
    const { addSession } = await import('./session/routes.js');
    addSession(ours, site, prefix, body, onlyPost);
  }
  if (site.oauth !== undefined) {
    const { addTelling } = await import('./oauth/routes.js');
    addTelling(ours, site, prefix, body, onlyPost);
  }
  if (hasToken(site.place.facts)) {
    ours.route(`${prefix}${own}/verify`).all(onlyPost);
  }
  await addVerdict(ours, site, prefix, body, onlyPost);
  addAssets(ours, site, prefix);
  ours
    .route(`${prefix}${own}/notice`)
    .post(body, (request, response) => notice(site, request, response))
    .all(onlyPost);
  ours.get(`${prefix}${own}/start/:visit`, (request, response) =>
    start(site, response, request.params.visit),
  );
  ours.get(`${prefix}${own}/page/:visit`, (request, response) =>
    startPage(site, response, request.params.visit),
  );
  ours.get(`${prefix}${own}/landed/:ticket`, (request, response) =>
    landed(site, request, response, request.params.ticket),
  );
  ours.get(root, (_request, response, next) => {
    const { origin } = site.control;
    return origin === undefined ? next() : sendTo(response, origin + controlRoot);
  });
  ours.get(`${prefix}${own}/groups`, (_request, response) => groupAudit(site, response));
  // A router answers OPTIONS by itself, where nothing else does.
  ours.options(/^/, notAllowed(site, reads));
}

/** What the host has besides at paths that the handshake names, at one prefix. */
function addHostRoutes(app: Express, site: Site, prefix: string): void {
  const { loginPath, userPath } = site.place.facts;
  if (userPath !== undefined) {
    app.get(prefix + userPath, (request, response) => apiUser(site, request, response));
  }
  app.get(prefix + loginPath, (request, response) => login(site, request, response));
  app
    .route(prefix + logoutPath)
    .get((request, response) => logout(site, request, response))
    .post((request, response) => confirmedLogout(site, request, response))
    .all(notAllowed(site, both));
  app.get(`${prefix}${loginPath}/refused`, (request, response) => refused(site, request, response));
}

/** The one path that takes tokens, where there is one. Only its GET is a page; a form that comes there is named. */
function addCallback(app: Express, site: Site): void {
  const { callbackPath, carrier } = site.place.facts;
  if (callbackPath === undefined) return;
  app.get(callbackPath, (request, response) => {
    if (carrier.by === 'query') return takeFromQuery(site, request, response);
    if (carrier.by === 'code') return docsPage(site, request, response, request.path);
    return callback(site, request, response);
  });
  app.post(callbackPath, (request, response) => postedCallback(site, request, response));
}

/** Below the docs path, where no page is: a misspelt callback, or what the docs host keeps for itself. */
function addDocs(app: Express, docs: IRouter, site: Site): void {
  const lost = (response: Response, sentence: string): void =>
    sendNote(site, response, 404, 'Page not found', sentence);
  const { callbackPath, loginPath } = site.place.facts;
  const callbackName = callbackPath?.split('/').at(-1);
  const bringsToken = hasToken(site.place.facts);
  docs.get(/^/, (request, response) => {
    const path = request.path.toLowerCase().replace(/^\/+/, '/');
    const below = path.startsWith(`${loginPath}/`) ? path.slice(loginPath.length) : undefined;
    if (below !== undefined && /^\/+$/.test(below)) {
      lost(response, `The login page is ${loginPath}, without a slash at its end.`);
    } else if (
      bringsToken &&
      (below !== undefined || (callbackName && path.includes(callbackName)))
    ) {
      astray(site, request, response);
    } else {
      noPage(site, request, response, 'The docs host keeps this path for itself.');
    }
  });
  docs.use(notAllowed(site, reads));
  if (docs !== app) app.use(site.place.docsPath, docs);
  app.get(/^/, (_request, response) => lost(response, 'The docs live below another path.'));
}

/** Express tells an error handler by its four parameters. */
const onError =
  (site: Pick<Site, 'log'>): ErrorRequestHandler =>
  (error: unknown, request, response, _next) =>
    endBroken(site, request, response, error);

/** The Express app, for all but what comes most often. */
async function openRoutes(site: Site): Promise<RequestListener> {
  const express = (await import('express')).default;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('strict routing');
  app.enable('case sensitive routing');
  app.set('query parser', false);
  const router = (): IRouter => express.Router({ strict: true, caseSensitive: true });
  const prefixes = new Set(['', site.place.docsPath]);
  if (site.oauth !== undefined) (await import('./oauth/routes.js')).addClient(app, site, prefixes);
  for (const prefix of prefixes) {
    await addOwnRoutes(app, router(), site, prefix);
    addHostRoutes(app, site, prefix);
  }
  addCallback(app, site);
  addDocs(app, site.place.docsPath === '' ? app : router(), site);
  app.use(notAllowed(site, reads));
  app.use(onError(site));
  return app;
}

/** What answers the requests of a docs host. */
export interface HostApp {
  readonly answer: RequestListener;
  /** Loads what the first request would wait for that asks for no page and brings no token. */
  readonly load: () => Promise<unknown>;
}

/**
 * Opens what answers the requests of a docs host: pages and tokens at once, all else by an Express app, which is loaded
 * when it is first needed. It takes as long as the rest of the start.
 *
 * @param beforePage a page is not answered before this has come; absent: at once
 */
export function openApp(site: Site, beforePage?: () => Promise<unknown>): HostApp {
  let routes: Promise<RequestListener> | undefined;
  const load = (): Promise<RequestListener> => (routes ??= openRoutes(site));
  const route: RequestListener = (request, response) =>
    void load()
      .then((app) => app(request, response))
      .catch((error: unknown) => endBroken(site, request, response, error));
  return { answer: openEntrance(site, takeOften(site), route, beforePage), load };
}
