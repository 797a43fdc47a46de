import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { endlessBodyMs, openEndlessPaths } from '../endless-bodies.js';
import type { EndlessPaths } from '../endless-bodies.js';
import { lookupFor } from './local-names.js';
import { exchange, fault, headCap, redirects, timedOut } from './response.js';
import type { WireOutcome } from './response.js';
import { trusting } from './trusted-roots.js';

/** A browser follows a redirect at its head, so its body gets this long and no more, in milliseconds. */
const redirectBodyMs = 1_000;
/** The same, where it did not end before. */
const quickBodyMs = 100;

/** Where a host name really is: the address to connect to, and the certificates to trust for it. */
export interface MappedHost {
  readonly host: string;
  readonly port: number;
  /** PEM; the platform's own roots where absent. */
  readonly ca?: string;
}

/** One request as it goes over the wire. */
export interface WireRequest {
  readonly method: string;
  /** Absolute `http:` or `https:` URL; its path and query are sent as they are spelled here. */
  readonly url: string;
  /** Every header field, `Host` included, in order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Uint8Array;
  /** For the whole response, in milliseconds. */
  readonly timeoutMs: number;
}

/** Kept-alive connections of one driver. */
export interface Wire {
  /** Sends one request; resolves for every fault of the other side, rejects only when aborted. */
  ask(request: WireRequest): Promise<WireOutcome>;
  close(): void;
}

/** The path and query of a URL exactly as spelled (RFC 9112 §3.2.1 origin-form). */
export function requestPath(url: string): string {
  const path = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/#.*$/s, '');
  return path.startsWith('/') ? path : `/${path}`;
}

/** The pools of kept-alive connections of one driver. */
interface Agents {
  readonly plain: http.Agent;
  readonly secure: https.Agent;
  /** Trusts the certificates of a mapped host, and nothing else. */
  readonly standIn: https.Agent;
}

/** Begins a request. Throws where the platform refuses to write it. */
function start(
  request: WireRequest,
  mapped: MappedHost | undefined,
  { plain, secure, standIn }: Agents,
): http.ClientRequest {
  const url = new URL(request.url);
  const isSecure = url.protocol === 'https:';
  const name = url.hostname.replace(/^\[|\]$/g, '');
  const shared: http.RequestOptions = {
    host: mapped?.host ?? name,
    ...(mapped === undefined ? lookupFor(name) : {}),
    port: mapped?.port ?? (url.port === '' ? (isSecure ? 443 : 80) : Number(url.port)),
    method: request.method,
    path: requestPath(request.url),
    headers: request.headers.flat(),
    maxHeaderSize: headCap,
    insecureHTTPParser: true,
  };
  if (!isSecure) return http.request({ ...shared, agent: plain });
  return https.request({
    ...shared,
    agent: mapped?.ca === undefined ? secure : standIn,
    // Stated, or Node would take it from a `Host` field that the visit replaced.
    servername: isIP(name) === 0 ? name : '',
    ...(mapped?.ca === undefined ? {} : { ca: mapped.ca }),
  });
}

/** How a pool of connections is opened. */
export interface WireOptions {
  readonly signal?: AbortSignal;
  /** Gives the real address of an origin that does not resolve here. */
  readonly mapHost?: (origin: string) => MappedHost | undefined;
  /** An authority that is trusted besides those of the system, as PEM. */
  readonly ca?: string;
}

/** A pool at work: the requests that are under way, and the paths whose bodies did not end. */
interface Pool extends WireOptions {
  readonly agents: Agents;
  readonly active: Set<http.ClientRequest>;
  readonly endless: EndlessPaths;
  readonly endlessRedirects: EndlessPaths;
}

/** Sends a request over one connection. */
async function askOnce(
  pool: Pool,
  request: WireRequest,
): Promise<WireOutcome & { reused: boolean }> {
  const { signal, active, endless, endlessRedirects } = pool;
  signal?.throwIfAborted();
  let outgoing: http.ClientRequest;
  try {
    outgoing = start(request, pool.mapHost?.(new URL(request.url).origin), pool.agents);
  } catch (error) {
    return unsendable(error);
  }
  active.add(outgoing);
  try {
    const known = endless.has(request.url);
    const outcome = await exchange(outgoing, request, {
      bodyMs: known ? Math.min(endlessBodyMs, request.timeoutMs) : request.timeoutMs,
      redirectMs: endlessRedirects.has(request.url) ? quickBodyMs : redirectBodyMs,
    });
    const { answer, fault: broke } = outcome;
    if (broke?.phase === 'in-body' && broke.error.code === timedOut) endless.add(request.url);
    else if (answer?.truncated === true && redirects(answer)) endlessRedirects.add(request.url);
    return outcome;
  } finally {
    active.delete(outgoing);
    signal?.throwIfAborted();
  }
}

/** Opens a pool of connections. */
export function openWire(options: WireOptions): Wire {
  const { ca, signal } = options;
  const agents: Agents = {
    plain: new http.Agent({ keepAlive: true }),
    secure: new https.Agent({
      keepAlive: true,
      ...(ca === undefined ? {} : { secureContext: trusting(ca) }),
    }),
    standIn: new https.Agent({ keepAlive: true }),
  };
  const active = new Set<http.ClientRequest>();
  const [endless, endlessRedirects] = [openEndlessPaths(), openEndlessPaths()];
  const pool: Pool = { ...options, agents, active, endless, endlessRedirects };
  // One listener for the driver, not one per request: many visits share the signal.
  const abort = (): void => {
    for (const request of active) request.destroy(fault('ABORT_ERR'));
    for (const agent of [agents.plain, agents.secure, agents.standIn]) agent.destroy();
  };
  signal?.addEventListener('abort', abort, { once: true });
  return {
    ask: async (request) => {
      const first = await askOnce(pool, request);
      // A kept-alive connection that the server had just closed says nothing about the server: browsers ask again.
      const stale = first.reused && first.raw.length === 0 && first.fault?.error.code !== timedOut;
      return stale && first.fault !== undefined ? askOnce(pool, request) : first;
    },
    close: () => {
      signal?.removeEventListener('abort', abort);
      abort();
    },
  };
}

/** A request that the platform refuses to write, because of a character in a header field, for one. */
function unsendable(error: unknown): WireOutcome & { reused: boolean } {
  const now = Date.now();
  return {
    sentAtMs: now,
    receivedAtMs: now,
    raw: Buffer.alloc(0),
    reused: false,
    fault: {
      error: error instanceof Error ? error : new Error(String(error)),
      phase: 'before-head',
    },
  };
}
