import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

import { slow } from './faults/slow.js';
import { sendJson, sendNote, type PageSite } from './pages/answers.js';
import { bodyFaults, longestBody, type BodyFault } from './routes/body.js';
import { own } from './routes/login-link.js';
import { gate, type Admitted } from './server/gate.js';
import { addWebHeaders } from './server/headers.js';
import type { Site } from './site.js';

/** What every request passes before a route sees it, and how the host refuses one. */

/** What a refusal needs: a page that says why, and a line in the log. */
export type LoggedSite = PageSite & Pick<Site, 'log'>;

/** What was asked for, as far as it can be read, for the log. */
function requestWords(request: IncomingMessage): {
  readonly path: string;
  readonly details: string[];
} {
  const { method = '', url = '', headers } = request;
  return { path: url, details: [`method: ${method}, host: ${headers.host ?? 'none'}`] };
}

/** Refuses a request: a page that says why, and an event. */
export function refuse(
  site: LoggedSite,
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  sentence: string,
): void {
  site.log.tell({ kind: 'request-refused', sentence, ...requestWords(request) });
  sendNote(site, response, status, 'The request was refused', sentence);
}

/** Refuses a body that cannot be read. */
export function refuseBody(
  { log }: Pick<Site, 'log'>,
  request: IncomingMessage,
  response: ServerResponse,
  status: BodyFault,
): void {
  const { error, sentence } = bodyFaults[status];
  log.tell({ kind: 'request-refused', sentence, ...requestWords(request) });
  sendJson(response, status, { error });
}

/** The last resort: no stack trace, and a 500 only where the host itself is at fault. */
export function endBroken(
  { log }: Pick<Site, 'log'>,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): void {
  const claimed: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, 'status') : 0;
  const status = typeof claimed === 'number' && claimed >= 400 && claimed < 500 ? claimed : 500;
  const sentence =
    status === 500 ? 'The mock docs host itself broke.' : `A request got a ${status}.`;
  log.tell({
    kind: status === 500 ? 'broken' : 'request-refused',
    sentence,
    ...requestWords(request),
  });
  if (response.headersSent) response.destroy();
  else sendJson(response, status, { error: status === 413 ? 'too-large' : 'malformed' });
}

/** True for a body whose length is not announced, or is more than any page here sends. */
const isLong = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined ||
  Number(headers['content-length'] ?? 0) > longestBody;

/** Takes a request; undefined for one that is another route's. A rejection is the host's own fault. */
export type Taker = (request: Admitted, response: ServerResponse) => Promise<void> | undefined;

/**
 * The way in: headers first, so that refusals have them, too; then the gate, and what was ordered to come late.
 *
 * @param often takes what comes most often: a router that looks through all its routes costs as much as a page
 * @param routes take all else
 * @param beforePage a page is not answered before this has come; absent: at once
 */
export function openEntrance(
  site: LoggedSite & Pick<Site, 'memory'>,
  often: Taker,
  routes: RequestListener,
  beforePage?: () => Promise<unknown>,
): RequestListener {
  const { docsHost, allowedHosts } = site.place;
  const ours = [docsHost, ...allowedHosts];
  return (request, response) => {
    addWebHeaders(response);
    // What is still under way when the answer is given is not read: the connection ends with it.
    if (isLong(request)) response.shouldKeepAlive = false;
    const path = gate(request, ours);
    if (typeof path !== 'string') {
      refuse(site, request, response, path.status, path.sentence);
      return;
    }
    request.url = path;
    const admitted = Object.assign(request, { originalUrl: path });
    const fail = (error: unknown): void => endBroken(site, request, response, error);
    const take = (): void => {
      try {
        const taken = often(admitted, response);
        if (taken === undefined) routes(request, response);
        else taken.catch(fail);
      } catch (error) {
        fail(error);
      }
    };
    const takeLate = (): void => slow(site, admitted, response, take);
    // What pages load is answered at once.
    const waits = beforePage !== undefined && request.method === 'GET';
    if (!waits || path.includes(`${own}/`)) takeLate();
    else beforePage().then(takeLate, fail);
  };
}
