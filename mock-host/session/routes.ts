import type { IRouter, Request, RequestHandler, Response } from 'express';

import type { AskState, SessionAsk } from '../../protocol/handshake-record.js';
import { mask } from '../../protocol/secrecy/masking.js';
import type { ArrivalSite } from '../arrival/arrival-record.js';
import { rowsFell } from '../arrival/told-verdict.js';
import { printable, type HostEventKind } from '../event-log.js';
import { faultsOf, tellFault } from '../faults/story.js';
import { inspectorLink, sendJson } from '../pages/answers.js';
import { handshakeHeader } from '../routes/departure.js';
import { own } from '../routes/login-link.js';
import { isOwnRequest, takesTokens } from '../routes/verify.js';
import type { SessionApi } from './session-api.js';
import { readToldAsk, type ReadAsk } from './told-ask.js';

/** The pages of the docs ask a session API who reads; here they tell what came of it, and ask the host to have a look. */

/** A host whose pages ask. */
type AskingSite = ArrivalSite & { readonly session: SessionApi };

const kinds: Readonly<Record<AskState, HostEventKind>> = {
  identified: 'reader-identified',
  stranger: 'reader-unknown',
  failed: 'ask-failed',
};

/** How old a look may be that a page's word is taken with, in milliseconds. */
const sameLookMs = 30_000;

/** The journal's part of what a page told. */
function askedOf(site: AskingSite, { told }: ReadAsk): Omit<SessionAsk, 'times'> {
  const { session, policy, clock } = site;
  const { status, ms, code, rows } = told;
  const last = code === 'not-readable' ? session.lastLook() : undefined;
  const look = last !== undefined && clock() - last.atMs < sameLookMs ? last : undefined;
  return {
    url: mask(session.url),
    ms,
    readable: status !== undefined,
    ...(status !== undefined && { status }),
    rows: policy.rules.handshake.requirements.flatMap(({ id, title }) => {
      const outcome = Object.hasOwn(rows, id) ? rows[id] : undefined;
      return outcome === undefined ? [] : [{ id, title, outcome }];
    }),
    ...(look && { look }),
  };
}

/** Faults that happened to a question. */
function tellFaults(site: AskingSite, request: Request, read: ReadAsk, handshake: number): void {
  for (const fault of faultsOf(request)) tellFault(site, fault, { handshake });
  if (read.told.code !== 'answer-lost') return;
  const lost = site.faults.take('lose-answer');
  if (lost !== undefined) tellFault(site, lost, { handshake });
}

function refuse({ log }: AskingSite, request: Request, response: Response): void {
  const sentence = 'A word on the session API came that no page here sends.';
  log.tell({ kind: 'request-refused', sentence, path: request.path });
  sendJson(response, 400, { error: 'malformed' });
}

/** Takes note of what a page was answered: words, ids and outcomes. Nothing of the answer comes here. */
function takeAsked(site: AskingSite, request: Request, response: Response): void {
  const isPage = (path: string): boolean => takesTokens(site.place, path);
  const read = isOwnRequest(site.place, request)
    ? readToldAsk(site.policy.rules, isPage, request.body)
    : undefined;
  if (read === undefined) {
    refuse(site, request, response);
    return;
  }
  const { told, sentence, fix } = read;
  const { path, outcome, code, rows } = told;
  const asked = askedOf(site, read);
  const page = printable(path);
  const handshake = site.memory.journal.ask({
    page,
    atMs: site.clock(),
    state: outcome,
    ...(code !== undefined && { code }),
    sentence,
    asked,
  });
  const { look } = asked;
  site.log.tell({
    kind: kinds[outcome],
    ...(code !== undefined && { code }),
    sentence,
    path,
    handshake,
    details: [
      ...(look === undefined ? [] : [look.sentence, ...look.set.map((field) => `set: ${field}`)]),
      ...(fix === undefined || look !== undefined ? [] : [`fix: ${fix}`]),
      ...rowsFell(site.policy.rules, rows),
    ],
  });
  tellFaults(site, request, read, handshake);
  response.setHeader(handshakeHeader, handshake);
  const inspector = inspectorLink(site, handshake);
  sendJson(response, 200, inspector === undefined ? {} : { inspector });
}

/** Has a look at the session API for a page that could read no answer. */
async function look(site: AskingSite, request: Request, response: Response): Promise<void> {
  // The body is empty, but of a type that no page of another origin sends without asking first.
  if (!isOwnRequest(site.place, request) || request.body === undefined) {
    refuse(site, request, response);
    return;
  }
  const seen = await site.session.look();
  if (seen === undefined) sendJson(response, 429, { error: 'too-often' });
  else sendJson(response, 200, seen);
}

/** Adds the routes of a host whose pages ask a session API; none to any other host. */
export function addSession(
  ours: IRouter,
  site: ArrivalSite & { readonly session?: SessionApi },
  prefix: string,
  body: RequestHandler,
  onlyPost: RequestHandler,
): void {
  const { session } = site;
  if (session === undefined) return;
  const asking: AskingSite = { ...site, session };
  ours
    .route(`${prefix}${own}/asked`)
    .post(body, (request, response) => takeAsked(asking, request, response))
    .all(onlyPost);
  ours
    .route(`${prefix}${own}/look`)
    .post(body, (request, response) => look(asking, request, response))
    .all(onlyPost);
}
