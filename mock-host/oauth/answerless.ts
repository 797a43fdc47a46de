import type { Request, Response } from 'express';
import { h } from 'preact';

import { isObject } from '../../protocol/json.js';
import { inspectorLink, sendJson, sendPage } from '../pages/answers.js';
import { RefusedText } from '../pages/login-pages.js';
import { handshakeHeader } from '../routes/departure.js';
import { loginPage } from '../routes/login-link.js';
import { isOwnRequest } from '../routes/verify.js';
import { browserOf } from './browser-mark.js';
import { decideLogin } from './decide.js';
import { beginLogin, endLogin, type LoginSite } from './login-end.js';
import { keepVerdicts } from './login-verdicts.js';
import type { OAuthHost } from './oauth-host.js';
import type { OpenRequest } from './open-requests.js';
import { ownRefusal } from './own-refusals.js';

/**
 * Visitors who come to the redirect URI with nothing in the query: what a server writes into the fragment no other server
 * sees, so the page looks there, and tells what kind of answer it is. No code and no token leaves it.
 */

/** What may stand in a fragment, of which the page tells the names. */
const names = ['code', 'access_token', 'id_token'] as const;

const longest = 200;

/** The request that a browser was sent off with last. */
function latest({ requests }: OAuthHost, browser: string | undefined): OpenRequest | undefined {
  return browser === undefined ? undefined : requests.latestOf(browser);
}

const isShort = (text: unknown): text is string | undefined =>
  text === undefined || (typeof text === 'string' && text.length <= longest);

/** What a page tells of its fragment, as an address in which nothing of a secret stands; undefined for what no page here sends. */
function readTold(body: unknown): string | undefined {
  if (!isObject(body)) return undefined;
  const { found, error, description, ...rest } = body;
  if (Object.keys(rest).length > 0 || !Array.isArray(found)) return undefined;
  const told = found as readonly unknown[];
  if (!told.every((name) => names.some((known) => known === name))) return undefined;
  if (!isShort(error) || !isShort(description)) return undefined;
  const pairs: string[][] = told.map((name) => [String(name), 'hidden']);
  if (error !== undefined) pairs.push(['error', error]);
  if (description !== undefined) pairs.push(['error_description', description]);
  return pairs.length === 0 ? '' : `#${new URLSearchParams(pairs).toString()}`;
}

/** Ends the login of a visitor without an answer in the query; gives the page that says why. */
async function end(
  site: LoginSite,
  host: OAuthHost,
  request: Request,
  response: Response,
  fragment: string,
): Promise<string> {
  const path = site.place.facts.callbackPath ?? '';
  const asked = latest(host, browserOf(site, request));
  const came = site.place.docsOrigin + path + fragment;
  const nowMs = site.clock();
  const purpose = asked?.purpose ?? '';
  const decision = await decideLogin(host, site.policy.rules, { purpose, came, nowMs });
  const back = asked === undefined ? {} : { request: asked };
  const handshake = beginLogin(site, back, path + (fragment === '' ? '' : '#…'));
  response.setHeader(handshakeHeader, handshake);
  await keepVerdicts(site, handshake, decision.rows);
  const refusal = decision.accepted ? ownRefusal('no-code', 'No code came.') : decision;
  return endLogin(site, { refusal, handshake, page: asked?.page });
}

/** Sends the page that looks at its fragment; it says already what is so where there is none. */
export async function sendAnswerless(
  site: LoginSite,
  host: OAuthHost,
  request: Request,
  response: Response,
): Promise<void> {
  const page = latest(host, browserOf(site, request))?.page;
  const refusal = ownRefusal('no-code', 'The visitor came to the redirect URI without a code.');
  const children = h(RefusedText, {
    refusal,
    login: loginPage(site.place, page),
    docs: page ?? `${site.place.docsPath}/`,
    inspector: inspectorLink(site),
    reader: 'unknown',
  });
  const title = 'This login was refused';
  sendPage(site, response, 403, { title, mode: 'fragment', children });
}

/** Hears what stood in the fragment, and gives the page that says what is wrong with that. */
export async function takeFragment(
  site: LoginSite,
  host: OAuthHost,
  request: Request,
  response: Response,
): Promise<void> {
  const fragment = isOwnRequest(site.place, request) ? readTold(request.body) : undefined;
  if (fragment === undefined) {
    const sentence = 'A word on an answer came that no page here sends.';
    site.log.tell({ kind: 'request-refused', sentence, path: request.path });
    sendJson(response, 400, { error: 'malformed' });
    return;
  }
  sendJson(response, 200, { location: await end(site, host, request, response, fragment) });
}
