import type { Request, Response } from 'express';

import type { Refusal } from '../../judge/arrival/judgement.js';
import { refusalBy } from '../../judge/arrival/refusals.js';
import {
  readAuthorizationResponse,
  type AuthorizationResponse,
} from '../../protocol/oauth/authorization-response.js';
import { describeUser } from '../arrival/arrival-story.js';
import { readGroups } from '../arrival/policy.js';
import { printable } from '../event-log.js';
import { nothingToMend } from '../faults/refusal.js';
import { tellFault } from '../faults/story.js';
import { sendNote, sendTo, visitorOf, type Visitor } from '../pages/answers.js';
import { takeBody } from '../routes/body.js';
import { breakOnDemand } from '../routes/broken-callback.js';
import { handshakeHeader } from '../routes/departure.js';
import { openSession } from '../routes/session.js';
import { wantedBy } from '../server/fetch-metadata.js';
import { browserOf } from './browser-mark.js';
import { callSentence, noteOf } from './call-notes.js';
import { cameBack, shownAnswer, type CameBack } from './came-back.js';
import { sendAnswerless } from './answerless.js';
import { decideLogin, type LoginDecision } from './decide.js';
import type { OAuthHost } from './oauth-host.js';
import { ownRefusal } from './own-refusals.js';
import { beginLogin, endLogin, type EndedLogin, type LoginSite } from './login-end.js';
import { keepVerdicts } from './login-verdicts.js';
import { redeem, type Redeemed } from './redeem.js';

/** The redirect URI of a host whose server redeems codes. */

/** Why a code is not redeemed, where the host was told so. */
function refusedOnDemand(site: LoginSite, handshake: number): Refusal | undefined {
  const mixed = site.faults.take('mix-state');
  const fault = mixed ?? site.faults.take('refuse-code');
  if (fault === undefined) return undefined;
  tellFault(site, fault, { handshake });
  const code = mixed === undefined ? 'code-refused' : 'state-of-another-browser';
  const what =
    mixed === undefined
      ? 'the code is refused as if it had been used, and the token endpoint was not asked.'
      : 'the state is right, and is taken for that of another browser.';
  return ownRefusal(code, `Fault on demand ${fault.id}: ${what}`, nothingToMend(fault.id));
}

/** Notes what a login took, in journal and log. */
function noteCalls(
  site: LoginSite,
  host: OAuthHost,
  { calls, answer }: Redeemed,
  known: { readonly code: string; readonly handshake: number },
): void {
  const { accessToken, idToken } = answer;
  const secrets = [host.client.clientSecret, accessToken, idToken]
    .map((one) => one?.reveal())
    .filter((one) => one !== undefined);
  const notes = calls.map((call) => noteOf(call, [known.code, ...secrets]));
  site.memory.journal.note(known.handshake, notes);
  for (const note of notes) {
    site.log.tell({
      kind: 'endpoint-asked',
      sentence: callSentence(note),
      details: [`${note.method} ${note.url}`, ...(note.says === undefined ? [] : [note.says])],
      handshake: known.handshake,
    });
  }
}

/** Lets a reader in, or says why not. Both end with a redirect, so that no code stays in an address. */
function answer(
  site: LoginSite,
  response: Response,
  visitor: Visitor,
  decision: LoginDecision,
  { handshake, page }: Omit<EndedLogin, 'refusal'>,
): void {
  if (!decision.accepted) {
    sendTo(response, endLogin(site, { refusal: decision, handshake, page }));
    return;
  }
  const { user, endsAtMs, remarks } = decision;
  const location = page ?? '/';
  const sentence = `The reader is logged in until ${new Date(endsAtMs).toISOString()}.`;
  site.memory.groups.add(readGroups(user).groups, site.clock());
  site.memory.journal.settle(handshake, {
    state: 'accepted',
    sentence,
    location: printable(location),
  });
  const details = [...describeUser(user), ...remarks];
  site.log.tell({ kind: 'reader-identified', sentence, details, path: location, handshake }, user);
  const { cookies, location: next } = openSession(site, visitor, {
    accepted: true,
    user,
    endsAtMs,
    location,
    handshake,
    // A code is good once by itself.
    tokenHash: '',
    again: false,
    wayBack: [],
    remarks,
  });
  response.setHeader('Set-Cookie', cookies);
  sendTo(response, next);
}

