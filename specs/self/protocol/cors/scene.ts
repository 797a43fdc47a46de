import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CredentialsMode } from '../../../../protocol/http/cors/check.js';
import type { PageCall } from '../../../../protocol/http/cors/page-request.js';
import type { CorsReason } from '../../../../protocol/http/cors/reasons.js';
import type { CorsStep } from '../../../../protocol/http/cors/verdict.js';
import type { HeaderField } from '../../../../protocol/http/message.js';
import { seal } from '../../../../protocol/secrecy/sealed.js';

/**
 * A status and header lines as they go over the wire, with `{page} {api} {third}` for origins, `{next}` for the path of the
 * next step, and `ACAO ACAC ACAM ACAH` for the fields of CORS. `cut`: the connection ends without an answer.
 */
export type Head = readonly [status: number, ...lines: readonly string[]] | 'cut';

/** One request, what answers it, and the preflight before it. */
export interface Step {
  readonly preflight?: Head;
  readonly answer: Head;
}

/** One combination of headers. */
export interface Row {
  readonly name: string;
  readonly credentials?: CredentialsMode;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whose page asks: `opaque` is sandboxed. */
  readonly from?: 'page' | 'opaque';
  /** Which server is asked. */
  readonly to?: string;
  readonly steps: readonly Step[];
  readonly is: CorsReason | 'read';
  /**
   * Where Chromium is another opinion: `lenient` lets the page read, since its rule is switched off
   * (`CorsNonWildcardRequestHeadersSupport`); `unsafe` follows no redirect there, without a word on CORS; `unasked`
   * knows no such scheme and asks nobody.
   */
  readonly browser?: 'lenient' | 'unsafe' | 'unasked';
  /** What the refusal is about, where that is stated. */
  readonly about?: string;
}

const names = {
  ACAO: 'Access-Control-Allow-Origin',
  ACAC: 'Access-Control-Allow-Credentials',
  ACAM: 'Access-Control-Allow-Methods',
  ACAH: 'Access-Control-Allow-Headers',
} as const;

/** What a server was asked. */
export interface Asked {
  readonly path: string;
  readonly method: string;
  readonly fields: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Three origins that answer by the rows. */
export interface Servers {
  readonly origins: Readonly<Record<'page' | 'api' | 'third', string>>;
  readonly asked: Asked[];
  /** A text of a row with its placeholders filled. */
  fill(text: string, row: number, step: number): string;
  close(): Promise<void>;
}

const opened = (server: Server): Promise<string> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/** Opens the servers: raw heads, so that each line is sent as it stands in the row. */
export async function openServers(rows: readonly Row[]): Promise<Servers> {
  const asked: Asked[] = [];
  const origins = { page: '', api: '', third: '' };
  const fill = (text: string, row: number, step: number): string =>
    text
      .replace(/^ACA[OCMH](?=:)/, (name) => names[name as keyof typeof names])
      .replace(/\{(page|api|third)\}/g, (_all, name: 'page' | 'api' | 'third') => origins[name])
      .replaceAll('{next}', `${row}/${step + 1}`);
  const make = (): Server =>
    createServer((request, response) => {
      const { url = '', method = '', socket } = request;
      if (/^\/(?:page|opaque|favicon)/.test(url)) {
        const sandbox =
          url === '/opaque' ? { 'content-security-policy': 'sandbox allow-scripts' } : {};
        response
          .writeHead(200, { 'content-type': 'text/html', ...sandbox })
          .end('<title>x</title>');
        return;
      }
      asked.push({ path: url, method, fields: request.headers });
      const [row, step] = url.slice(1).split('/').map(Number) as [number, number];
      const found = rows[row]?.steps[step];
      const isPreflight = request.headers['access-control-request-method'] !== undefined;
      const head = (isPreflight ? found?.preflight : found?.answer) ?? 'cut';
      if (head === 'cut') return void socket.destroy();
      const [status, ...lines] = head;
      const fields = lines.map((line) => `${fill(line, row, step)}\r\n`).join('');
      const body = status === 204 ? '' : '{}';
      const length = status === 204 ? '' : `Content-Length: ${body.length}\r\n`;
      socket.end(`HTTP/1.1 ${status} Said\r\n${fields}${length}Connection: close\r\n\r\n${body}`);
    });
  const servers = [make(), make(), make()] as const;
  const [page, api, third] = await Promise.all(servers.map(opened));
  Object.assign(origins, { page, api, third });
  const close = async (): Promise<void> => void (await Promise.all(servers.map(closed)));
  return { origins, asked, fill, close };
}

const fieldOf = (line: string): HeaderField => {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), seal(line.slice(colon + 1))];
};

/** The address that the page of a row asks for. */
export const addressOf = (row: Row, index: number, { origins }: Servers): string =>
  row.to?.includes(':') === true
    ? row.to
    : `${row.to === 'page' ? origins.page : origins.api}/${index}/0`;

/** A row as the module takes it: what was asked, and the fields of the answers as they were sent. */
export function recorded(
  row: Row,
  index: number,
  servers: Servers,
): readonly [PageCall, readonly CorsStep[]] {
  const call: PageCall = {
    origin: row.from === 'opaque' ? 'null' : servers.origins.page,
    credentials: row.credentials ?? 'omit',
    method: row.method ?? 'GET',
    url: addressOf(row, index, servers),
    headers: [
      ...Object.entries(row.headers ?? {}).map(([name, value]) => [name, seal(value)] as const),
      ...(row.body !== undefined && row.headers?.['content-type'] === undefined
        ? [['content-type', seal('text/plain;charset=UTF-8')] as const]
        : []),
    ],
  };
  const answer = (head: Head | undefined, step: number): CorsStep['answer'] =>
    head === undefined || head === 'cut'
      ? undefined
      : {
          status: head[0],
          headers: head.slice(1).map((line) => fieldOf(servers.fill(String(line), index, step))),
        };
  const steps = row.steps.map((each, step): CorsStep => {
    const [preflight, own] = [answer(each.preflight, step), answer(each.answer, step)];
    return { ...(preflight && { preflight }), ...(own && { answer: own }) };
  });
  return [call, steps];
}
