import type { IncomingMessage } from 'node:http';

import { isLoopback } from '../site.js';

/** A request that was let through: what it asks for is `originalUrl`, path and query, whatever a router makes of its `url`. */
export interface Admitted extends IncomingMessage {
  readonly originalUrl: string;
}

/** The path that such a request asks for. */
export const pathOf = ({ originalUrl }: Admitted): string => originalUrl.split('?', 1)[0] ?? '/';

/** A request that no page gets to see. */
export interface Rejection {
  readonly status: 400 | 421;
  /** For the page and the event log: constant text, nothing of the request. */
  readonly sentence: string;
}

const hostField = /^(\[[0-9a-f:.]+\]|[^\s:/?#@[\]]+)(?::\d{1,5})?$/;

/** The values of one header field, duplicates kept, which Node would fold or drop. */
function fieldValues(request: IncomingMessage, name: string): readonly string[] {
  return request.rawHeaders.filter(
    (_value, index, all) => index % 2 === 1 && all[index - 1]?.toLowerCase() === name,
  );
}

/** The host names, in lower case, that requests may name besides those of this machine. */
export type OurHosts = readonly string[];

/** True where a `Host` value names one of our hosts or this machine, whatever the port (against DNS rebinding). */
export function isOurHost(value: string, ours: OurHosts): boolean {
  const host = hostField.exec(value.toLowerCase())?.[1];
  return host !== undefined && (ours.includes(host) || isLoopback(host));
}

/**
 * The path and query of a request target (RFC 9112 §3.2); undefined where it is none that a browser
 * could have sent: two slashes first, a backslash, a fragment, a control character, a dot segment, a bare `%`.
 */
export function originForm(target: string, ours: OurHosts): string | undefined {
  const absolute = /^https?:\/\/([^/?#]*)(.*)$/i.exec(target);
  if (absolute !== null && !isOurHost(absolute[1] ?? '', ours)) return undefined;
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
 * Judges a request by its `Host` fields (RFC 9112 §3.2) and its target.
 *
 * @returns the path and query that it asks for, or why no page gets to see it
 */
export function gate(request: IncomingMessage, ours: OurHosts): string | Rejection {
  const hosts = fieldValues(request, 'host');
  if (hosts.length !== 1 || hosts[0] === '') {
    return { status: 400, sentence: 'A request needs exactly one Host field.' };
  }
  if (!isOurHost(hosts[0] ?? '', ours)) {
    return { status: 421, sentence: 'This mock docs host does not answer for that Host.' };
  }
  return (
    originForm(request.url ?? '', ours) ?? {
      status: 400,
      sentence: 'The request target is not a plain path.',
    }
  );
}
