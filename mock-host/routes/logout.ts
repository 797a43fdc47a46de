import { createHash } from 'node:crypto';

import type { Request, Response } from 'express';
import { h } from 'preact';

import { sendNote, sendPage, sendTo, visitorOf, type PageSite } from '../pages/answers.js';
import { LogoutText } from '../pages/login-pages.js';
import { sessionCookieName, setCookie } from '../readers/session-cookie.js';
import { wantedBy } from '../server/fetch-metadata.js';
import { contentPolicy } from '../server/headers.js';
import type { Site } from '../site.js';
import { takeBody } from './body.js';
import { loginPage } from './login-link.js';
import { forgetRounds } from './rounds.js';
import { isOwnRequest } from './verify.js';

/** What a logout needs of the host. */
type LogoutSite = PageSite & Pick<Site, 'memory' | 'log' | 'oauth'>;

/** The path that ends a session, below the docs subpath. */
export const logoutPath = '/logout';

/** What the form sends along: nobody knows it who does not know the session. */
const proofOf = (session: string): string =>
  createHash('sha256').update(`log out ${session}`).digest('base64url').slice(0, 22);

/** Where a reader goes who has logged out: exactly where the settings say, or to a page that goes nowhere by itself. */
const loggedOutAt = ({ place, oauth }: LogoutSite): string =>
  oauth?.client.logoutUrl ?? `${loginPage(place)}?signed-out=1`;

/** Ends the session, here and in the browser, and goes on to a page that goes nowhere by itself. */
function logOut(site: LogoutSite, request: Request, response: Response, status: 302 | 303): void {
  const ended = site.memory.sessions.end(visitorOf(site, request).id);
  if (ended) site.log.tell({ kind: 'signed-out', sentence: 'The reader logged out.' });
  const ending = setCookie(site.place, sessionCookieName(site.place), '', 0);
  response.setHeader('Set-Cookie', [ending, forgetRounds(site.place)]);
  // Not "cookies": that would log the reader out of the login flow, too, where both share a domain.
  response.setHeader('Clear-Site-Data', '"storage"');
  sendTo(response, loggedOutAt(site), status);
}

/**
 * `/logout`, opened. A browser that opens a page logs out; an image or a script on any page asks for the same address,
 * so where a browser says that it wants one of those nothing happens, and where it does not say, a form asks.
 */
export function logout(site: LogoutSite, request: Request, response: Response): void {
  const wanted = wantedBy(request);
  const { id, session } = visitorOf(site, request);
  if (wanted === 'part') {
    const sentence = 'Only a page that somebody opens logs out: another page asked for this one.';
    site.log.tell({ kind: 'request-refused', sentence, path: request.originalUrl });
    sendNote(site, response, 403, 'You are not logged out', sentence);
  } else if (request.method === 'GET' && wanted === 'page') {
    logOut(site, request, response, 302);
  } else if (session === undefined || id === undefined) {
    // The page itself forgets what the browser keeps, where the docs are open.
    sendTo(response, loggedOutAt(site));
  } else {
    const { logoutUrl } = site.oauth?.client ?? {};
    if (logoutUrl !== undefined) {
      // A form may be answered with a redirect to its own origin alone, unless the policy names another one.
      const policy = contentPolicy([], [new URL(logoutUrl).origin]);
      response.setHeader('Content-Security-Policy', policy);
    }
    const action = site.place.docsPath + logoutPath;
    const children = h(LogoutText, { action, proof: proofOf(id), docs: `${site.place.docsPath}/` });
    sendPage(site, response, 200, { title: 'Log out?', children });
  }
}

/** The form's answer. One without its proof is another page's. */
export async function confirmedLogout(
  site: LogoutSite,
  request: Request,
  response: Response,
): Promise<void> {
  const { octets } = await takeBody(request);
  const { id, session } = visitorOf(site, request);
  const proof = new URLSearchParams(octets.toString('latin1')).get('proof');
  const known = session !== undefined && id !== undefined;
  if (!isOwnRequest(site.place, request) || (known && proof !== proofOf(id))) {
    const sentence = 'Another page asked to log the reader out.';
    site.log.tell({ kind: 'request-refused', sentence, path: request.originalUrl });
    sendNote(site, response, 403, 'You are not logged out', sentence);
    return;
  }
  logOut(site, request, response, 303);
}
