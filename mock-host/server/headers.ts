import { STATUS_CODES, type ServerResponse } from 'node:http';

/**
 * What a page may load, ask and send.
 *
 * @param asked further origins that its scripts may ask whether they answer
 * @param submitted further origins to which a form may lead
 */
export const contentPolicy = (
  asked: readonly string[] = [],
  submitted: readonly string[] = [],
): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    ["connect-src 'self'", ...asked].join(' '),
    "base-uri 'none'",
    "object-src 'none'",
    ["form-action 'self'", ...submitted].join(' '),
    "frame-ancestors 'none'",
  ].join('; ');

/** Sent with every response, errors included: nothing of a page may leave, be framed, be stored or be guessed. */
export const webHeaders: readonly (readonly [name: string, value: string])[] = [
  ['Content-Security-Policy', contentPolicy()],
  ['Referrer-Policy', 'no-referrer'],
  ['X-Content-Type-Options', 'nosniff'],
  ['Cache-Control', 'no-store'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['X-Robots-Tag', 'noindex'],
];

/** Puts the headers onto a response that has not begun. */
export function addWebHeaders(response: ServerResponse): void {
  for (const [name, value] of webHeaders) response.setHeader(name, value);
}

/** The text of an answer that says nothing but its status. */
export const bareBody = (status: number): string =>
  `${status} ${STATUS_CODES[status] ?? 'Bad Request'}\n`;

/**
 * A whole response as text, for requests that Node's parser refuses before any handler sees them.
 *
 * @param status such as 400, 408, 431
 * @param fields what this status needs besides
 */
export function bareAnswer(
  status: number,
  fields: readonly (readonly [name: string, value: string])[] = [],
): string {
  const phrase = STATUS_CODES[status] ?? 'Bad Request';
  const body = bareBody(status);
  const headers = [
    ...webHeaders,
    ...fields,
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Content-Length', String(Buffer.byteLength(body))],
    ['Connection', 'close'],
  ];
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `HTTP/1.1 ${status} ${phrase}\r\n${head}\r\n${body}`;
}
