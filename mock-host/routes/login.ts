import type { Request, Response } from 'express';
import { h } from 'preact';

import type { KeptRefusal } from '../arrival/refusals.js';
import { queryOf } from '../../protocol/url/parse-url.js';
import { sendNote, sendPage, sendTo, visitorOf } from '../pages/answers.js';
import { CallbackText, ChoiceText, NoteText, RefusedText } from '../pages/login-pages.js';
import { sessionCookieName, setCookie } from '../readers/session-cookie.js';
import type { Site } from '../site.js';
import { isRelativePage, loginLink, loginPage } from './login-link.js';
import { forgetRounds } from './rounds.js';

/** The page to come back to, from the query of the login page; undefined where there is none that may be handed on. */
function returnTo(site: Site, request: Request): string | undefined {
  const value = queryOf(request.originalUrl).get(site.facts.returnParam);
  if (value === null || !isRelativePage(value)) return undefined;
  // Policy 6: a login URL gets path and query; only open docs are documented to get an anchor.
  return site.facts.docsAreOpen ? value : value.split('#', 1)[0];
}

/** A login link without its query, which repeats the page. */
const placeOf = (link: string): string => {
  const { origin, pathname } = new URL(link);
  return origin + pathname;
};

/** The login page: on to the login URL, or to a choice of them. */
export function login(site: Site, request: Request, response: Response): void {
  const page = returnTo(site, request);
  const signedOut = queryOf(request.originalUrl).has('signed-out');
  const choices = site.loginUrls.map((choice) => ({
    name: choice.name,
    link: loginLink(site, choice, page),
  }));
  const [first] = choices;
  if (first === undefined) {
    sendNote(site, response, 404, 'No login URL', 'This host was started without a login URL.');
  } else if (signedOut) {
    const title = 'You are logged out';
    const sentence =
      'A login flow with a session of its own logs you in again without asking, so nothing happens by itself here.';
    const link = { href: loginPage(site), text: 'Log in again' };
    const children = h(NoteText, { title, sentence, link });
    sendPage(site, response, 200, {
      title,
      children,
      signedOut: true,
      personalized: site.facts.docsAreOpen,
    });
  } else if (choices.length === 1) {
    site.tell({
      kind: 'sent-to-login',
      sentence: `A visitor goes to log in at ${placeOf(first.link)}.`,
      ...(page === undefined ? {} : { path: page }),
    });
    sendTo(response, first.link);
  } else {
    const title = 'How do you log in?';
    site.tell({
      kind: 'sent-to-login',
      sentence: `A visitor chooses among ${choices.length} login URLs.`,
      ...(page === undefined ? {} : { path: page }),
    });
    sendPage(site, response, 200, { title, children: h(ChoiceText, { title, choices }) });
  }
}

/** `/logout`: ends the session, here and in the browser, and stops at a page that goes nowhere by itself. */
export function logout(site: Site, request: Request, response: Response): void {
  if (request.method === 'GET') {
    const ended = site.sessions.end(visitorOf(site, request).id);
    if (ended) site.tell({ kind: 'signed-out', sentence: 'The reader logged out.' });
    const ending = setCookie(site, sessionCookieName(site), '', 0);
    response.setHeader('Set-Cookie', [ending, forgetRounds(site)]);
    // Not "cookies": that would log the reader out of the login flow, too, where both share a domain.
    response.setHeader('Clear-Site-Data', '"storage"');
  }
  sendTo(response, `${loginPage(site)}?signed-out=1`);
}

/** The callback where the token is a fragment: a page whose first script takes it. */
export function callback(site: Site, response: Response): void {
  const docs = `${site.docsPath}/`;
  // What becomes of the visitor is the script's to say: the title is true without one, too.
  const children = h(CallbackText, { docs });
  sendPage(site, response, 200, { title: 'Login', mode: 'callback', children });
}

/**
 * Sends a refusal as a page.
 *
 * @param kept the reason, and the page that the visitor was on the way to
 */
export function sendRefusal(
  site: Site,
  request: Request,
  response: Response,
  status: number,
  { refusal, returnTo: page }: KeptRefusal,
): void {
  const children = h(RefusedText, {
    refusal,
    login: loginPage(site, page),
    docs: page ?? `${site.docsPath}/`,
    // With open docs only the browser knows.
    reader: site.facts.docsAreOpen
      ? 'ask-browser'
      : visitorOf(site, request).session === undefined
        ? 'unknown'
        : 'known',
  });
  sendPage(site, response, status, {
    title: 'This login was refused',
    outcome: `refused:${refusal.code}`,
    personalized: site.facts.docsAreOpen,
    children,
  });
}

/** Below the login page: the reason, kept on the server. */
export function refused(site: Site, request: Request, response: Response): void {
  const reason = queryOf(request.originalUrl).get('reason') ?? '';
  const kept = site.refusals.find(reason);
  if (kept !== undefined) sendRefusal(site, request, response, 403, kept);
  else
    sendNote(
      site,
      response,
      404,
      'No such reason',
      'This login was refused a while ago. The event log has more.',
    );
}
