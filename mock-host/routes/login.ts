import type { ServerResponse } from 'node:http';

import { h } from 'preact';

import type { KeptRefusal } from '../arrival/refusals.js';
import { queryOf } from '../../protocol/url/parse-url.js';
import {
  inspectorLink,
  sendNote,
  sendPage,
  sendTo,
  visitorOf,
  type PageSite,
} from '../pages/answers.js';
import { ChoiceText, NoteText, RefusedText } from '../pages/login-pages.js';
import { TokenCard } from '../pages/token-card.js';
import { isVisit } from '../server/fetch-metadata.js';
import type { Admitted } from '../server/gate.js';
import type { Place, Site } from '../site.js';
import { leave, withoutQuery } from './departure.js';
import { isRelativePage, loginLink, loginPage, ownParam } from './login-link.js';

/** The page to come back to, from the query of the login page; undefined where there is none that may be handed on. */
export function returnTo({ facts }: Place, request: Admitted): string | undefined {
  const value = queryOf(request.originalUrl).get(ownParam(facts));
  if (value === null || !isRelativePage(value)) return undefined;
  // Policy 6: a login URL gets path and query; only open docs are documented to get an anchor.
  return facts.docsAreOpen ? value : value.split('#', 1)[0];
}

/** Where there is no login flow yet: what to do about it. */
function sendNoLogin(site: PageSite, response: ServerResponse): void {
  const title = 'No login URL yet';
  const children = h(NoteText, {
    title,
    sentence: 'This host was started without a login URL, so nobody can log in.',
    more: 'Stop it and start it with --login-url and the URL at which your login flow answers, such as http://localhost:3000/docs-login.',
    link: { href: `${site.place.docsPath}/`, text: 'To the docs' },
  });
  sendPage(site, response, 404, { title, children });
}

/** The login page: on to the login URL, or to a choice of them. */
export function login(
  site: PageSite & Pick<Site, 'links' | 'log' | 'memory' | 'clock'>,
  request: Admitted,
  response: ServerResponse,
): void {
  const page = returnTo(site.place, request);
  const signedOut = queryOf(request.originalUrl).has('signed-out');
  const leaves = !signedOut && isVisit(request) && site.links.returnParam !== undefined;
  const fault = leaves ? site.faults.take('redirect') : undefined;
  const choices = site.links.loginUrls.map((choice) => ({
    name: choice.name,
    link: loginLink(site, choice, page, fault?.value),
  }));
  const leaving = { page, ...(fault && { fault }) };
  const [first] = choices;
  // Where nothing is handed over, nobody comes back with something.
  const follows = site.place.facts.carrier.by !== 'cookies';
  if (first === undefined) {
    sendNoLogin(site, response);
  } else if (signedOut) {
    const title = 'You are logged out';
    const sentence =
      'A login flow with a session of its own logs you in again without asking, so nothing happens by itself here.';
    const link = { href: loginPage(site.place), text: 'Log in again' };
    const children = h(NoteText, { title, sentence, link });
    sendPage(site, response, 200, {
      title,
      children,
      signedOut: true,
      personalized: site.place.facts.docsAreOpen,
    });
  } else if (choices.length === 1) {
    const { link } = first;
    const sentence = `A visitor goes to log in at ${withoutQuery(link)}.`;
    if (follows) leave(site, request, response, { ...leaving, link, sentence });
    // An empty fragment ends what the browser would hand on: a token that came to a page stays here.
    sendTo(response, link + (site.links.inheritsFragment ? '' : '#'));
  } else {
    const title = 'How do you log in?';
    const sentence = `A visitor chooses among ${choices.length} login URLs.`;
    if (follows) leave(site, request, response, { ...leaving, link: undefined, sentence });
    sendPage(site, response, 200, { title, children: h(ChoiceText, { title, choices }) });
  }
}

/**
 * Sends a refusal as a page.
 *
 * @param kept the reason, and the page that the visitor was on the way to
 */
export function sendRefusal(
  site: PageSite & Pick<Site, 'memory'>,
  request: Admitted,
  response: ServerResponse,
  status: number,
  { refusal, returnTo: page, handshake }: KeptRefusal,
): void {
  const { docsAreOpen } = site.place.facts;
  const text = h(RefusedText, {
    refusal,
    isSeenInBrowser: docsAreOpen,
    login: loginPage(site.place, page),
    docs: page ?? `${site.place.docsPath}/`,
    inspector: inspectorLink(site, handshake),
    // With open docs only the browser knows.
    reader: docsAreOpen
      ? 'ask-browser'
      : visitorOf(site, request).session === undefined
        ? 'unknown'
        : 'known',
  });
  sendPage(site, response, status, {
    title: 'This login was refused',
    outcome: `refused:${refusal.code}`,
    personalized: docsAreOpen,
    children: docsAreOpen ? [text, h(TokenCard, { of: 'refused' })] : text,
  });
}

/** Below the login page: the reason, kept on the server. */
export function refused(
  site: PageSite & Pick<Site, 'memory'>,
  request: Admitted,
  response: ServerResponse,
): void {
  const reason = queryOf(request.originalUrl).get('reason') ?? '';
  const kept = site.memory.refusals.find(reason);
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
