import type { Exchange } from '../../../protocol/exchange.js';

/** Some servers take request lines of 4 KiB, all of them those of 2 KiB. */
const isLong = (url: string): boolean => url.length > 2_048;

/**
 * The sentence that names a header limit as the cause of a refusal, where the status or the page says so; with a
 * blank before it, otherwise empty.
 *
 * @param what the part that is long, and what to do about it besides
 */
export function limitCause({ hops, stop }: Exchange, what = 'make the token smaller'): string {
  const last = hops.at(-1);
  if (stop.code !== 'status' || last === undefined) return '';
  if (last.status === 431) {
    return ' 431 means that the request header is too large: raise the limit (Node.js: --max-http-header-size; nginx: large_client_header_buffers), or set fewer and smaller cookies.';
  }
  if (last.status !== 502) return '';
  const request = isLong(last.url.reveal())
    ? ' If it says that the upstream closed the connection, the address is too long for the server behind it (uWSGI: buffer-size; Node.js: --max-http-header-size; nginx: large_client_header_buffers).'
    : '';
  const told = last.body?.text?.reveal().includes('upstream sent too big header') === true;
  const cure = `raise its limit for response headers (nginx: proxy_buffer_size), or ${what}`;
  if (told) return ` Its page says “upstream sent too big header”: ${cure}.`;
  return ` A proxy could not use the login flow's answer; if its log says “upstream sent too big header”, ${cure}.${request}`;
}
