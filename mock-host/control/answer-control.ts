import type { IncomingMessage, ServerResponse } from 'node:http';

import { queryOf } from '../../protocol/url/parse-url.js';
import { askedOrigins } from '../first-run/login-probe.js';
import { bodyFaults, hasBody, isJson, takeJson } from '../routes/body.js';
import { contentPolicy } from '../server/headers.js';
import type { Site } from '../site.js';
import type { Admission } from './admission.js';
import { inspectorFile } from './inspector-files.js';
import { apiRoot, controlRoot } from './paths.js';
import { problem, type ApiAnswer } from './api-answer.js';
import { apiRoutes } from './routes.js';
import { sendAnswer } from './send-answer.js';
import type { HostJudge } from './verdicts.js';

/** What the control origin answers with. */
export interface ControlParts {
  readonly site: Site;
  readonly judge: HostJudge;
  readonly admission: Admission;
}

/** The values of a template's `{…}` in a path; undefined for another path. */
function match(template: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const found: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name !== undefined && value !== '') found[name] = value;
    else if (part !== value) return undefined;
  }
  return found;
}

/** The body of a call as JSON; an answer where it is none. */
async function bodyOf(request: IncomingMessage): Promise<{ readonly value: unknown } | ApiAnswer> {
  if (!hasBody(request)) return { value: undefined };
  if (!isJson(request)) {
    return problem(415, 'json-wanted', 'Send the body as Content-Type: application/json.');
  }
  const taken = await takeJson(request);
  if ('value' in taken) return taken;
  const { error, sentence } = bodyFaults[taken.status];
  return problem(taken.status, error, sentence);
}

/** Calls the route that a request names. */
async function callApi(
  { site, judge }: ControlParts,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  closed: AbortSignal,
): Promise<ApiAnswer> {
  const [bare = ''] = path.split('?', 1);
  const here = apiRoutes.flatMap((route) => {
    const values = match(route.path, bare.slice(apiRoot.length));
    return values === undefined ? [] : [{ route, values }];
  });
  if (here.length === 0) return problem(404, 'no-such-route', 'The API has nothing at this path.');
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const found = here.find(({ route }) => route.method === method);
  if (found === undefined) {
    const allow = here.map(({ route }) => route.method).join(', ');
    const answer = problem(405, 'no-such-method', `This path takes ${allow}.`);
    return { ...answer, fields: [['Allow', allow]] };
  }
  const body = method === 'GET' ? { value: undefined } : await bodyOf(request);
  if ('status' in body) {
    // What was not read of it is not waited for: the connection ends with the answer.
    response.shouldKeepAlive = false;
    return body;
  }
  const { route, values } = found;
  return route.act({ site, judge }, { values, query: queryOf(path), body: body.value, closed });
}

/** True for the one call that needs no token: whether the host is there. */
const isOpenToAll = (path: string): boolean =>
  path === '/health' || path === `${apiRoot}/health` || path === `${controlRoot}health`;

/** Answers a request of the control origin. */
export async function answerControl(
  parts: ControlParts,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (isOpenToAll(path)) return sendAnswer(response, { status: 200, body: { status: 'ok' } });
  if (path !== apiRoot && !path.startsWith(`${apiRoot}/`)) {
    const file = request.method === 'GET' ? await inspectorFile(path) : undefined;
    if (file === undefined) {
      const message = `There is nothing here; the API begins at ${apiRoot}.`;
      return sendAnswer(response, problem(404, 'no-such-page', message));
    }
    // The page asks whether login URLs answer: the host itself connects nowhere.
    const asked = askedOrigins(parts.site.links.loginUrls.map(({ url }) => url));
    response.setHeader('Content-Security-Policy', contentPolicy(asked));
    response.setHeader('Content-Type', file.type);
    response.writeHead(200).end(file.text);
    return;
  }
  const denial = parts.admission.denialOf(request);
  if (denial !== undefined) {
    // Nothing of the body is read.
    response.shouldKeepAlive = false;
    return sendAnswer(response, denial);
  }
  const ended = new AbortController();
  response.once('close', () => ended.abort());
  sendAnswer(response, await callApi(parts, path, request, response, ended.signal));
}
