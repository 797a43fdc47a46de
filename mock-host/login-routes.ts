import type { Request, Response } from 'express';
import { h } from 'preact';

import { sendNote, sendPage, sendTo, visitorOf } from './answers.js';
import { isRelativePage, loginLink } from './login-link.js';
import { forgetRounds } from './login-rounds.js';
import { CallbackText, ChoiceText, NoteText, RefusedText } from './pages/login-pages.js';
import { sessionCookieName, setCookie } from './session-cookie.js';
import type { Site } from './site.js';
import type { Refusal } from './token-judge.js';

/** The page to come back to, from the query of `/login`; undefined where there is none that may be handed on. */
function returnTo(request: Request): string | undefined {
  const query = request.originalUrl.split('?').slice(1).join('?');
  const value = new URLSearchParams(query).get('redirect');
  return value !== null && isRelativePage(value) ? value : undefined;
}

/** `/login`: on to the login URL, or to a choice of them. */
export function login(site: Site, request: Request, response: Response): void {
  const page = returnTo(request);
  const signedOut = new URLSearchParams(request.originalUrl.split('?')[1]).has('signed-out');
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
    const link = { href: `${site.docsPath}/login`, text: 'Log in again' };
    const children = h(NoteText, { title, sentence, link });
    sendPage(site, response, 200, {
      title,
      children,
      signedOut: true,
      personalized: site.personalization,
    });
  } else if (choices.length === 1) {
    site.tell({
      kind: 'sent-to-login',
      sentence: `A visitor goes to ${first.link}`,
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
  sendTo(response, `${site.docsPath}/login?signed-out=1`);
}

/** `/login/jwt-callback`: a page whose first script takes the fragment. */
export function callback(site: Site, response: Response): void {
  const title = 'Logging you in';
  sendPage(site, response, 200, { title, mode: 'callback', children: h(CallbackText, {}) });
}

/** Sends a refusal as a page. */
export function sendRefusal(
  site: Site,
  response: Response,
  status: number,
  refusal: Refusal,
): void {
  const children = h(RefusedText, { refusal, login: `${site.docsPath}/login` });
  const outcome = `refused:${refusal.code}`;
  sendPage(site, response, status, { title: 'You are not logged in', outcome, children });
}

/** `/login/refused`: the reason, kept on the server. */
export function refused(site: Site, request: Request, response: Response): void {
  const reason = new URLSearchParams(request.originalUrl.split('?')[1]).get('reason') ?? '';
  const refusal = site.refusals.find(reason);
  if (refusal !== undefined) sendRefusal(site, response, 403, refusal);
  else
    sendNote(
      site,
      response,
      404,
      'No such reason',
      'This login was refused a while ago. The event log has more.',
    );
}
