import type { Request, Response } from 'express';
import { h } from 'preact';

import type { EndpointCall } from '../../../protocol/handshake-record.js';
import { authorizationUrl } from '../../../protocol/oauth/authorization-request.js';
import { rowsFell } from '../../arrival/told-verdict.js';
import { refusalDetails } from '../../arrival/arrival-story.js';
import { printable } from '../../event-log.js';
import { clientFaultKinds } from '../../faults/faults.js';
import { faultsOf, tellFault } from '../../faults/story.js';
import {
  inspectorLink,
  pageClock,
  sendJson,
  sendPage,
  type PageSite,
} from '../../pages/answers.js';
import { breakOnDemand } from '../../routes/broken-callback.js';
import { backFrom, handshakeHeader, leave, withoutQuery } from '../../routes/departure.js';
import { loginPage, ownParam } from '../../routes/login-link.js';
import { returnTo } from '../../routes/login.js';
import { isOwnRequest, takesTokens } from '../../routes/verify.js';
import { isVisit } from '../../server/fetch-metadata.js';
import { contentPolicy } from '../../server/headers.js';
import type { Site } from '../../site.js';
import { DepartText, RedeemText } from './browser-login.js';
import { callSentence, placeOf } from '../call-notes.js';
import type { LoginSite } from '../login-end.js';
import type { OAuthHost } from '../oauth-host.js';
import { ownRefusal } from '../own-refusals.js';
import { readToldLogin, type ReadLogin, type ToldCall } from './told-login.js';
import { fieldsFor, unreadSentence } from './unread-answer.js';

/** A login whose code the page of the docs redeems: the host serves the pages, and hears what came of it. It connects nowhere. */

/** What the page makes by itself. */
const made = /^(?:state|code_challenge|code_challenge_method)$/;

/** The login page: its script goes on to the authorization server. */
export function departByPage(
  site: PageSite & Pick<Site, 'log' | 'memory' | 'clock'>,
  { address, client }: OAuthHost,
  request: Request,
  response: Response,
): void {
  const page = returnTo(site.place, request);
  const url = authorizationUrl(address, client, {
    name: 'page',
    client: { parameters: (usual) => usual.filter(([name]) => !made.test(name)) },
  });
  const server = withoutQuery(url);
  const sentence = `A visitor goes to log in at ${server}.`;
  leave(site, request, response, { page, link: url, sentence });
  const docs = page ?? `${site.place.docsPath}/`;
  const reasons = [
    ownRefusal('no-webcrypto', 'Browsers have no crypto.subtle on this page.'),
    ownRefusal('no-storage', 'The browser keeps nothing for this page while the reader is away.'),
  ].map(({ code, actual, fix }) => ({ code, sentence: actual, fix }));
  sendPage(site, response, 200, {
    title: 'On to the login',
    depart: { url, page: docs },
    children: h(DepartText, { docs, server, reasons }),
  });
}

/** What the module of the page is told. Nothing of it is secret. */
function settingsOf(
  site: Pick<Site, 'policy' | 'time' | 'faults' | 'place'>,
  { client }: OAuthHost,
): Readonly<Record<string, string | undefined>> {
  const { edition, docsOrigin, docsPath } = site.policy.rules;
  const ordered = clientFaultKinds.flatMap((kind) => {
    const fault = site.faults.next(kind);
    return fault === undefined ? [] : [[kind, { id: fault.id, ms: fault.ms ?? 0 }] as const];
  });
  return {
    'token-url': client.tokenUrl,
    'info-url': client.infoUrl,
    'client-id': client.clientId,
    'redirect-uri': client.redirectUri,
    scopes: JSON.stringify(client.scopes),
    edition,
    'docs-origin': docsOrigin,
    'docs-path': docsPath,
    clock: JSON.stringify(pageClock(site)),
    login: `${loginPage(site.place)}?${ownParam(site.place.facts)}=`,
    // That they happened is known when the page tells what came of it.
    faults: ordered.length === 0 ? undefined : JSON.stringify(Object.fromEntries(ordered)),
  };
}

/** The redirect URI: its first script takes the answer out of the address, its module redeems the code. */
export function redeemByPage(
  site: LoginSite & PageSite,
  host: OAuthHost,
  request: Request,
  response: Response,
): void {
  const path = request.originalUrl.split('?', 1)[0] ?? '/';
  if (isVisit(request) && breakOnDemand(site, request, response, path)) return;
  // Where an endpoint redirects, the browser would name this host's policy for what CORS decides on a real one.
  response.setHeader('Content-Security-Policy', contentPolicy(['http:', 'https:']));
  sendPage(site, response, 200, {
    title: 'Login',
    mode: 'answer',
    personalized: true,
    redeem: settingsOf(site, host),
    children: h(RedeemText, { docs: `${site.place.docsPath}/` }),
  });
}

