import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { loadInspector } from '../../../../mock-host/inspector/assets.js';
import type { WhatIf as Supposition } from '../../../../mock-host/control/verdicts.js';
import type { Fault, FaultWish } from '../../../../mock-host/faults/faults.js';
import type { HostState } from '../../../../mock-host/inspector/host-api.js';
import { webHeaders } from '../../../../mock-host/server/headers.js';
import type { HandshakeRecord, HandshakeVerdicts } from '../../../../protocol/handshake-record.js';

/** An origin that serves the inspector and answers its questions from what a test tells it. */
export interface InspectedHost {
  readonly origin: string;
  /** The address with the token, as `serve` prints it. */
  readonly url: string;
  readonly token: string;
  /** A handshake happens, or goes on. */
  readonly tell: (record: HandshakeRecord) => void;
  /** What is said of a handshake, from now on. */
  readonly judge: (id: number, judged: HandshakeVerdicts) => void;
  readonly state: () => HostState;
  /** What is answered when somebody supposes something; undefined where the token is gone. */
  readonly suppose: (act: (supposition: Supposition) => HandshakeVerdicts | undefined) => void;
  readonly forget: () => void;
  /** Requests to the API as `METHOD path`, and bodies after a blank. */
  readonly asked: readonly string[];
  /** How many questions are waiting for something new. */
  readonly waiting: () => number;
  readonly close: () => Promise<void>;
}

const api = '/_docs-handshake/api/v1';

const json = (response: ServerResponse, status: number, value?: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(value === undefined ? '' : JSON.stringify(value));
};

/** Starts it on a free port. */
export async function openInspectedHost(first: Partial<HostState> = {}): Promise<InspectedHost> {
  const files = await loadInspector();
  const token = 'canary-of-the-control-token';
  const records = new Map<number, { record: HandshakeRecord; revision: number }>();
  const judged = new Map<number, HandshakeVerdicts>();
  const asked: string[] = [];
  const waiters = new Set<() => void>();
  let revision = 0;
  let orders = 0;
  let faults: readonly Fault[] = [];
  let offsetMs = 0;
  let supposed: (supposition: Supposition) => HandshakeVerdicts | undefined = () => undefined;
  const state = (): HostState => ({
    docsUrl: 'http://localhost:4747',
    loginUrls: [{ name: 'Foo', url: 'http://localhost:3000/docs-login' }],
    keys: [{ name: 'docs-key.pem', fingerprint: 'SHA256:abc' }],
    handshake: 'mintlify-authentication',
    edition: '2026-03',
    editions: ['2025-06', '2026-03'],
    command:
      'npx docs-handshake check http://localhost:3000/docs-login --key docs-key.pem --docs-origin http://localhost:4747',
    steps: { visitorSent: records.size > 0, tokenCame: true, tokenAccepted: records.size > 0 },
    ...first,
    clock: { nowMs: Date.now() + offsetMs, offsetMs },
    faults,
  });
  const wake = (): void => {
    for (const act of waiters) act();
    waiters.clear();
  };
  const forget = (): void => {
    records.clear();
    judged.clear();
    orders += 1;
    wake();
  };
  const list = (response: ServerResponse, query: URLSearchParams): void => {
    const cursor = Number(query.get('cursor'));
    const news = (): readonly HandshakeRecord[] =>
      [...records.values()].filter((one) => one.revision > cursor).map(({ record }) => record);
    const answer = (): void =>
      json(response, 200, { handshakes: news(), cursor: revision, orders });
    if (news().length > 0 || query.get('wait') === '0') answer();
    else {
      waiters.add(answer);
      response.on('close', () => waiters.delete(answer));
    }
  };
  /** Verdicts on the same token under other circumstances, as a test made them beforehand. */
  const suppose = (response: ServerResponse, supposition: Supposition): void => {
    const verdicts = supposed(supposition);
    if (verdicts === undefined) json(response, 410, { message: 'The token is not kept any more.' });
    else json(response, 200, verdicts);
  };
  const order = (method: string, path: string, body: string): void => {
    if (path === '/reset') forget();
    if (path === '/clock') ({ offsetMs } = JSON.parse(body) as { offsetMs: number });
    if (path === '/faults' && method === 'POST') {
      const fault = JSON.parse(body) as Required<FaultWish>;
      const id = `f${faults.length + 1}`;
      const sentence = 'A token that would be taken is refused as expired.';
      faults = [...faults, { ...fault, id, state: 'armed', count: 0, sentence }];
    }
    if (method === 'DELETE') faults = faults.filter(({ id }) => !path.endsWith(id));
  };
  const server = createServer((request, response) => {
    for (const [name, value] of webHeaders) response.setHeader(name, value);
    const url = new URL(request.url ?? '/', 'http://inspected');
    const file = files.get(url.pathname.slice('/_docs-handshake/'.length));
    if (url.pathname.startsWith(api)) {
      if (request.headers.authorization !== `Bearer ${token}`) {
        json(response, 401, { error: 'token' });
        return;
      }
      const path = url.pathname.slice(api.length);
      let body = '';
      request.on('data', (data: Buffer) => (body += data.toString()));
      request.on('end', () => {
        asked.push(`${request.method ?? ''} ${path} ${body}`.trim());
        const [, id, part] = /^\/handshakes\/(\d+)\/([\w-]+)$/.exec(path) ?? [];
        if (path === '/state') json(response, 200, state());
        else if (path === '/handshakes') list(response, url.searchParams);
        else if (part === 'verdicts') {
          const verdicts = judged.get(Number(id));
          if (verdicts === undefined) json(response, 409, { message: 'Nothing came back so far.' });
          else json(response, 200, verdicts);
        } else if (part === 'what-if') suppose(response, JSON.parse(body) as Supposition);
        else {
          order(request.method ?? '', path, body);
          json(response, 200, {});
        }
      });
    } else if (file !== undefined) {
      response.writeHead(200, { 'content-type': file.type }).end(file.text);
    } else response.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    url: `${origin}/_docs-handshake/#${token}`,
    token,
    tell: (record) => {
      revision += 1;
      records.set(record.id, { record, revision });
      wake();
    },
    judge: (id, verdicts) => void judged.set(id, verdicts),
    state,
    suppose: (act) => void (supposed = act),
    forget,
    asked,
    waiting: () => waiters.size,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
