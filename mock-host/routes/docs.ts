import type { Request, Response } from 'express';
import { h, type ComponentChildren } from 'preact';

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
import { isOpen, maySee, type DocsPage } from '../../protocol/docs/pages.js';
import { auditGroups } from '../docs/group-audit.js';
import { loadMarkdown, type ReadMarkdown } from '../docs/markdown.js';
import { pageAt, type View } from '../docs/reader-view.js';
import { contentOf, publicUser } from '../docs/user-words.js';
import { tellFault } from '../faults/story.js';
import { BrowserTools, DocsText, SessionTools, type Reader } from '../pages/docs-page.js';
import { GroupAuditText } from '../pages/group-audit-page.js';
import { Sidebar } from '../pages/navigation.js';
import { WayBackNotice } from '../pages/notices.js';
import type { DocsSession } from '../readers/sessions.js';
import { isVisit } from '../server/fetch-metadata.js';
import type { Site } from '../site.js';
import { askAttributes, askingPage, letAsk } from '../session/asking-page.js';
import { AskTools, type AskingPage } from '../session/session-card.js';
import { sendToLogin } from './closed-page.js';
import { loginPage, own } from './login-link.js';

/** The parts of the host that a docs page needs. */
type DocsSite = PageSite & Pick<Site, 'memory' | 'log' | 'clock' | 'links' | 'session'>;

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

/** What of the docs such a reader is shown. */
const viewOf = (session: DocsSession | undefined): View => ({
  personalized: false,
  groups: new Set(session?.groups ?? []),
});

/** What stands around the text of such a page. */
function frameOf(site: DocsSite, { session, fresh }: Reading, current: string): Partial<PageParts> {
  const base = site.place.docsPath;
  const reader = session === undefined ? {} : { reader: session };
  const docs = site.docs.current();
  return {
    ...(fresh ? { outcome: 'accepted' } : {}),
    content: session === undefined ? null : contentOf(session.user),
    sidebar: h(Sidebar, { docs, base, current, view: viewOf(session) }),
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
  sendNotFound(site, request, response, readingOf(site, request), {
    kind: 'page-missing',
    sentence,
  });
}

/** Ends the session of a reader who asks for a page, where the host was told so. */
function endOnDemand(site: DocsSite, request: Request): void {
  const { id, session } = visitorOf(site, request);
  const fault = session === undefined ? undefined : site.faults.take('expire-session');
  if (fault === undefined) return;
  site.memory.sessions.end(id);
  tellFault(site, fault, { path: request.originalUrl });
}

let markdown: Promise<ReadMarkdown> | undefined;
/** The parser, loaded with the first page that is asked for. */
const readMarkdown = (): Promise<ReadMarkdown> => (markdown ??= loadMarkdown());

/** A docs page that needs a session, or is open to all. */
async function protectedPage(
  site: DocsSite,
  request: Request,
  response: Response,
  path: string,
): Promise<void> {
  const here = request.originalUrl;
  const docs = site.docs.current();
  endOnDemand(site, request);
  const { session } = visitorOf(site, request);
  const view = viewOf(session);
  const page = pageAt(docs, path, view);
  const open = page !== undefined && isOpen(page);
  if (session === undefined && !open) {
    sendToLogin(site, request, response);
    return;
  }
  const visit = readingOf(site, request);
  if (page === undefined || !(open || maySee(page, view.groups))) {
    sendNotFound(site, request, response, visit, whyMissing(page, view));
    return;
  }
  const reader: { readonly reader?: Reader } = session === undefined ? {} : { reader: session };
  const reading = (await readMarkdown())(page);
  sendPage(site, response, 200, {
    ...frameOf(site, visit, page.path),
    title: page.title,
    children: [
      h(WayBackNotice, { findings: visit.fresh ? (session?.wayBack ?? []) : [] }),
      h(DocsText, { docs, page, reading, base: site.place.docsPath, here, view, ...reader }),
    ],
  });
}

/** What the log says of a page that was not shown. */
function whyMissing(
  page: DocsPage | undefined,
  { groups }: View,
): { readonly kind: 'group-refused' | 'page-missing'; readonly sentence: string } {
  if (page === undefined) {
    const sentence =
      'The docs have no such page. Its pages are those of --docs <folder>, or a built-in sample.';
    return { kind: 'page-missing', sentence };
  }
  const wanted = page.groups?.join(', ') || 'nobody';
  const own = [...groups].join(', ') || 'none';
  const sentence = `The page is for ${wanted}; the reader's groups: ${own}.`;
  return { kind: 'group-refused', sentence };
}

/** Log in and log out of a page whose reader the browser knows. */
function browserTools(
  { place }: Pick<Site, 'place'>,
  asking: AskingPage | undefined,
): ComponentChildren {
  if (place.facts.carrier.by === 'cookies')
    return asking === undefined ? null : h(AskTools, asking);
  return h(BrowserTools, {
    base: place.docsPath,
    login: loginPage(place),
    returnParam: place.facts.returnParam ?? '',
  });
}

/** A docs page that is open to all and made out to the reader in the browser. */
async function personalPage(
  site: DocsSite,
  request: Request,
  response: Response,
  path: string,
): Promise<void> {
  const base = site.place.docsPath;
  const docs = site.docs.current();
  const view: View = { personalized: true, groups: new Set() };
  const page = pageAt(docs, path, view);
  const here = request.originalUrl;
  const asking = await askingPage(site);
  const frame = {
    // Where no token travels, one that comes is astray.
    mode: site.place.facts.carrier.by === 'cookies' ? ('strip' as const) : ('page' as const),
    personalized: true,
    sidebar: h(Sidebar, { docs, base, current: page?.path ?? '', view }),
    tools: browserTools(site, asking),
  };
  if (page === undefined) {
    site.log.tell({ ...whyMissing(page, view), path: here });
    sendPage(site, response, 404, { ...frame, ...notFound });
    return;
  }
  const reading = (await readMarkdown())(page);
  if (asking !== undefined) letAsk(response);
  const ask = askAttributes(site);
  const shown = { docs, page, reading, base, here, view, ...(asking && { asking }) };
  const children = h(DocsText, shown);
  sendPage(site, response, 200, { ...frame, ...(ask && { ask }), title: page.title, children });
}

/**
 * Any docs page.
 *
 * @param path below the docs subpath
 */
export function docsPage(
  site: DocsSite,
  request: Request,
  response: Response,
  path: string,
): Promise<void> {
  return site.place.facts.docsAreOpen
    ? personalPage(site, request, response, path)
    : protectedPage(site, request, response, path);
}

/** How the groups of pages and of tokens meet, for whoever develops the login flow. */
export function groupAudit(site: PageSite & Pick<Site, 'memory'>, response: Response): void {
  const audit = auditGroups(site.docs.current(), site.memory.groups);
  const { judge, ask } = site.assets.names;
  const file = judge ?? ask;
  const inBrowser = file !== undefined;
  const base = site.place.docsPath;
  const module = inBrowser ? { module: `${base}${own}/${file}` } : {};
  // What a fallback handed to the host is not the whole: the browser's own part is shown instead.
  const shown = inBrowser ? { ...audit, nearMisses: [] } : audit;
  const children = h(GroupAuditText, { audit: shown, base, inBrowser, ...module });
  sendPage(site, response, 200, { title: 'Group audit', personalized: inBrowser, children });
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
