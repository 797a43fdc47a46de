import type { Request, Response } from 'express';
import { h } from 'preact';

import { nothingToMend } from '../faults/refusal.js';
import { sendNote, sendPage, sendTo, visitorOf, type PageSite } from '../pages/answers.js';
import { NoteText } from '../pages/login-pages.js';
import type { KeptLanding } from '../readers/memory.js';
import { sessionCookieName } from '../readers/session-cookie.js';
import type { Place, Site } from '../site.js';
import { loginPage, own } from './login-link.js';

/**
 * Between the callback and the page: the first request that has to bring the cookie of the new session. A browser that
 * does not is told so here, instead of being sent to log in again for ever.
 */

/** The way to the page, through this stop. */
export const landingPath = ({ docsPath }: Pick<Place, 'docsPath'>, ticket: string): string =>
  `${docsPath}${own}/landed/${ticket}`;

/** Why the session is not there: a sentence, and what to do. */
function lostWords(
  { place, clock }: Pick<Site, 'place' | 'clock'>,
  { endsAtMs, fault }: KeptLanding,
): { readonly seen: string; readonly fix: string } {
  if (fault !== undefined) {
    return {
      seen: `Fault on demand ${fault}: the token was accepted, and the cookie of its session was not sent.`,
      fix: nothingToMend(fault),
    };
  }
  if (clock() >= endsAtMs) {
    return {
      seen: 'The token was accepted, and its session ended before the visitor got to the page.',
      fix: 'Set expiresAt to the end of the session, now in UTC epoch seconds + 86400 for a day, or leave it out.',
    };
  }
  const name = sessionCookieName(place);
  const secure = place.secureCookies ? ', which is Secure: over http browsers drop it' : '';
  return {
    seen: `The token was accepted, and the visitor came to the page without the cookie ${name}${secure}.`,
    fix: `Open the docs at ${place.docsOrigin} and nowhere else, and let the browser keep cookies of this host.`,
  };
}

/** On to the page, where the visitor has the session; otherwise a page that says that the login does not stick. */
export function landed(
  site: PageSite & Pick<Site, 'memory' | 'log' | 'clock'>,
  request: Request,
  response: Response,
  ticket: string,
): void {
  const landing = site.memory.landings.find(ticket);
  if (landing === undefined) {
    const sentence = 'This login was a while ago.';
    sendNote(site, response, 404, 'No such login', sentence);
    return;
  }
  const { id, session } = visitorOf(site, request);
  if (session !== undefined && id === landing.session) {
    sendTo(response, landing.location);
    return;
  }
  const { seen, fix } = lostWords(site, landing);
  const { location: path, handshake, fault } = landing;
  site.log.tell({
    kind: 'session-lost',
    sentence: seen,
    path,
    handshake,
    details: [`fix: ${fix}`],
    ...(fault !== undefined && { faults: [fault] }),
  });
  const title = 'The login does not stick';
  const link = { href: loginPage(site.place, path), text: 'Log in again' };
  const children = h(NoteText, { title, sentence: seen, more: fix, link });
  sendPage(site, response, 403, { title, outcome: 'refused:session-lost', children });
}
