import type { Request, Response } from 'express';
import { h } from 'preact';

import type { Refusal } from '../../judge/arrival/judgement.js';
import { findTokens } from '../../protocol/jose/find-token.js';
import { keptRefusal } from '../arrival/destination.js';
import { postedForm, wrongPage } from '../arrival/misguided.js';
import { sendPage, type PageSite } from '../pages/answers.js';
import { CallbackText } from '../pages/login-pages.js';
import { isVisit } from '../server/fetch-metadata.js';
import type { Site } from '../site.js';
import { takeBody } from './body.js';
import { breakOnDemand } from './broken-callback.js';
import { endWithout, handshakeHeader, isBack } from './departure.js';
import { sendRefusal } from './login.js';

/** The callback where the token is a fragment: a page whose first script takes it. */
export function callback(
  site: PageSite & Pick<Site, 'memory' | 'log' | 'clock'>,
  request: Request,
  response: Response,
): void {
  if (isVisit(request) && breakOnDemand(site, request, response)) return;
  if (isVisit(request)) isBack(site, request, request.originalUrl);
  const docs = `${site.place.docsPath}/`;
  // What becomes of the visitor is the script's to say: the title is true without one, too.
  const children = h(CallbackText, { docs });
  sendPage(site, response, 200, { title: 'Login', mode: 'callback', children });
}

/** A visitor who came without a token that the host could read: their handshake ends, and a page says why. */
function refuseArrival(
  site: PageSite & Pick<Site, 'memory' | 'log' | 'clock'>,
  request: Request,
  response: Response,
  status: number,
  refusal: Refusal,
): void {
  const { code, actual: sentence } = refusal;
  const [path = ''] = request.originalUrl.split('?', 1);
  const handshake = endWithout(site, request, request.originalUrl, refusal);
  response.setHeader(handshakeHeader, handshake);
  site.log.tell({ kind: 'token-refused', code, sentence, path, handshake });
  // Without a callback the page that was asked for is in the address, and this address is none of the docs'.
  const kept =
    site.place.facts.callbackPath === undefined
      ? { refusal, handshake }
      : keptRefusal(site.place, refusal, request.originalUrl, handshake);
  sendRefusal(site, request, response, status, kept);
}

/** A misspelt callback, or a path below the login page where a docs page was due. */
export const astray = (
  site: PageSite & Pick<Site, 'memory' | 'log' | 'clock'>,
  request: Request,
  response: Response,
): void => refuseArrival(site, request, response, 404, wrongPage(site.policy.rules));

/** How long a body may take to arrive, in milliseconds. */
const patienceMs = 2_000;

/** A form that comes to the callback, whose `GET` alone is a page: refused, and named for what it brings. */
export async function postedCallback(
  site: PageSite & Pick<Site, 'memory' | 'log' | 'clock'>,
  request: Request,
  response: Response,
): Promise<void> {
  const { octets, isTooLong } = await takeBody(request, patienceMs);
  // Looked through, and neither kept nor repeated.
  const fields = octets.toString('latin1').split(/[&\r\n]/);
  const holdsToken = fields.some((field) => findTokens(field).length > 0);
  const refusal = postedForm(site.policy.rules, holdsToken);
  response.setHeader('Allow', 'GET, HEAD');
  refuseArrival(site, request, response, isTooLong ? 413 : 405, refusal);
}
