import { createServer, request as ask } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Configuration } from '../../../configuration/configuration.js';
import { openReferenceFlow } from '../../../fixtures/reference/flow.js';
import { handshakes } from '../../../handshakes/registry.js';
import type { Report } from '../../../protocol/report.js';
import { terminal } from '../../../reports/terminal/terminal.js';
import { run } from './fitting-run.js';
import { configurationFor } from './mutant-proof.js';
import { listen } from './routed-flow.js';

const docsOrigin = 'https://docs.foo.com';

/** An answer that something in front of the flow gives in its place. */
export interface OwnAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What stands in front of the reference flow; each part leaves things as they are where it is absent. */
export interface Front {
  /** Answers a request itself, or changes the header with which it is passed on. */
  readonly guard?: (request: IncomingMessage) => OwnAnswer | IncomingHttpHeaders | undefined;
  /** Changes a page of the flow, which loses its Content-Security-Policy. */
  readonly page?: (html: string) => string;
  /** Further fields of every answer. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A report, and what a person reads of it, blanks collapsed. */
export interface Judged {
  readonly report: Report;
  readonly text: string;
}

/** True for a request of a browser, whatever it calls itself: plain HTTP sends no client hints. */
export const byBrowser = ({ headers }: IncomingMessage): boolean =>
  headers['sec-ch-ua'] !== undefined;

const isAnswer = (made: OwnAnswer | IncomingHttpHeaders): made is OwnAnswer =>
  typeof made.status === 'number';

/** Judges the reference flow behind a front, with both drivers unless the changes say otherwise. */
export async function judgedBehind(
  front: Front,
  changes: Partial<Configuration> = { only: ['callback-reached'] },
): Promise<Judged> {
  const [handshake] = await handshakes();
  if (handshake === undefined) throw new Error('There is no handshake.');
  const flow = await openReferenceFlow({ handshake: 'mintlify-authentication', docsOrigin });
  const server = createServer((request, response) => {
    const made = front.guard?.(request) ?? request.headers;
    if (isAnswer(made)) {
      request.resume();
      response.writeHead(made.status, { 'content-type': 'text/html', ...made.headers });
      return void response.end(made.body ?? 'No');
    }
    const { method = 'GET', url = '/' } = request;
    const passed = ask(`${flow.origin}${url}`, { method, headers: made }, (answer) => {
      void passOn(answer, response, front);
    });
    request.pipe(passed);
  });
  const port = await listen(server);
  try {
    const loginUrl = flow.loginUrl.replace(flow.origin, `http://127.0.0.1:${port}`);
    const configuration = await configurationFor(handshake, { ...flow, loginUrl }, docsOrigin, {
      driver: 'both',
      ...changes,
    });
    const report = await run(configuration, { progress: () => undefined, env: process.env });
    const text = terminal.render(report, { columns: 400, colour: false, verbose: false });
    return { report, text: text.replace(/\s+/g, ' ') };
  } finally {
    server.closeAllConnections();
    server.close();
    await flow.close();
  }
}

async function passOn(
  answer: IncomingMessage,
  response: ServerResponse,
  { page, headers }: Front,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const fields = { ...answer.headers, ...headers };
  const changed = page !== undefined && /html/.test(answer.headers['content-type'] ?? '');
  if (changed) {
    delete fields['content-security-policy'];
    delete fields['content-length'];
  }
  response.writeHead(answer.statusCode ?? 500, fields);
  response.end(changed ? page(body.toString('utf8')) : body);
}

/** The exit code, and what each driver made of `callback-reached`. */
export const reached = ({ report }: Judged): object => ({
  exitCode: report.exitCode,
  drivers: report.verdicts.find(({ id }) => id === 'callback-reached')?.drivers,
});
