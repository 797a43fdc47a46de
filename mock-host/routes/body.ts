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
    let isOver = false;
    const end = (): void => {
      // A request that has ended is closed, too.
      if (isOver) return;
      isOver = true;
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

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Why a body is not taken, by the status of the answer: for programs, and as a sentence. */
export const bodyFaults: Readonly<
  Record<400 | 413 | 415, { readonly error: string; readonly sentence: string }>
> = {
  400: { error: 'malformed', sentence: 'A body cannot be read as JSON.' },
  413: {
    error: 'too-large',
    sentence: `A body has more than ${longestBody.toLocaleString('en')} octets.`,
  },
  415: { error: 'coded', sentence: 'A body came in a coding, such as gzip.' },
};

/** Statuses of bodies that are not taken. */
export type BodyFault = keyof typeof bodyFaults;

/** True for a request that brings a body (RFC 9112 §6.3). */
export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** True for a request that says of a body how long it is, be it empty. */
export const saysLength = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || headers['content-length'] !== undefined;

/** True for a body that says of itself that it is JSON. */
export const isJson = ({ headers }: IncomingMessage): boolean =>
  /^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '');

/** Reads a body of JSON: its value, or the status with which it is refused. */
export async function takeJson(
  request: IncomingMessage,
): Promise<{ readonly value: unknown } | { readonly status: BodyFault }> {
  if (isCoded(request)) return { status: 415 };
  if (Number(request.headers['content-length'] ?? 0) > longestBody) return { status: 413 };
  const { octets, isTooLong } = await takeBody(request);
  if (isTooLong) return { status: 413 };
  try {
    return { value: JSON.parse(utf8.decode(octets)) as unknown };
  } catch {
    return { status: 400 };
  }
}

/** The same; the value is `undefined` where there is no body, or one of another type. */
export const readBody = async (
  request: IncomingMessage,
): Promise<{ readonly value: unknown } | { readonly status: BodyFault }> =>
  hasBody(request) && (isJson(request) || isCoded(request))
    ? takeJson(request)
    : { value: undefined };

/**
 * Reads a body of JSON into `request.body`, `undefined` where its type is another one.
 *
 * @param refuse answers with 400 for what cannot be read, 413 beyond the cap, 415 for a coding
 */
export function readJson(
  refuse: (...answer: [...Parameters<RequestHandler>, status: BodyFault]) => void,
): RequestHandler {
  return async (request, response, next) => {
    const taken = await readBody(request);
    if ('status' in taken) return refuse(request, response, next, taken.status);
    request.body = taken.value;
    return next();
  };
}