/** A call as people are shown it, from what the page told and what this host knows of the request. */
function noteOf(call: ToldCall, { client }: OAuthHost, docsOrigin: string): EndpointCall {
  const { role, status, ms, names, reason } = call;
  const isToken = role === 'token';
  const set = reason === undefined ? [] : fieldsFor(reason, role, docsOrigin);
  return {
    role,
    by: 'browser',
    method: isToken ? 'POST' : 'GET',
    url: placeOf(isToken ? client.tokenUrl : (client.infoUrl ?? '')),
    headers: isToken
      ? [['Content-Type', 'application/x-www-form-urlencoded']]
      : [['Authorization', 'Bearer …']],
    fields: isToken ? ['grant_type', 'code', 'redirect_uri', 'client_id', 'code_verifier'] : [],
    ...(status !== undefined && { status }),
    ms,
    answered: names.map((name) => [name, ''] as const),
    readable: reason === undefined,
    ...(reason !== undefined && { says: unreadSentence(reason, role, docsOrigin) }),
    ...(set.length > 0 && { set }),
  };
}

/** Faults that happened to a login. */
function tellFaults(
  site: LoginSite,
  request: Request,
  { told }: ReadLogin,
  handshake: number,
): void {
  for (const fault of faultsOf(request)) tellFault(site, fault, { handshake });
  for (const kind of clientFaultKinds) {
    const fault = told.faults.includes(kind) ? site.faults.take(kind) : undefined;
    if (fault !== undefined) tellFault(site, fault, { handshake });
  }
}

/** What the host says of a login, in journal and log. */
function tellLogin(
  site: LoginSite,
  host: OAuthHost,
  { told, refusal }: ReadLogin,
  handshake: number,
): void {
  const { docsOrigin, facts } = site.place;
  const notes = told.calls.map((call) => noteOf(call, host, docsOrigin));
  if (notes.length > 0) site.memory.journal.note(handshake, notes);
  for (const note of notes) {
    const more = [note.says, ...(note.set ?? []).map((field) => `set: ${field}`)];
    const details = [`${note.method} ${note.url}`, ...more].filter((text) => text !== undefined);
    site.log.tell({ kind: 'endpoint-asked', sentence: callSentence(note), details, handshake });
  }
  if (site.keepsTokens) site.memory.told.put(String(handshake), told.rows);
  const fell = rowsFell(site.policy.rules, told.rows);
  if (refusal !== undefined) {
    const { code } = refusal;
    const sentence = printable(refusal.actual);
    site.memory.journal.settle(handshake, { state: 'refused', code, sentence });
    const path = site.place.docsPath + (facts.callbackPath ?? '');
    const details = [...refusalDetails(refusal), ...fell];
    site.log.tell({ kind: 'login-refused', code, sentence, path, details, handshake });
    return;
  }
  const sentence = 'The page knows its reader now. Token and data stay in the browser.';
  const location = printable(told.page ?? `${site.place.docsPath}/`);
  site.memory.journal.settle(handshake, { state: 'accepted', sentence, location });
  const path = location;
  site.log.tell({ kind: 'reader-identified', sentence, path, details: fell, handshake });
}

/** Takes note of what a page made of a login: words, ids, numbers and outcomes. */
export function takeLogin(
  site: LoginSite,
  host: OAuthHost,
  request: Request,
  response: Response,
): void {
  // Where there is a callback, that alone takes tokens; any page of the docs may be gone back to.
  const { callbackPath: _callback, ...facts } = site.place.facts;
  const isPage = (path: string): boolean => takesTokens({ ...site.place, facts }, path);
  const read = isOwnRequest(site.place, request)
    ? readToldLogin(site.policy.rules, isPage, request.body)
    : undefined;
  if (read === undefined) {
    const sentence = 'A word on a login came that no page here sends.';
    site.log.tell({ kind: 'request-refused', sentence, path: request.path });
    sendJson(response, 400, { error: 'malformed' });
    return;
  }
  const departure = backFrom(site, request, read.told.page);
  const path = site.place.docsPath + (site.place.facts.callbackPath ?? '');
  const handshake = site.memory.journal.arrive(departure?.handshake, {
    arrivedAtMs: site.clock(),
    arrivedAt: `${path}?…`,
  });
  response.setHeader(handshakeHeader, handshake);
  tellFaults(site, request, read, handshake);
  tellLogin(site, host, read, handshake);
  const inspector = inspectorLink(site, handshake);
  sendJson(response, 200, inspector === undefined ? {} : { inspector });
}
