import type { IncomingMessage, ServerResponse } from 'node:http';

import { withoutCarried } from '../../protocol/url/callback.js';
import { queryOf } from '../../protocol/url/parse-url.js';
import { cookieValue, departuresCookieName, setCookie } from '../readers/session-cookie.js';
import { isVisit } from '../server/fetch-metadata.js';
import type { Place, Site } from '../site.js';

/**
 * Visitors leave for the login flow and come back with what it made of the page that they had asked for. Their own cookie
 * says which departure was theirs: two tabs, or two readers, are not taken for each other.
 */

/** What is needed to follow a visitor. */
type DepartureSite = Pick<Site, 'place' | 'memory' | 'log'>;

/** Departures that one browser may have open. */
const mostOpen = 4;
/** How long a browser remembers them, in seconds. */
const rememberedFor = 600;

const idsOf = ({ place }: Pick<Site, 'place'>, request: IncomingMessage): readonly string[] => {
  const value = cookieValue(request.headers.cookie, departuresCookieName(place)) ?? '';
  return value.split('.', mostOpen).filter((id) => /^[\w-]{12}$/.test(id));
};

/** Where a visitor should come back to, as the end of a sentence. */
const wayIn = ({ facts, docsOrigin, docsPath }: Place): string =>
  facts.callbackPath === undefined
    ? `a page below ${docsOrigin}${docsPath}/`
    : docsOrigin + facts.callbackPath;

/**
 * Follows a visitor who is sent off to log in. A part of another page is nobody who leaves.
 *
 * @param page the page that they asked for; undefined for none
 * @param where the login URL without its query; undefined where they choose among several
 */
export function leave(
  site: DepartureSite,
  request: IncomingMessage,
  response: ServerResponse,
  page: string | undefined,
  where: string | undefined,
): void {
  if (!isVisit(request)) return;
  const { departures } = site.memory;
  const path = page === undefined ? {} : { path: page };
  const id = departures.leave(page, () =>
    site.log.tell({
      kind: 'not-back',
      sentence: `The visitor ${where === undefined ? 'who was shown the login URLs' : `who left for ${where}`} 30 s ago has not come back.`,
      details: [
        `They are still there, or the login flow does not end with a redirect to ${wayIn(site.place)}.`,
      ],
      ...path,
    }),
  );
  const ids = [id, ...departures.openOf(idsOf(site, request))].slice(0, mostOpen);
  const name = departuresCookieName(site.place);
  response.appendHeader('Set-Cookie', setCookie(site.place, name, ids.join('.'), rememberedFor));
}

/** What an arrival says of the page that was asked for. */
function pageIn({ facts, docsOrigin }: Place, target: string): string | undefined {
  if (facts.callbackPath === undefined) return withoutCarried(target, facts.carrier);
  const value = queryOf(target).get(facts.returnParam) ?? undefined;
  return facts.returnValue === 'absolute' && value?.startsWith(docsOrigin) === true
    ? value.slice(docsOrigin.length)
    : value;
}

/**
 * A visitor is at the callback, whatever comes of it.
 *
 * @param target path and query
 */
export function isBack(site: DepartureSite, request: IncomingMessage, target: string): void {
  site.memory.departures.seen(idsOf(site, request), pageIn(site.place, target));
}

/**
 * A visitor brought a token.
 *
 * @param target path and query of the page where they did
 * @returns the page that they had been sent off from; undefined where it is not certain which
 */
export function sentFrom(
  site: DepartureSite,
  request: IncomingMessage,
  target: string,
): string | undefined {
  return site.memory.departures.back(idsOf(site, request), pageIn(site.place, target));
}
