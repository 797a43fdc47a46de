import type { ServerResponse } from 'node:http';

import { seal } from '../../protocol/secrecy/sealed.js';
import { withoutCarried } from '../../protocol/url/callback.js';
import { queryOf } from '../../protocol/url/parse-url.js';
import { receive } from '../arrival/arrival.js';
import type { ArrivalSite } from '../arrival/arrival-record.js';
import { keptRefusal } from '../arrival/destination.js';
import { sendNote, sendTo } from '../pages/answers.js';
import { wantedBy } from '../server/fetch-metadata.js';
import type { Admitted } from '../server/gate.js';
import { breakOnDemand } from './broken-callback.js';
import { handshakeHeader } from './departure.js';
import { openSession } from './session.js';
import { arriving, refusedPage } from './verify.js';

/** True where the query of a request has a parameter of that name. */
export const hasParameter = (request: Admitted, name: string): boolean =>
  queryOf(request.originalUrl).has(name);

/**
 * Takes a token that stands in the query, and sends the browser on without it: to the page that was asked for, or to
 * the page that says why not.
 */
export async function takeFromQuery(
  site: ArrivalSite,
  request: Admitted,
  response: ServerResponse,
): Promise<void> {
  if (wantedBy(request) === 'part') {
    const sentence = 'Only a page that somebody opens logs in: another page asked for this one.';
    const path = withoutCarried(request.originalUrl, site.place.facts.carrier);
    site.log.tell({ kind: 'request-refused', sentence, path });
    sendNote(site, response, 403, 'You are not logged in', sentence);
    return;
  }
  if (breakOnDemand(site, request, response)) return;
  const visitor = arriving(site, request, request.originalUrl);
  const outcome = await receive(site, seal(''), request.originalUrl, visitor);
  response.setHeader(handshakeHeader, outcome.handshake);
  if (!outcome.accepted) {
    const kept = keptRefusal(site.place, outcome, request.originalUrl, outcome.handshake);
    sendTo(response, refusedPage(site.place, site.memory.refusals.keep(kept)));
    return;
  }
  if (outcome.again) {
    sendTo(response, outcome.location);
    return;
  }
  const { cookies, location } = openSession(site, visitor, outcome);
  response.setHeader('Set-Cookie', cookies);
  sendTo(response, location);
}
