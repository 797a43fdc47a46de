import { randomBytes } from 'node:crypto';

import type { Request, Response } from 'express';

import { authorizationUrl } from '../../protocol/oauth/authorization-request.js';
import { visitSecrets } from '../../protocol/oauth/visit-secrets.js';
import { queryOf } from '../../protocol/url/parse-url.js';
import { sendTo, type PageSite } from '../pages/answers.js';
import { leave, withoutQuery } from '../routes/departure.js';
import { login, returnTo } from '../routes/login.js';
import type { Site } from '../site.js';
import { markBrowser } from './browser-mark.js';
import { departByPage } from './by-page/browser-routes.js';
import type { OAuthHost } from './oauth-host.js';

type LeavingSite = PageSite & Pick<Site, 'links' | 'log' | 'memory' | 'clock'>;

/**
 * The login page: on to the authorization server. Where the host's server redeems codes the page that was asked for stays
 * here, under the state; else the page of the docs keeps it.
 */
export function leaveForServer(
  site: LeavingSite,
  host: OAuthHost,
  request: Request,
  response: Response,
): void {
  if (queryOf(request.originalUrl).has('signed-out')) {
    login(site, request, response);
    return;
  }
  if (host.client.by === 'browser') {
    departByPage(site, host, request, response);
    return;
  }
  const page = returnTo(site.place, request);
  const purpose = randomBytes(16).toString('base64url');
  const link = authorizationUrl(host.address, host.client, { name: purpose });
  const sentence = `A visitor goes to log in at ${withoutQuery(link)}.`;
  const followed = leave(site, request, response, { page, link, sentence });
  const { browser, cookie } = markBrowser(site, request);
  response.appendHeader('Set-Cookie', cookie);
  const { state } = visitSecrets(host.client, purpose);
  host.requests.keep(state, {
    purpose,
    browser,
    atMs: site.clock(),
    ...(page !== undefined && { page }),
    ...followed,
  });
  sendTo(response, link);
}
