import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Refusal } from '../../judge/arrival/judgement.js';
import { withoutCarried } from '../../protocol/url/callback.js';
import { queryOf } from '../../protocol/url/parse-url.js';
import { printable } from '../event-log.js';
import { tellFault } from '../faults/story.js';
import type { Fault } from '../faults/faults.js';
import { awayMs, type Departure } from '../readers/departures.js';
import { cookieValue, departuresCookieName, setCookie } from '../readers/session-cookie.js';
import { isVisit, wantedBy } from '../server/fetch-metadata.js';
import type { Place, Site } from '../site.js';

/**
 * Visitors leave for the login flow and come back with what it made of the page that they had asked for. Their own cookie
 * says which departure was theirs: two tabs, or two readers, are not taken for each other.
 */

/** What is needed to follow a visitor. */
type DepartureSite = Pick<Site, 'place' | 'memory' | 'log' | 'clock'>;

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

/** A visitor who is sent off to log in. */
export interface Leaving {
  /** The page that they asked for; undefined for none. */
  readonly page: string | undefined;
  /** The login link, as the browser gets it; undefined where they choose among several. */
  readonly link: string | undefined;
  /** What the log says of it. */
  readonly sentence: string;
  /** The fault by which the login flow is not told the page. */
  readonly fault?: Fault;
}

/** The header in which an answer names the handshake that it belongs to, by its id in the journal. */
export const handshakeHeader = 'Docs-Handshake-Id';

/** A login link without its query, which repeats the page. */
export const withoutQuery = (link: string): string => {
  const { origin, pathname } = new URL(link);
  return origin + pathname;
};

/** A departure that is followed. */
export interface FollowedDeparture {
  /** What the visitor's cookie names it by. */
  readonly departure: string;
  /** Its id in the journal. */
  readonly handshake: number;
}

/**
 * Follows a visitor who is sent off to log in. A part of another page is nobody who leaves.
 *
 * @returns undefined where nobody is followed
 */
export function leave(
  site: DepartureSite,
  request: IncomingMessage,
  response: ServerResponse,
  { page, link, sentence, fault }: Leaving,
): FollowedDeparture | undefined {
  const path = page === undefined ? {} : { path: page };
  if (!isVisit(request)) {
    if (wantedBy(request) !== 'part') site.log.tell({ kind: 'sent-to-login', sentence, ...path });
    return undefined;
  }
  const { departures, journal } = site.memory;
  const where = link === undefined ? undefined : withoutQuery(link);
  const handshake = journal.leave({
    leftAtMs: site.clock(),
    ...(link !== undefined && { sentTo: printable(link) }),
    ...(page !== undefined && { page: printable(page) }),
  });
  response.setHeader(handshakeHeader, handshake);
  site.log.tell({ kind: 'sent-to-login', sentence, handshake, ...path });
  if (fault !== undefined) tellFault(site, fault, { handshake, ...path });
  // Of a page that the login flow was not told nobody can say whether it came back.
  const told = fault === undefined ? page : undefined;
  const away = (): void =>
    site.log.tell({
      kind: 'not-back',
      handshake,
      sentence: `The visitor ${where === undefined ? 'who was shown the login URLs' : `who left for ${where}`} ${awayMs / 1000} s ago has not come back.`,
      details: [
        `They are still there, or the login flow does not end with a redirect to ${wayIn(site.place)}.`,
      ],
      ...path,
    });
  const id = departures.leave(told, away, handshake);
  const ids = [id, ...departures.openOf(idsOf(site, request))].slice(0, mostOpen);
  const name = departuresCookieName(site.place);
  response.appendHeader('Set-Cookie', setCookie(site.place, name, ids.join('.'), rememberedFor));
  return { departure: id, handshake };
}

/** What an arrival says of the page that was asked for. */
function pageIn({ facts, docsOrigin }: Place, target: string): string | undefined {
  if (facts.callbackPath === undefined) return withoutCarried(target, facts.carrier);
  const value = queryOf(target).get(facts.returnParam ?? '') ?? undefined;
  return facts.returnValue === 'absolute' && value?.startsWith(docsOrigin) === true
    ? value.slice(docsOrigin.length)
    : value;
}

/**
 * A visitor is at the callback, whatever comes of it.
 *
 * @param target path and query
 * @returns the handshake, where it is certain which
 */
export function isBack(
  site: DepartureSite,
  request: IncomingMessage,
  target: string,
): number | undefined {
  return site.memory.departures.seen(idsOf(site, request), pageIn(site.place, target));
}

/**
 * The page that a visitor who is at the callback was sent off from, where it is certain which.
 *
 * @param target path and query
 */
export const sentFrom = (
  { place, memory }: Pick<Site, 'place' | 'memory'>,
  request: IncomingMessage,
  target: string,
): string | undefined => memory.departures.pageOf(idsOf({ place }, request), pageIn(place, target));

/** A visitor who is back without a token that the host could read: the handshake ends with that. */
export function endWithout(
  site: DepartureSite,
  request: IncomingMessage,
  target: string,
  { code, actual }: Pick<Refusal, 'code' | 'actual'>,
): number {
  const departure = departureOf(site, request, target);
  const { journal } = site.memory;
  const arrivedAt = printable(withoutCarried(target, site.place.facts.carrier));
  const arriving = { arrivedAtMs: site.clock(), arrivedAt };
  const handshake = journal.arrive(departure?.handshake, arriving);
  journal.settle(handshake, { state: 'refused', code, sentence: printable(actual) });
  return handshake;
}

/**
 * A visitor brought a token.
 *
 * @param target path and query of the page where they did
 * @returns the departure that it ends; undefined where it is not certain which
 */
export function departureOf(
  site: DepartureSite,
  request: IncomingMessage,
  target: string,
): Departure | undefined {
  return site.memory.departures.back(idsOf(site, request), pageIn(site.place, target));
}

/**
 * A visitor is back from the page that they had asked for, by the cookie of their browser alone.
 *
 * @returns the departure that ends so; undefined where it is not certain which
 */
export const backFrom = (
  site: Pick<Site, 'place' | 'memory'>,
  request: IncomingMessage,
  page: string | undefined,
): Departure | undefined => site.memory.departures.back(idsOf(site, request), page);
