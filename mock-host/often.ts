import { hasToken } from '../protocol/handshake.js';
import { refuseBody, type LoggedSite, type Taker } from './entrance.js';
import { readBody } from './routes/body.js';
import { docsPage } from './routes/docs.js';
import { isReserved, own } from './routes/login-link.js';
import { logoutPath } from './routes/logout.js';
import { hasParameter, takeFromQuery } from './routes/query-arrival.js';
import { verify } from './routes/verify.js';
import { pathOf } from './server/gate.js';
import type { Site } from './site.js';

/** What comes most often, found without a router: docs pages, and tokens that a page hands over. */

/** The docs page that a path asks for, below the docs subpath; undefined for a path that is none. */
function docsPathIn({
  place,
  oauth,
}: Pick<Site, 'place' | 'oauth'>): (path: string) => string | undefined {
  const { docsPath, facts } = place;
  const { loginPath, userPath, callbackPath } = facts;
  /** Routes of the host; a handshake need not name all of them among its reserved paths. */
  const routes = new Set([loginPath, `${loginPath}/refused`, userPath, logoutPath]);
  // Where codes are redeemed their page is none of the docs'.
  if (oauth !== undefined) routes.add(callbackPath);
  return (path) => {
    if (path === callbackPath) return undefined;
    if (path !== docsPath && !path.startsWith(`${docsPath}/`)) return undefined;
    const below = path === docsPath ? '/' : path.slice(docsPath.length);
    return routes.has(below) || isReserved(below, facts) ? undefined : below;
  };
}

/** Takes docs pages and tokens; what else is asked for is left to the router. */
export function takeOften(site: Site & LoggedSite): Taker {
  const { facts, docsPath } = site.place;
  const pageOf = docsPathIn(site);
  const tokens = new Set(hasToken(facts) ? ['', docsPath].map((at) => `${at}${own}/verify`) : []);
  const { carrier, callbackPath } = facts;
  const carried = carrier.by === 'query' && callbackPath === undefined ? carrier.name : undefined;
  return (request, response) => {
    const path = pathOf(request);
    if (request.method === 'POST') {
      if (!tokens.has(path)) return undefined;
      return readBody(request).then((body) =>
        'status' in body
          ? refuseBody(site, request, response, body.status)
          : verify(site, request, response, body.value),
      );
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
    const page = pageOf(path);
    if (page === undefined) return undefined;
    return carried !== undefined && hasParameter(request, carried)
      ? takeFromQuery(site, request, response)
      : docsPage(site, request, response, page);
  };
}
