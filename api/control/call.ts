import { request as send, type IncomingMessage } from 'node:http';

import { Failure } from '../../protocol/failure.js';
import { isObject } from '../../protocol/json.js';

/** Where the API of a docs host is, and what it asks for. */
export interface ApiAddress {
  /** Such as `http://localhost:4748/_docs-handshake/api/v1`. */
  readonly apiUrl: string;
  readonly apiToken: string;
}

/** One call. */
export interface ApiCall {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the API's address, query included. */
  readonly path: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Calls the API and gives what it answers; the type is the caller's word for it. */
export type CallApi = <T>(call: ApiCall) => Promise<T>;

/** An answer, whole. */
async function textOf(answer: IncomingMessage): Promise<string> {
  answer.setEncoding('utf8');
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  return text;
}

const parsed = (text: string): unknown => {
  try {
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
};

/** What is thrown for an answer that is no success. */
function failureOf(status: number, value: unknown): Failure {
  const said = isObject(value) && typeof value['message'] === 'string' ? value['message'] : '';
  if (status === 401) return new Failure('usage', 'apiToken is not that of this docs host.');
  return new Failure('usage', said === '' ? `The docs host answers with status ${status}.` : said);
}

/**
 * Opens the way to an API.
 *
 * @returns calls that throw Failure `usage` for what the host refuses, `unreachable` where nobody answers
 */
export function openCalls({ apiUrl, apiToken }: ApiAddress): CallApi {
  return <T>({ method = 'GET', path, body, signal }: ApiCall): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const request = send(`${apiUrl}${path}`, {
        method,
        agent: false,
        ...(signal && { signal }),
        headers: {
          authorization: `Bearer ${apiToken}`,
          ...(text !== undefined && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(text),
          }),
        },
      });
      request.on('response', (answer) => {
        const { statusCode = 0 } = answer;
        textOf(answer).then((whole) => {
          const value = parsed(whole);
          if (statusCode < 300) resolve(value as T);
          else reject(failureOf(statusCode, value));
        }, reject);
      });
      request.on('error', (cause) => {
        const ended = signal?.aborted === true ? (signal.reason as unknown) : undefined;
        if (ended instanceof Error) return reject(ended);
        reject(new Failure('unreachable', `Nobody answers at ${apiUrl}.`, { cause }));
      });
      request.end(text);
    });
}
