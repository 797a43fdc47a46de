import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { Failure } from '../../protocol/failure.js';
import { addWebHeaders } from '../server/headers.js';
import { openDocsListener } from '../server/listener.js';
import type { LoopbackServer } from '../server/loopback.js';
import type { Site } from '../site.js';
import { openAdmission } from './admission.js';
import { apiRoot, controlRoot } from './paths.js';
import type { ControlOptions } from './options.js';
import { sendAnswer } from './send-answer.js';
import { openHostJudge } from './verdicts.js';

/** The second origin of a running host. */
export interface RunningControl {
  /** `http://localhost:<port>`. */
  readonly origin: string;
  readonly port: number;
  /** Where the API begins, without a slash at the end. */
  readonly apiUrl: string;
  /** The page of the inspector, without its token. */
  readonly inspectorUrl: string;
  /** What every API call has to bring. Whoever has it may do everything that the API can. */
  readonly token: string;
  /** Drops every connection at once; safe to call twice. */
  readonly close: () => Promise<void>;
}

/** How many ports after that of the docs are tried before any free one is taken. */
const mostTried = 20;
/** Characters of a token that nobody guesses. */
const shortestToken = 16;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Listens on the wanted port, or on the next free one after that of the docs. */
async function listen(
  handler: Handler,
  wanted: number | undefined,
  docsPort: number,
  addresses: readonly string[] | undefined,
): Promise<LoopbackServer> {
  const at = (port: number): Promise<LoopbackServer> =>
    openDocsListener(handler, port, undefined, undefined, addresses);
  if (wanted !== undefined) return at(wanted);
  for (let port = docsPort + 1; port <= Math.min(docsPort + mostTried, 65_535); port += 1) {
    try {
      return await at(port);
    } catch (cause) {
      if (!(cause instanceof Failure) || cause.code !== 'port') throw cause;
    }
  }
  return at(0);
}

/**
 * Opens the origin of inspector and API. What it answers with is loaded when somebody asks.
 *
 * @param addresses where it listens; default the loopback addresses
 * @throws Failure `usage` for a token that is too short, `port` where the wanted port is taken
 */
export async function openControl(
  site: Site,
  options: ControlOptions,
  docsPort: number,
  addresses?: readonly string[],
): Promise<RunningControl> {
  const token = options.token ?? randomBytes(32).toString('base64url');
  if (!/^[\x21-\x7e]+$/.test(token) || token.length < shortestToken) {
    const sentence = `The API token must have at least ${shortestToken} characters, without blanks.`;
    throw new Failure('usage', sentence);
  }
  const admission = openAdmission(token, site.place.allowedHosts);
  const judge = openHostJudge(site, options);
  const handler: Handler = (request, response) => {
    addWebHeaders(response);
    const path = admission.pathOf(request);
    if (typeof path !== 'string') return sendAnswer(response, path);
    const answer = async (): Promise<void> => {
      const { answerControl } = await import('./answer-control.js');
      await answerControl({ site, judge, admission }, path, request, response);
    };
    answer().catch(() => {
      site.log.tell({ kind: 'broken', sentence: 'The control origin itself broke.' });
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  };
  const listener = await listen(handler, options.port, docsPort, addresses);
  const origin = `http://localhost:${listener.port}`;
  return {
    origin,
    port: listener.port,
    apiUrl: origin + apiRoot,
    inspectorUrl: origin + controlRoot,
    token,
    close: () => listener.close(),
  };
}
