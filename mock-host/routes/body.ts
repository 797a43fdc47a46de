import type { IncomingMessage } from 'node:http';

import type { RequestHandler } from 'express';

/** Cap of a body in octets; a token is far shorter. */
export const longestBody = 65_536;

/** What came of a body. */
export interface TakenBody {
  /** As far as it was read; never more than the cap. */
  readonly octets: Buffer;
  /** True where there is more of it than the cap. */
  readonly isTooLong: boolean;
}

/**
 * Reads a body up to the cap, and not an octet further: the rest stays where it is. The parsers that one would use read a
 * body that they refuse to its end, which may never come.
 *
 * @param patienceMs how long it may take to arrive; absent: as long as the server lets it
 */
export function takeBody(request: IncomingMessage, patienceMs?: number): Promise<TakenBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let octets = 0;
    const end = (): void => {
      clearTimeout(timer);
      request.removeListener('data', take).pause();
      resolve({ octets: Buffer.concat(chunks), isTooLong: octets > longestBody });
    };
    const take = (chunk: Buffer): void => {
      chunks.push(chunk.subarray(0, longestBody - octets));
      octets += chunk.length;
      if (octets > longestBody) end();
    };
    const timer = patienceMs === undefined ? undefined : setTimeout(end, patienceMs);
    request.on('data', take).once('end', end).once('error', end).once('close', end);
  });
}

/** True for a body that comes in another coding than its own (RFC 9110 §8.4). */
const isCoded = ({ headers }: IncomingMessage): boolean =>
  !/^(?:identity)?$/i.test(headers['content-encoding'] ?? '');

/**
 * Reads a body of JSON into `request.body`, `undefined` where its type is another one.
 *
 * @param refuse answers with 400 for what cannot be read, 413 beyond the cap, 415 for a coding
 */
export function readJson(
  refuse: (...answer: [...Parameters<RequestHandler>, status: 400 | 413 | 415]) => void,
): RequestHandler {
  return async (request, response, next) => {
    request.body = undefined;
    if (isCoded(request)) return refuse(request, response, next, 415);
    if (Number(request.headers['content-length'] ?? 0) > longestBody) {
      return refuse(request, response, next, 413);
    }
    if (typeof request.is('application/json') !== 'string') return next();
    const { octets, isTooLong } = await takeBody(request);
    if (isTooLong) return refuse(request, response, next, 413);
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(octets);
      request.body = JSON.parse(text) as unknown;
    } catch {
      return refuse(request, response, next, 400);
    }
    return next();
  };
}
