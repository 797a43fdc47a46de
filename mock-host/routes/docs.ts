import type { ServerResponse } from 'node:http';

import { h, type ComponentChildren } from 'preact';

import {
  sendJson,
  sendNote,
  sendPage,
  sendTo,
  visitorOf,
  type PageSite,
} from '../pages/answers.js';
import { hasToken } from '../../protocol/handshake.js';
import { pageAt, type View } from '../docs/reader-view.js';
import { publicUser } from '../docs/user-words.js';
import { BrowserTools, DocsText, type Viewer } from '../pages/docs-page.js';
import { Sidebar } from '../pages/navigation.js';
import type { Admitted } from '../server/gate.js';
import type { Site } from '../site.js';
import { askAttributes, askingPage, letAsk } from '../session/asking-page.js';
import { AskTools, type AskingPage } from '../session/session-card.js';
import { loginPage, own, ownParam } from './login-link.js';
import {
  notFound,
  protectedPage,
  readMarkdown,
  whyMissing,
  type DocsSite,
} from './protected-page.js';

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
    returnParam: ownParam(place.facts),
  });
}

/** A docs page that is open to all and made out to the reader in the browser. */
async function personalPage(
  site: DocsSite,
  request: Admitted,
  response: ServerResponse,
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
    mode: hasToken(site.place.facts) ? ('page' as const) : ('strip' as const),
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
  const at = (show: (from: Viewer) => string): string => show({ here });
  const told = { docs, page, reading, base, view, at, reader: undefined };
  const children = h(DocsText, { ...told, ...(asking && { asking }) });
  sendPage(site, response, 200, { ...frame, ...(ask && { ask }), title: page.title, children });
}

/**
 * Any docs page.
 *
 * @param path below the docs subpath
 */
export function docsPage(
  site: DocsSite,
  request: Admitted,
  response: ServerResponse,
  path: string,
): Promise<void> {
  return site.place.facts.docsAreOpen
    ? personalPage(site, request, response, path)
    : protectedPage(site, request, response, path);
}

/** How the groups of pages and of tokens meet, for whoever develops the login flow. */
export async function groupAudit(
  site: PageSite & Pick<Site, 'memory'>,
  response: ServerResponse,
): Promise<void> {
  const [{ auditGroups }, { GroupAuditText }] = await Promise.all([
    import('../docs/group-audit.js'),
    import('../pages/group-audit-page.js'),
  ]);
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
  request: Admitted,
  response: ServerResponse,
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
  response: ServerResponse,
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
  response: ServerResponse,
  visit: string,
): void {
  const url = site.links.startOf(visit);
  if (url === undefined) return start(site, response, visit);
  // The policy that browsers start with: a login flow sees where the reader comes from.
  const referrerPolicy = 'strict-origin-when-cross-origin';
  const link = h('a', { id: 'docs-handshake-login', href: url, referrerPolicy }, 'Log in');
  sendPage(site, response, 200, { title: 'A docs page', children: h('p', {}, link) });
}
