import type { Request, Response } from 'express';
import { h } from 'preact';

import {
  sendJson,
  sendNote,
  sendPage,
  sendTo,
  visitorOf,
  type PageParts,
  type PageSite,
} from '../pages/answers.js';
import type { HostEvent } from '../event-log.js';
import { docsPageAt, maySee } from '../pages/docs-content.js';
import { BrowserTools, DocsText, SessionTools, Sidebar, type Reader } from '../pages/docs-page.js';
import { WayBackNotice } from '../pages/notices.js';
import type { DocsSession } from '../readers/sessions.js';
import { isVisit } from '../server/fetch-metadata.js';
import type { Site } from '../site.js';
import { sendToLogin } from './closed-page.js';
import { loginPage } from './login-link.js';
import { publicUser } from './verify.js';

/** The parts of the host that a docs page needs. */
type DocsSite = PageSite & Pick<Site, 'memory' | 'log' | 'clock' | 'links'>;

const notFound = {
  title: 'Page not found',
  children: [
    h('h1', {}, 'Page not found'),
    h('p', { class: 'lead' }, 'There is no page here, or none for your groups.'),
  ],
};

/** Who reads a page that the server makes out to them. */
interface Reading {
  readonly session: DocsSession | undefined;
  /** True on the first page after a login. */
  readonly fresh: boolean;
}

function readingOf(site: DocsSite, request: Request): Reading {
  const { id, session } = visitorOf(site, request);
  return { session, fresh: isVisit(request) && site.memory.sessions.takeNews(id) };
}

/** What stands around the text of such a page. */
function frameOf(site: DocsSite, { session, fresh }: Reading, current: string): Partial<PageParts> {
  const base = site.place.docsPath;
  const reader = session === undefined ? {} : { reader: session };
  const groups = session?.groups ?? [];
  return {
    ...(fresh ? { outcome: 'accepted' } : {}),
    sidebar: h(Sidebar, { base, current, personalized: false, groups }),
    tools: h(SessionTools, { base, login: loginPage(site.place), ...reader }),
  };
}

/**
 * The one answer where nothing is to be seen: a page for other groups and a page that does not exist do not differ by an
 * octet. Only the log tells why.
 */
function sendNotFound(
  site: DocsSite,
  request: Request,
  response: Response,
  reading: Reading,
  event: Pick<HostEvent, 'kind' | 'sentence'>,
): void {
  site.log.tell({ ...event, path: request.originalUrl });
  sendPage(site, response, 404, { ...frameOf(site, reading, ''), ...notFound });
}

/** A path at which the docs have no page. */
export function noPage(
  site: DocsSite,
  request: Request,
  response: Response,
  sentence: string,
): void {
  if (site.place.facts.docsAreOpen) {
    // Nothing is hidden there.
    sendNote(site, response, 404, notFound.title, sentence);
    return;
  }
  sendNotFound(site, request, response, readingOf(site, request), { kind: 'no-page', sentence });
}

/** A docs page that needs a session, or is open to all. */
function protectedPage(site: DocsSite, request: Request, response: Response, path: string): void {
  const here = request.originalUrl;
  const { session } = visitorOf(site, request);
  const page = docsPageAt(path);
  const open = page.public === true && page.groups === undefined;
  if (session === undefined && !open) {
    sendToLogin(site, request, response);
    return;
  }
  const reading = readingOf(site, request);
  const groups = session?.groups ?? [];
  if (!open && !maySee(page, new Set(groups))) {
    const wanted = page.groups?.join(', ') || 'nobody';
    const sentence = `The page is for ${wanted}; the reader's groups: ${groups.join(', ') || 'none'}.`;
    sendNotFound(site, request, response, reading, { kind: 'group-refused', sentence });
    return;
  }
  const reader: { readonly reader?: Reader } = session === undefined ? {} : { reader: session };
  sendPage(site, response, 200, {
    ...frameOf(site, reading, page.path),
    title: page.title,
    children: [
      h(WayBackNotice, { findings: reading.fresh ? (session?.wayBack ?? []) : [] }),
      h(DocsText, { page, here, personalized: false, ...reader }),
    ],
  });
}

/** A docs page that is open to all and made out to the reader in the browser. */
function personalPage(site: PageSite, request: Request, response: Response, path: string): void {
  const base = site.place.docsPath;
  const page = docsPageAt(path);
  const here = request.originalUrl;
  sendPage(site, response, 200, {
    title: page.title,
    mode: 'page',
    personalized: true,
    sidebar: h(Sidebar, { base, current: page.path, personalized: true, groups: [] }),
    tools: h(BrowserTools, {
      base,
      login: loginPage(site.place),
      returnParam: site.place.facts.returnParam,
    }),
    children: h(DocsText, { page, here, personalized: true }),
  });
}

/**
 * Any docs page.
 *
 * @param path below the docs subpath
 */
export function docsPage(site: DocsSite, request: Request, response: Response, path: string): void {
  if (site.place.facts.docsAreOpen) personalPage(site, request, response, path);
  else protectedPage(site, request, response, path);
}

/** Who is logged in, for a page that asks: as observed (401) and inferred (200). */
export function apiUser(
  site: Pick<Site, 'place' | 'memory'>,
  request: Request,
  response: Response,
): void {
  const { session } = visitorOf(site, request);
  if (session === undefined) {
    const message = 'No authentication token provided';
    sendJson(response, 401, { error: 'Unauthorized', message });
  } else {
    sendJson(response, 200, { user: publicUser(session.user) });
  }
}

/** The start of a visit in a check run: on to that visit's login URL, as from any docs page. */
export function start(
  site: PageSite & Pick<Site, 'links'>,
  response: Response,
  visit: string,
): void {
  const url = site.links.startOf(visit);
  if (url === undefined)
    sendNote(site, response, 404, 'No such visit', 'The check knows no such visit.');
  else sendTo(response, url);
}

/** A docs page with a link to the login URL of a visit, for visits that begin with a click. */
export function startPage(
  site: PageSite & Pick<Site, 'links'>,
  response: Response,
  visit: string,
): void {
  const url = site.links.startOf(visit);
  if (url === undefined) return start(site, response, visit);
  // The policy that browsers start with: a login flow sees where the reader comes from.
  const referrerPolicy = 'strict-origin-when-cross-origin';
  const link = h('a', { id: 'docs-handshake-login', href: url, referrerPolicy }, 'Log in');
  sendPage(site, response, 200, { title: 'A docs page', children: h('p', {}, link) });
}
