import type { IncomingMessage, ServerResponse } from 'node:http';

import { isObject } from '../../protocol/json.js';
import { seal } from '../../protocol/secrecy/sealed.js';
import { parseUrl } from '../../protocol/url/parse-url.js';
import { receive } from '../arrival/arrival.js';
import type { ArrivalSite, Arriving } from '../arrival/arrival-record.js';
import { keptRefusal } from '../arrival/destination.js';
import { faultsOf } from '../faults/story.js';
import { sendJson, visitorOf } from '../pages/answers.js';
import { publicUser } from '../docs/user-words.js';
import { wayBackWords } from '../pages/notices.js';
import { pathOf, type Admitted } from '../server/gate.js';
import type { Place } from '../site.js';
import { isJson, saysLength } from './body.js';
import { breakOnDemand } from './broken-callback.js';
import { departureOf, handshakeHeader } from './departure.js';
import { isRelativePage, isReserved, loginPage } from './login-link.js';
import { openSession } from './session.js';

/** Why a page that judges tokens by itself handed one over, in the words that it shows. */
const reasons = {
  'no-webcrypto':
    'This page is plain http beyond this machine, where browsers have no crypto.subtle, so it could not verify the token: the mock docs host did. Open the docs at an https origin, or at one of localhost.',
  'no-algorithm':
    "This browser cannot verify the handshake's algorithm with crypto.subtle (Ed25519: Chromium from 137), so the mock docs host verified the token. Use a newer browser.",
  'no-judge':
    'The page could not judge the token by itself, so the mock docs host verified it. Load the page anew without extensions that keep scripts from it.',
} as const;

interface Handed {
  readonly fragment: string;
  readonly path: string;
  /** Present where the page would have judged by itself. */
  readonly because?: keyof typeof reasons;
}

/** Reads the body: exactly a fragment and the page it was taken from, and perhaps a reason; undefined for anything else. */
function readBody(body: unknown): Handed | undefined {
  if (!isObject(body)) return undefined;
  const { fragment, path, because, ...rest } = body;
  if (Object.keys(rest).length > 0) return undefined;
  if (typeof fragment !== 'string' || typeof path !== 'string') return undefined;
  if (because === undefined) return { fragment, path };
  return typeof because === 'string' && Object.hasOwn(reasons, because)
    ? { fragment, path, because: because as keyof typeof reasons }
    : undefined;
}

/** True for a page that takes tokens: the callback path, or any docs page where there is none. */
export function takesTokens(
  place: Pick<Place, 'facts' | 'docsOrigin' | 'docsPath'>,
  path: string,
): boolean {
  const url = isRelativePage(path) ? parseUrl(path, place.docsOrigin) : undefined;
  if (url === undefined) return false;
  const { pathname } = url;
  // `/..//x` resolves to `//x`, and a page that went there would leave the docs.
  if (pathname.startsWith('//')) return false;
  const { callbackPath } = place.facts;
  if (callbackPath !== undefined) return pathname === callbackPath;
  if (pathname !== place.docsPath && !pathname.startsWith(`${place.docsPath}/`)) return false;
  return !isReserved(pathname.slice(place.docsPath.length), place.facts);
}

/** True for a request that one of our own pages made, or no page at all. */
export function isOwnRequest(place: Pick<Place, 'docsOrigin'>, request: IncomingMessage): boolean {
  const { origin } = request.headers;
  const from = request.headers['sec-fetch-site'];
  return (
    (origin ?? place.docsOrigin) === place.docsOrigin && (from ?? 'same-origin') === 'same-origin'
  );
}

/** Where the page goes after a refusal. */
export function refusedPage(place: Pick<Place, 'docsPath' | 'facts'>, id: string): string {
  return `${loginPage(place)}/refused?reason=${id}`;
}

/**
 * Who brings a token.
 *
 * @param target path and query of the page where they do
 */
export function arriving(site: ArrivalSite, request: IncomingMessage, target: string): Arriving {
  const departure = departureOf(site, request, target);
  return {
    ...visitorOf(site, request),
    faults: faultsOf(request),
    ...(departure !== undefined && { departure }),
  };
}

/**
 * Answers a page that hands over what it took from its fragment: 200 or 403 with the place to go to.
 *
 * @param body parsed before; `undefined` where it was no JSON
 */
export async function verify(
  site: ArrivalSite,
  request: Admitted,
  response: ServerResponse,
  body: unknown,
): Promise<void> {
  if (!isOwnRequest(site.place, request)) {
    const message = `Open the docs at ${site.place.docsOrigin} and log in there.`;
    const docs = `${site.place.docsOrigin}${site.place.docsPath}/`;
    site.log.tell({
      kind: 'request-refused',
      sentence: `A page of another origin sent a token. ${message}`,
      details: [`origin: ${request.headers.origin ?? 'not named'}`],
    });
    sendJson(response, 403, { error: 'foreign-origin', message, docs });
    return;
  }
  // One that could be read is JSON.
  if (body === undefined && saysLength(request) && !isJson(request)) {
    sendJson(response, 415, { error: 'json-wanted' });
    return;
  }
  const handed = readBody(body);
  if (handed === undefined || !takesTokens(site.place, handed.path)) {
    site.log.tell({
      kind: 'request-refused',
      sentence: 'A token came in a body that no page here sends.',
      path: pathOf(request),
    });
    sendJson(response, 400, { error: 'malformed' });
    return;
  }
  const why = handed.because === undefined ? undefined : reasons[handed.because];
  if (why !== undefined) {
    site.log.tell({ kind: 'verified-here', sentence: why, path: handed.path });
  }
  // Where there is no callback of its own, this is it.
  const isCallback = site.place.facts.callbackPath === undefined;
  if (isCallback && breakOnDemand(site, request, response, handed.path)) return;
  const visitor = arriving(site, request, handed.path);
  const outcome = await receive(site, seal(handed.fragment), handed.path, visitor);
  response.setHeader(handshakeHeader, outcome.handshake);
  if (!outcome.accepted) {
    const kept = keptRefusal(site.place, outcome, handed.path, outcome.handshake);
    const location = refusedPage(site.place, site.memory.refusals.keep(kept));
    sendJson(response, 403, { outcome: 'refused', code: outcome.code, location });
    return;
  }
  const { user, endsAtMs, location } = outcome;
  if (site.place.facts.docsAreOpen) {
    const anchor = outcome.anchor ?? '';
    const notices = [...(why === undefined ? [] : [why]), ...outcome.wayBack.map(wayBackWords)];
    const said = notices.length === 0 ? {} : { notices };
    const kept = { user: publicUser(user), endsAtMs, anchor, ...said };
    sendJson(response, 200, { outcome: 'accepted', location, ...kept });
    return;
  }
  if (outcome.again) {
    sendJson(response, 200, { outcome: 'accepted', location });
    return;
  }
  const opened = openSession(site, visitor, outcome);
  response.setHeader('Set-Cookie', opened.cookies);
  sendJson(response, 200, { outcome: 'accepted', location: opened.location });
}
