import type { IncomingMessage } from 'node:http';

import { isLoopback } from '../site.js';

/** A request that no page gets to see. */
export interface Rejection {
  readonly status: 400 | 405 | 421;
  /** For the page and the event log: constant text, nothing of the request. */
  readonly sentence: string;
  /** The `Allow` field of a 405 (RFC 9110 §15.5.6). */
  readonly allow?: string;
}

const hostField = /^(\[[0-9a-f:.]+\]|[^\s:/?#@[\]]+)(?::\d{1,5})?$/;

/** The values of one header field, duplicates kept, which Node would fold or drop. */
function fieldValues(request: IncomingMessage, name: string): readonly string[] {
  return request.rawHeaders.filter(
    (_value, index, all) => index % 2 === 1 && all[index - 1]?.toLowerCase() === name,
  );
}

/** True where a `Host` value names the docs host or this machine, whatever the port (against DNS rebinding). */
export function isOurHost(value: string, docsHost: string): boolean {
  const host = hostField.exec(value.toLowerCase())?.[1];
  return host !== undefined && (host === docsHost || isLoopback(host));
}

/**
 * The path and query of a request target (RFC 9112 §3.2); undefined where it is none that a browser
 * could have sent: two slashes first, a backslash, a fragment, a control character, a dot segment, a bare `%`.
 */
export function originForm(target: string, docsHost: string): string | undefined {
  const absolute = /^https?:\/\/([^/?#]*)(.*)$/i.exec(target);
  if (absolute !== null && !isOurHost(absolute[1] ?? '', docsHost)) return undefined;
  const rest = absolute === null ? target : (absolute[2] ?? '');
  const path = absolute !== null && !rest.startsWith('/') ? `/${rest}` : rest;
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(path) || /[#\\]/.test(path)) return undefined;
  const [pathname = ''] = path.split('?', 1);
  try {
    const decoded = decodeURIComponent(pathname);
    const odd = /\p{Cc}/u.test(decoded) || /(?:^|[/\\])\.{1,2}(?:[/\\]|$)/.test(decoded);
    return odd ? undefined : path;
  } catch {
    return undefined;
  }
}

/**
 * Judges a request by its `Host` fields (RFC 9112 §3.2), its target and its method.
 *
 * @param posts true for a target that takes POST and nothing else
 * @returns why it is refused; undefined where it may pass
 */
export function gate(
  request: IncomingMessage,
  docsHost: string,
  posts: (path: string) => boolean,
): Rejection | undefined {
  const hosts = fieldValues(request, 'host');
  if (hosts.length !== 1 || hosts[0] === '') {
    return { status: 400, sentence: 'A request needs exactly one Host field.' };
  }
  if (!isOurHost(hosts[0] ?? '', docsHost)) {
    return { status: 421, sentence: 'This mock docs host does not answer for that Host.' };
  }
  const path = originForm(request.url ?? '', docsHost);
  if (path === undefined) {
    return { status: 400, sentence: 'The request target is not a plain path.' };
  }
  const takesPost = posts(path.split('?', 1)[0] ?? '');
  const { method } = request;
  if (takesPost ? method !== 'POST' : method !== 'GET' && method !== 'HEAD') {
    return takesPost
      ? { status: 405, sentence: 'Only POST is allowed here.', allow: 'POST' }
      : { status: 405, sentence: 'Only GET and HEAD are allowed here.', allow: 'GET, HEAD' };
  }
  return undefined;
}
