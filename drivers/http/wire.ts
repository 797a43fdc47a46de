import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import { endlessBodyMs, openEndlessPaths } from './endless-bodies.js';
import { lookupFor } from './local-names.js';
import { trusting } from './trusted-roots.js';

/** Octets of a response body that are read before reading stops. */
export const bodyCap: number = 2 * 1024 * 1024;
/** Octets of a response head that are accepted: what Chromium takes. */
const headCap = 262_144;
/** Octets kept of a connection: a whole head and what may follow it. */
const rawCap = headCap + 131_072;
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

/** A response as the parser read it; its body up to the cap, still encoded. */
export interface WireAnswer {
  readonly status: number;
  readonly reason: string;
  /** Raw fields, latin1, duplicates kept. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly truncated: boolean;
}

/** What went wrong, and whether a response head had arrived by then. */
export interface WireFault {
  readonly error: NodeJS.ErrnoException;
  readonly phase: 'before-head' | 'in-body';
  /** How long the body had, where that was less than the time-out because it did not end before. */
  readonly bodyMs?: number;
}

/** Everything that one request brought. Times are milliseconds since the epoch. */
export interface WireOutcome {
  readonly sentAtMs: number;
  /** When the response head had arrived, or when the fault showed. */
  readonly receivedAtMs: number;
  /** All octets of the connection from this response on, up to a cap. */
  readonly raw: Buffer;
  readonly answer?: WireAnswer;
  readonly fault?: WireFault;
}

/** Kept-alive connections of one driver. */
export interface Wire {
  /** Sends one request; resolves for every fault of the other side, rejects only when aborted. */
  ask(request: WireRequest): Promise<WireOutcome>;
  close(): void;
}

/** A timeout, told apart from the platform's own error codes. */
export const timedOut = 'DOCS_HANDSHAKE_TIMEOUT';

const fault = (code: string): NodeJS.ErrnoException => Object.assign(new Error(code), { code });

/** The path and query of a URL exactly as spelled (RFC 9112 §3.2.1 origin-form). */
export function requestPath(url: string): string {
  const path = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/#.*$/s, '');
  return path.startsWith('/') ? path : `/${path}`;
}

/**
 * Opens a pool of connections.
 *
 * @param options.mapHost gives the real address of an origin that does not resolve here
 * @param options.ca an authority that is trusted besides those of the system, as PEM
 */
export function openWire(options: {
  readonly signal?: AbortSignal;
  readonly mapHost?: (origin: string) => MappedHost | undefined;
  readonly ca?: string;
}): Wire {
  const plain = new http.Agent({ keepAlive: true });
  const { ca } = options;
  const secure = new https.Agent({
    keepAlive: true,
    ...(ca === undefined ? {} : { secureContext: trusting(ca) }),
  });
  // One that trusts the certificates of a mapped host, and nothing else.
  const standIn = new https.Agent({ keepAlive: true });
  const active = new Set<http.ClientRequest>();
  const endless = openEndlessPaths();
  const endlessRedirects = openEndlessPaths();
  // One listener for the driver, not one per request: many visits share the signal.
  const abort = (): void => {
    for (const request of active) request.destroy(fault('ABORT_ERR'));
    plain.destroy();
    secure.destroy();
    standIn.destroy();
  };
  options.signal?.addEventListener('abort', abort, { once: true });

  const start = (request: WireRequest): http.ClientRequest => {
    const url = new URL(request.url);
    const mapped = options.mapHost?.(url.origin);
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
  };

  const once = async (request: WireRequest): Promise<WireOutcome & { reused: boolean }> => {
    options.signal?.throwIfAborted();
    let outgoing: http.ClientRequest;
    try {
      outgoing = start(request);
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
      options.signal?.throwIfAborted();
    }
  };

  return {
    ask: async (request) => {
      const first = await once(request);
      // A kept-alive connection that the server had just closed says nothing about the server: browsers ask again.
      const stale = first.reused && first.raw.length === 0 && first.fault?.error.code !== timedOut;
      return stale && first.fault !== undefined ? once(request) : first;
    },
    close: () => {
      options.signal?.removeEventListener('abort', abort);
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

/** Sends a request and gathers all that comes back. */
function exchange(
  outgoing: http.ClientRequest,
  request: WireRequest,
  patience: { readonly bodyMs: number; readonly redirectMs: number },
): Promise<WireOutcome & { reused: boolean }> {
  return new Promise((resolve) => {
    const sentAtMs = Date.now();
    let receivedAtMs: number | undefined;
    const raw: Buffer[] = [];
    let rawBytes = 0;
    const chunks: Buffer[] = [];
    let bytes = 0;
    let incoming: http.IncomingMessage | undefined;
    let socket: Socket | undefined;
    let settled = false;

    const keep = (data: Buffer): void => {
      if (rawBytes < rawCap) raw.push(data.subarray(0, rawCap - rawBytes));
      rawBytes += data.length;
    };
    const settle = (truncated: boolean, error?: NodeJS.ErrnoException): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      socket?.off('data', keep);
      if (error !== undefined || truncated) outgoing.destroy();
      const answer: WireAnswer | undefined = incoming && {
        status: incoming.statusCode ?? 0,
        reason: incoming.statusMessage ?? '',
        fields: pairs(incoming.rawHeaders),
        body: Buffer.concat(chunks),
        truncated: truncated || error !== undefined,
      };
      // A redirect was complete with its head: whatever happens to its body is not seen by a browser.
      const forgiven = answer !== undefined && redirects(answer);
      resolve({
        sentAtMs,
        receivedAtMs: receivedAtMs ?? Date.now(),
        raw: Buffer.concat(raw),
        reused: outgoing.reusedSocket,
        ...(answer === undefined ? {} : { answer }),
        ...(error === undefined || forgiven
          ? {}
          : {
              fault: {
                error,
                phase: answer === undefined ? 'before-head' : 'in-body',
                ...(patience.bodyMs < request.timeoutMs ? { bodyMs: patience.bodyMs } : {}),
              },
            }),
      });
    };
    let timer = setTimeout(() => settle(true, fault(timedOut)), request.timeoutMs);

    // The socket's data come before the parser has them, so they are kept even where it gives up.
    outgoing.on('socket', (connected) => {
      socket = connected;
      connected.prependListener('data', keep);
    });
    // Node drops fields past about a thousand unless told not to.
    outgoing.maxHeadersCount = 0;
    outgoing.on('error', (error: NodeJS.ErrnoException) => settle(false, error));
    outgoing.on('response', (response) => {
      incoming = response;
      receivedAtMs = Date.now();
      if (redirects({ status: response.statusCode ?? 0, fields: pairs(response.rawHeaders) })) {
        clearTimeout(timer);
        timer = setTimeout(() => settle(true), Math.min(patience.redirectMs, request.timeoutMs));
      } else if (patience.bodyMs < request.timeoutMs) {
        clearTimeout(timer);
        timer = setTimeout(() => settle(true, fault(timedOut)), patience.bodyMs);
      }
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk.subarray(0, bodyCap - bytes));
        bytes += chunk.length;
        if (bytes > bodyCap) settle(true);
      });
      response.on('end', () => settle(false));
      response.on('error', (error: NodeJS.ErrnoException) => settle(false, error));
      response.on('close', () =>
        settle(false, response.complete ? undefined : fault('ECONNRESET')),
      );
    });
    outgoing.on('close', () => settle(false, fault('ECONNRESET')));
    outgoing.end(request.body);
  });
}

/** True for a status that browsers follow (Fetch "redirect status") with a `Location` that is not empty. */
export function redirects(answer: Pick<WireAnswer, 'status' | 'fields'>): boolean {
  return (
    [301, 302, 303, 307, 308].includes(answer.status) &&
    answer.fields.some(([name, value]) => name.toLowerCase() === 'location' && value.trim() !== '')
  );
}

function pairs(flat: readonly string[]): readonly (readonly [string, string])[] {
  const fields: (readonly [string, string])[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) fields.push([flat[i] ?? '', flat[i + 1] ?? '']);
  return fields;
}
