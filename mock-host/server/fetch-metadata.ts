import type { IncomingMessage } from 'node:http';

/**
 * What a browser says that it wants of an address (Fetch Metadata Request Headers, W3C working draft of 2021-07-20, and
 * `Sec-Purpose` of the Fetch standard): `page` for a document in a tab that somebody sees, `part` for everything else,
 * a frame and a look ahead included. `unsaid` by old browsers, by most over plain http beyond this machine, and by other
 * clients.
 */
export type Wanted = 'page' | 'part' | 'unsaid';

/** Reads what a request is for. */
export function wantedBy({ headers }: Pick<IncomingMessage, 'headers'>): Wanted {
  const destination = headers['sec-fetch-dest'];
  if (destination === undefined) return 'unsaid';
  const purpose = String(headers['sec-purpose'] ?? headers['purpose'] ?? '');
  return destination === 'document' && !/prefetch|prerender|preview/i.test(purpose)
    ? 'page'
    : 'part';
}

/** True for a request that may change something by being made: a GET, and not for a part of another page. */
export const isVisit = (request: IncomingMessage): boolean =>
  request.method === 'GET' && wantedBy(request) !== 'part';
