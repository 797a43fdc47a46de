import { readDocsAddress } from '../configuration/target/addresses.js';
import { readNumber } from '../configuration/numbers.js';
import { the, usage } from '../configuration/setting-failure.js';
import { isLoopback } from '../mock-host/site.js';
import type { HandshakeFacts } from '../protocol/handshake.js';

/** Where the mock docs host is to be found. */
export interface ServedAddress {
  /** Absent: `http://localhost` with the port. */
  readonly docs?: { readonly docsOrigin: string; readonly docsPath: string };
  /** On this machine; 0 for any free one. */
  readonly port: number;
}

const defaultPort = 4747;

/** The port of an origin, the default one of its scheme included. */
export function portOf(origin: string): number {
  const { port, protocol } = new URL(origin);
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

/** Where a docs host takes tokens, as a path: the docs themselves where any page does. */
export const callbackPathOf = (
  { callbackPath, allowsDocsPath, redeems }: HandshakeFacts,
  docsPath: string,
): string => {
  // Where a page redeems codes it is one of the docs, below their subpath.
  const below = redeems !== undefined && allowsDocsPath ? docsPath : '';
  return callbackPath === undefined ? docsPath : below + callbackPath;
};

/**
 * Reads `--docs-origin` and `--port` together: an origin on this machine is served on its own port, since a
 * browser would look for it nowhere else.
 *
 * @throws Failure `usage`
 */
export function readServedAddress(
  options: { readonly docsOrigin?: string; readonly port?: string },
  facts: HandshakeFacts,
): ServedAddress {
  const port = options.port === undefined ? undefined : readNumber('port', options.port);
  if (options.docsOrigin === undefined) return { port: port ?? defaultPort };
  const docs = readDocsAddress(options.docsOrigin, facts);
  const url = new URL(docs.docsOrigin);
  if (!isLoopback(url.hostname)) return { docs, port: port ?? defaultPort };
  if (/^127\.(?!0\.0\.1$)/.test(url.hostname)) {
    throw usage`${the('docsOrigin')} ${docs.docsOrigin} is not served: the host listens on 127.0.0.1 and [::1] alone.`;
  }
  const own = portOf(docs.docsOrigin);
  if (port !== undefined && port !== own) {
    throw usage`${the('docsOrigin')} ${docs.docsOrigin} is on port ${String(own)}, but ${the('port')} is ${String(port)}: leave out one of them, or make them agree.`;
  }
  return { docs, port: own };
}
