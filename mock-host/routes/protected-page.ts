import type { ServerResponse } from 'node:http';

import { h } from 'preact';

import {
  isAsToldAtStart,
  pageHtml,
  sendHtml,
  sendNote,
  sendPage,
  visitorOf,
  type PageParts,
  type PageSite,
  type Visitor,
} from '../pages/answers.js';
import type { HostEvent } from '../event-log.js';
import { isOpen, maySee, type Docs, type DocsPage } from '../../protocol/docs/pages.js';
import { loadMarkdown, type ReadMarkdown } from '../docs/markdown.js';
import { groupsThatCount, pageAt, type View } from '../docs/reader-view.js';
import { contentOf } from '../docs/user-words.js';
import { tellFault } from '../faults/story.js';
import { DocsText, SessionTools, type Viewer } from '../pages/docs-page.js';
import { Sidebar } from '../pages/navigation.js';
import { WayBackNotice } from '../pages/notices.js';
import { drawn, type At } from '../pages/page-template.js';
import type { DocsSession } from '../readers/sessions.js';
import { isVisit } from '../server/fetch-metadata.js';
import type { Admitted } from '../server/gate.js';
import type { Site } from '../site.js';
import { sendToLogin } from './closed-page.js';
import { loginPage } from './login-link.js';

/** The parts of the host that a docs page needs. */
export type DocsSite = PageSite &
  Pick<Site, 'memory' | 'log' | 'clock' | 'links' | 'session' | 'templates'>;

/** What is said where nothing is to be seen. */
export const notFound: Pick<PageParts, 'title' | 'children'> = {
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

function readingOf(site: DocsSite, request: Admitted, { id, session }: Visitor): Reading {
  return { session, fresh: isVisit(request) && site.memory.sessions.takeNews(id) };
}

/** What of the docs such a reader is shown. */
const viewOf = (session: DocsSession | undefined): View => ({
  personalized: false,
  groups: new Set(session?.groups ?? []),
});

/** What stands around the text of such a page. */
function frameOf(
  site: DocsSite,
  { session, fresh }: Reading,
  current: string,
  at: At<Viewer>,
): Partial<PageParts> {
  const base = site.place.docsPath;
  const docs = site.docs.current();
  return {
    ...(fresh ? { outcome: 'accepted' } : {}),
    content: at(({ reader }) =>
      JSON.stringify(reader === undefined ? null : contentOf(reader.user)),
    ),
    sidebar: h(Sidebar, { docs, base, current, view: viewOf(session) }),
    tools: h(SessionTools, {
      base,
      login: loginPage(site.place),
      isKnown: session !== undefined,
    }),
  };
}

/** Whoever asks, and for what, as pages show it. */
const viewerOf = (request: Admitted, session: DocsSession | undefined): Viewer => ({
  here: request.originalUrl,
  ...(session !== undefined && { reader: session }),
});

/**
 * The one answer where nothing is to be seen: a page for other groups and a page that does not exist do not differ by an
 * octet. Only the log tells why.
 */
function sendNotFound(
  site: DocsSite,
  request: Admitted,
  response: ServerResponse,
  reading: Reading,
  event: Pick<HostEvent, 'kind' | 'sentence'>,
): void {
  site.log.tell({ ...event, path: request.originalUrl });
  const viewer = viewerOf(request, reading.session);
  const frame = frameOf(site, reading, '', (show) => show(viewer));
  sendPage(site, response, 404, { ...frame, ...notFound });
}

/** A path at which the docs have no page. */
export function noPage(
  site: DocsSite,
  request: Admitted,
  response: ServerResponse,
  sentence: string,
): void {
  if (site.place.facts.docsAreOpen) {
    // Nothing is hidden there.
    sendNote(site, response, 404, notFound.title, sentence);
    return;
  }
  const reading = readingOf(site, request, visitorOf(site, request));
  sendNotFound(site, request, response, reading, {
    kind: 'page-missing',
    sentence,
  });
}

/** Who asks for a page. Their session ends here, where the host was told so. */
function pageVisitor(site: DocsSite, request: Admitted): Visitor {
  const visitor = visitorOf(site, request);
  const fault = visitor.session === undefined ? undefined : site.faults.take('expire-session');
  if (fault === undefined) return visitor;
  site.memory.sessions.end(visitor.id);
  tellFault(site, fault, { path: request.originalUrl });
  return { id: visitor.id, session: undefined };
}

let markdown: Promise<ReadMarkdown> | undefined;
/** The parser, loaded with the first page that is asked for. */
export const readMarkdown = (): Promise<ReadMarkdown> => (markdown ??= loadMarkdown());

/** A docs page that needs a session, or is open to all. */
export async function protectedPage(
  site: DocsSite,
  request: Admitted,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const docs = site.docs.current();
  const visitor = pageVisitor(site, request);
  const { session } = visitor;
  const view = viewOf(session);
  const page = pageAt(docs, path, view);
  const open = page !== undefined && isOpen(page);
  if (session === undefined && !open) {
    sendToLogin(site, request, response);
    return;
  }
  const visit = readingOf(site, request, visitor);
  if (page === undefined || !(open || maySee(page, view.groups))) {
    sendNotFound(site, request, response, visit, whyMissing(page, view));
    return;
  }
  const reading = (await readMarkdown())(page);
  const base = site.place.docsPath;
  const draw = (at: At<Viewer>): string =>
    pageHtml(site, {
      ...frameOf(site, visit, page.path, at),
      title: page.title,
      children: [
        h(WayBackNotice, { findings: visit.fresh ? (session?.wayBack ?? []) : [] }),
        h(DocsText, { docs, page, reading, base, view, at, reader: session }),
      ],
    });
  const viewer = viewerOf(request, session);
  const key = isAsToldAtStart(site) ? sharedBy(docs, page, visit) : undefined;
  const html =
    key === undefined ? drawn(draw, viewer) : site.templates.fill(docs, key, draw, viewer);
  sendHtml(response, 200, html);
}

/** The same for all readers who are shown the same but for their texts; undefined for a page of one reader alone. */
function sharedBy(docs: Docs, page: DocsPage, { session, fresh }: Reading): string | undefined {
  // A token fills the fields of an API page, and its way back is told to whoever brought it.
  const isOwn = page.endpoint !== undefined || (fresh && session?.wayBack.length !== 0);
  if (isOwn) return undefined;
  const { replacesAnother } = session ?? {};
  return JSON.stringify([
    page.path,
    session !== undefined,
    fresh,
    replacesAnother,
    groupsThatCount(docs, session?.groups ?? []),
  ]);
}

/** What the log says of a page that was not shown. */
export function whyMissing(
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
