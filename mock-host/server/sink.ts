import type { IncomingMessage, RequestListener } from 'node:http';
import { seal } from '../../protocol/secrecy/sealed.js';
import type { Sealed } from '../../protocol/secrecy/sealed.js';
import type { Certificate } from './certificate.js';
import { openLoopbackServer } from './loopback.js';

/** One request that reached a name which nobody should contact. */
export interface SinkRecord {
  /** Our clock in milliseconds since the epoch, when the request head had arrived. */
  readonly atMs: number;
  readonly scheme: 'http' | 'https';
  /** The `Host` field as sent; empty where there was none. */
  readonly host: string;
  readonly method: string;
  /** The request target (RFC 9112 §3.2): path and query, never a fragment. */
  readonly url: Sealed;
  readonly headers: readonly (readonly [name: string, value: Sealed])[];
  /** The body as UTF-8 text, at most 64 KiB of it. */
  readonly body: Sealed;
}

/** The local end of every hostile name: the witness of a leak. */
export interface Sink {
  readonly port: number;
  /** What reached it so far, in order of arrival; a body that is still coming is not in it yet. */
  records(): readonly SinkRecord[];
  clear(): void;
  /** Ends the server and every connection at once; safe to call twice. */
  close(): Promise<void>;
}

const bodyCap = 65_536;
const emptyPage = '<!doctype html><title>empty</title>';

/** Starts a sink on a free port of 127.0.0.1, for http and https alike. */
export async function openSink(certificate: Certificate): Promise<Sink> {
  const records: SinkRecord[] = [];
  const handler: RequestListener = (request, response) => {
    const atMs = Date.now();
    void readBody(request).then((body) => {
      records.push({
        atMs,
        scheme: 'encrypted' in request.socket ? 'https' : 'http',
        host: request.headers.host ?? '',
        method: request.method ?? '',
        url: seal(request.url ?? ''),
        headers: fields(request.rawHeaders),
        body: seal(body),
      });
      const page = request.headers['sec-fetch-dest'] ?? 'document';
      // Anybody may read the answer, or a page's own cross-origin request would be cut short by a preflight.
      response.setHeader('access-control-allow-origin', request.headers.origin ?? '*');
      response.setHeader('access-control-allow-credentials', 'true');
      response.setHeader('access-control-allow-methods', '*');
      const asked = request.headers['access-control-request-headers'];
      if (asked !== undefined) response.setHeader('access-control-allow-headers', asked);
      response.setHeader('cache-control', 'no-store');
      if (page !== 'document') return void response.writeHead(204).end();
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(emptyPage);
    });
  };
  const server = await openLoopbackServer({ certificate, handler });
  return {
    port: server.port,
    records: () => [...records],
    clear: () => void records.splice(0),
    close: () => server.close(),
  };
}

/** Reads a body to its end and keeps the first 64 KiB; what came so far where the sender gave up. */
function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let kept = 0;
    request.on('data', (chunk: Buffer) => {
      if (kept < bodyCap) chunks.push(chunk.subarray(0, bodyCap - kept));
      kept += chunk.length;
    });
    request.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
  });
}

function fields(raw: readonly string[]): SinkRecord['headers'] {
  const pairs: (readonly [string, Sealed])[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    pairs.push([raw[at] ?? '', seal(raw[at + 1] ?? '')]);
  }
  return pairs;
}
