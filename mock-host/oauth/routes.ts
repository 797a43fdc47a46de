import type { Express, IRouter, RequestHandler } from 'express';

import { own } from '../routes/login-link.js';
import type { Site } from '../site.js';
import { takeFragment } from './answerless.js';
import { redeemByPage, takeLogin } from './by-page/browser-routes.js';
import { refuseForm, takeCode } from './callback.js';
import { leaveForServer } from './leave.js';

/**
 * Adds where readers leave for the authorization server and come back from it; nothing to a host that is no client.
 *
 * @param prefixes of the login page
 */
export function addClient(app: Express, site: Site, prefixes: Iterable<string>): void {
  const { oauth, place } = site;
  if (oauth === undefined) return;
  const { facts, docsPath } = place;
  for (const prefix of prefixes) {
    app.get(prefix + facts.loginPath, (request, response) =>
      leaveForServer(site, oauth, request, response),
    );
  }
  const path = docsPath + (facts.callbackPath ?? '');
  app.get(path, (request, response) =>
    oauth.client.by === 'browser'
      ? redeemByPage(site, oauth, request, response)
      : takeCode(site, oauth, request, response),
  );
  app.post(path, (request, response) => refuseForm(site, oauth, request, response));
}

/** Adds what its pages tell the host, at one prefix. */
export function addTelling(
  ours: IRouter,
  site: Site,
  prefix: string,
  body: RequestHandler,
  onlyPost: RequestHandler,
): void {
  const { oauth } = site;
  if (oauth === undefined) return;
  const [name, take] =
    oauth.client.by === 'browser'
      ? (['redeemed', takeLogin] as const)
      : (['fragment', takeFragment] as const);
  ours
    .route(`${prefix}${own}/${name}`)
    .post(body, (request, response) => take(site, oauth, request, response))
    .all(onlyPost);
}