/** One answer of the authorization server, its state compared, its code redeemed. */
async function takeAnswer(
  site: LoginSite,
  host: OAuthHost,
  came: { readonly back: CameBack; readonly read: AuthorizationResponse; readonly url: string },
  handshake: number,
): Promise<LoginDecision> {
  const { back, read, url } = came;
  const { request, state } = back;
  if (state !== undefined) host.requests.end(state);
  if (back.refusal !== undefined) return { rows: [], ...back.refusal };
  const purpose = request?.purpose ?? '';
  const [code] = read.place === 'query' && read.codes.length === 1 ? read.codes : [];
  if (code === undefined || state === undefined || read.error !== undefined) {
    return decideLogin(host, site.policy.rules, { purpose, came: url, nowMs: site.clock() });
  }
  const refused = refusedOnDemand(site, handshake);
  if (refused !== undefined) return { rows: [], ...refused };
  const known = { code: code.reveal(), purpose, handshake };
  const redeemed = await redeem(site, host, known);
  noteCalls(site, host, redeemed, known);
  const nowMs = site.clock();
  return decideLogin(host, site.policy.rules, { purpose, came: url, redeemed, nowMs });
}

/** Takes what an authorization server sent by way of a browser: a code with its state, or an error. */
export async function takeCode(
  site: LoginSite,
  host: OAuthHost,
  request: Request,
  response: Response,
): Promise<void> {
  const path = site.place.facts.callbackPath ?? '';
  if (wantedBy(request) === 'part') {
    const sentence = 'Only a page that somebody opens logs in: another page asked for this one.';
    site.log.tell({ kind: 'request-refused', sentence, path });
    sendNote(site, response, 403, 'You are not logged in', sentence);
    return;
  }
  if (breakOnDemand(site, request, response, path)) return;
  const url = site.place.docsOrigin + request.originalUrl;
  const read = readAuthorizationResponse(url);
  const back = cameBack(host, read, browserOf(site, request));
  if (read.place === undefined && read.tokens.length === 0) {
    await sendAnswerless(site, host, request, response);
    return;
  }
  const handshake = beginLogin(site, back, shownAnswer(request.originalUrl));
  response.setHeader(handshakeHeader, handshake);
  const decision = await takeAnswer(site, host, { back, read, url }, handshake);
  await keepVerdicts(site, handshake, decision.rows);
  const page = back.request?.page;
  answer(site, response, visitorOf(site, request), decision, { handshake, page });
}

/** A form at the redirect URI (`response_mode=form_post`), which the docs host does not read. */
export async function refuseForm(
  site: LoginSite,
  host: OAuthHost,
  request: Request,
  response: Response,
): Promise<void> {
  await takeBody(request, 2_000);
  response.setHeader('Allow', 'GET, HEAD');
  const browser = browserOf(site, request);
  const asked = browser === undefined ? undefined : host.requests.latestOf(browser);
  const back = asked === undefined ? {} : { request: asked };
  const { rules } = site.policy;
  const row = rules.handshake.requirements.find(({ id }) => id === 'oauth-response-query');
  const actual = 'The answer came in the body of a form, and the docs host reads the query.';
  const refusal =
    row === undefined ? ownRefusal('no-code', actual) : refusalBy(row, { actual }, rules);
  const handshake = beginLogin(site, back, `${site.place.facts.callbackPath ?? ''}, as a form`);
  response.setHeader(handshakeHeader, handshake);
  sendTo(response, endLogin(site, { refusal, handshake, page: asked?.page }), 303);
}
