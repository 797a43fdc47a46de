import { judgeHandedCode } from '../../judge/arrival/handed-code.js';
import type { ArrivalRow } from '../../judge/arrival/arrival-rows.js';
import type { Refusal } from '../../judge/arrival/judgement.js';
import type { UserRules } from '../../judge/arrival/answered-user.js';
import { refusalBy, refusalFor } from '../../judge/arrival/refusals.js';
import type { Call } from '../../protocol/http/call.js';
import { readAuthorizationResponse } from '../../protocol/oauth/authorization-response.js';
import { readTokenAnswer } from '../../protocol/oauth/token-answer.js';
import type { Handshake } from '../../protocol/requirement.js';
import { seal } from '../../protocol/secrecy/sealed.js';
import { readGroups, sessionEnd } from '../arrival/policy.js';
import { nothingToMend } from '../faults/refusal.js';
import { nowAt, steadyAt } from '../clock.js';
import { publicUser } from '../docs/user-words.js';
import { advised, isKnownError, ownRefusal, tokenTooLate } from '../oauth/own-refusals.js';
import { patienceSeconds, rowFor, unreadSentence } from '../oauth/by-page/unread-answer.js';
import { askEndpoint, type AskedEndpoint } from './ask-endpoint.js';
import { keepReader, readClock, replacesReader } from './kept-reader.js';
import { lastRequest, takeRequest, type KeptRequest } from './kept-request.js';
import { takeAnswer } from './return-address.js';
import { showRefusal } from './show-login.js';
import { tellHost } from './tell-host.js';

/**
 * Redeems a code as the public client that a page of the docs is, asks the Info API, and keeps the reader in this browser.
 * The very catalogue of the host judges what comes, here. `page-parts/page-module.ts` makes one file of it.
 */

/** What the host's page says: attributes of the script's own element. */
interface Settings {
  readonly files: string;
  readonly tokenUrl: string;
  readonly infoUrl: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: string;
  readonly edition: string;
  readonly docsOrigin: string;
  readonly docsPath: string;
  readonly clock: string;
  /** The login page, up to the page to come back to. */
  readonly login: string;
  readonly faults?: string;
}

/** Faults on demand that may happen, by their kinds. */
type Ordered = Readonly<Record<string, { readonly id: string; readonly ms: number } | undefined>>;

/** A login on its way. */
interface Login {
  readonly settings: Settings;
  readonly rules: UserRules;
  /** Where the reader came back, whole. */
  readonly came: string;
  readonly request: KeptRequest | undefined;
  readonly ordered: Ordered;
  /** Those that happened. */
  readonly happened: Set<string>;
  readonly asked: AskedEndpoint[];
}

/** How it ended. */
interface Ended {
  readonly rows: readonly ArrivalRow[];
  readonly refusal?: Refusal;
  readonly user?: Readonly<Record<string, unknown>>;
  readonly endsAtMs?: number;
  readonly notices?: readonly string[];
}

/** A fault that happens now, where it was ordered. */
function happens(
  { ordered, happened }: Login,
  kind: string,
): { id: string; ms: number } | undefined {
  const fault = ordered[kind];
  if (fault !== undefined) happened.add(kind);
  return fault;
}

/** Why no endpoint is asked, though there is a code. */
function refusedOnDemand(login: Login): Refusal | undefined {
  const mixed = happens(login, 'mix-state');
  if (mixed !== undefined) {
    const actual = `Fault on demand ${mixed.id}: the state is right, and is taken for that of another browser.`;
    return ownRefusal('state-of-another-browser', actual, nothingToMend(mixed.id));
  }
  const refused = happens(login, 'refuse-code');
  if (refused === undefined) return undefined;
  const actual = `Fault on demand ${refused.id}: the code is refused as if it had been used, and the token endpoint was not asked.`;
  return ownRefusal('code-refused', actual, nothingToMend(refused.id));
}

/** The same answer, late where the page was told so; too late, it counts as none. */
async function late(login: Login, asked: AskedEndpoint): Promise<AskedEndpoint> {
  const slow = happens(login, 'slow-token');
  if (slow === undefined) return asked;
  const { response: _response, ...unanswered } = asked.call;
  const leftMs = patienceSeconds * 1_000 - (asked.call.receivedAtMs - asked.call.sentAtMs);
  await new Promise((done) => setTimeout(done, Math.min(slow.ms, Math.max(0, leftMs))));
  const receivedAtMs = Date.now();
  if (slow.ms <= leftMs) return { ...asked, call: { ...asked.call, receivedAtMs } };
  const fault = unreadSentence('timeout', 'token', login.settings.docsOrigin).replace(/\.$/, '');
  return { reason: 'timeout', call: { ...unanswered, readable: false, fault, receivedAtMs } };
}

/** Redeems the code, and asks who reads. */
async function redeem(login: Login, code: string, { verifier }: KeptRequest): Promise<void> {
  const { settings, asked } = login;
  const { tokenUrl, infoUrl, clientId, redirectUri, docsOrigin } = settings;
  const fields = [
    ['grant_type', 'authorization_code'],
    ['code', code],
    ['redirect_uri', redirectUri],
    ['client_id', clientId],
    ['code_verifier', verifier],
  ] as const;
  const first = { role: 'token', url: tokenUrl, fields, fetch: 1 } as const;
  const token = await late(login, await askEndpoint(first, docsOrigin));
  asked.push(token);
  const { response } = token.call;
  const given = readTokenAnswer(token.call).accessToken;
  if (given === undefined || response === undefined || response.status > 299) return;
  const question = {
    role: 'info',
    url: infoUrl,
    token: given.reveal(),
    fields: [],
    fetch: 2,
  } as const;
  const info = await askEndpoint(question, docsOrigin);
  if (happens(login, 'lose-info') === undefined) asked.push(info);
  else {
    const { response: _response, ...call } = info.call;
    const fault = unreadSentence('lost', 'info', docsOrigin).replace(/\.$/, '');
    asked.push({ call: { ...call, readable: false, fault }, reason: 'lost' });
  }
}

const callsOf = ({ asked }: Login): readonly Call[] => asked.map(({ call }) => call);

/** Why no reader came of it, where no requirement says so. */
function withoutUser(login: Login): Refusal {
  const { rules, asked, ordered, happened, settings } = login;
  const lost = happened.has('lose-info') ? ordered['lose-info'] : undefined;
  if (lost !== undefined) {
    const actual = `Fault on demand ${lost.id}: the answer of the Info API was lost.`;
    return ownRefusal('answer-lost', actual, nothingToMend(lost.id));
  }
  const slow = happened.has('slow-token') ? ordered['slow-token'] : undefined;
  const unread = asked.find(({ reason }) => reason !== undefined);
  if (slow !== undefined && unread?.reason === 'timeout') return tokenTooLate(slow.id);
  const { role, response } = asked.at(-1)?.call ?? {};
  const { requirements } = rules.handshake;
  const given = { ...rules, keys: [], leewaySeconds: 0 };
  if (unread?.reason !== undefined) {
    const at = unread.call.role === 'token' ? 'token' : 'info';
    const item = requirements.find(({ id }) => id === rowFor(unread.reason ?? 'cors', at));
    const actual = unreadSentence(unread.reason, at, settings.docsOrigin);
    if (item !== undefined) return refusalBy(item, { actual }, given);
  }
  if (role === undefined) {
    return ownRefusal('no-code', 'What came holds no code that could be redeemed.');
  }
  const actual = `The answer is ${response?.status ?? 'none'}.`;
  return ownRefusal(role === 'token' ? 'token-not-given' : 'info-not-told', actual);
}

/** Decides on what came. */
async function decide(login: Login, refusal: Refusal | undefined): Promise<Ended> {
  const { rules, settings, request, came } = login;
  const nowMs = nowAt(readClock(settings.clock));
  const calls = callsOf(login);
  const handed = { asked: seal(request?.asked ?? ''), came: seal(came), calls, nowMs };
  const { infoUrl, redirectUri } = settings;
  const client = { infoUrl, redirectUri, scopes: JSON.parse(settings.scopes) as string[] };
  if (refusal !== undefined) return { rows: [], refusal };
  const judged = await judgeHandedCode(handed, rules, client);
  const { rows, user } = judged;
  const last = calls.findLast(({ role }) => role === 'token');
  const error =
    (last && readTokenAnswer(last).error) ?? readAuthorizationResponse(came).error ?? undefined;
  if (judged.refusal !== undefined) return { rows, refusal: advised(judged.refusal, error) };
  if (user === undefined) return { rows, refusal: advised(withoutUser(login), error) };
  const end = sessionEnd(user, nowMs);
  const given = { ...rules, keys: [], leewaySeconds: 0 };
  if ('over' in end) return { rows, refusal: refusalFor(given, 'session-over', end.over) };
  const notices = [end.remark, readGroups(user).remark].filter((text) => text !== undefined);
  return { rows, user: publicUser(user), endsAtMs: end.endsAtMs, notices };
}

/** Whose answer came, and why it is not redeemed; takes the state, which is good once. */
function whose(came: string): {
  readonly request: KeptRequest | undefined;
  readonly code: string | undefined;
  readonly refusal?: Refusal;
} {
  const { states, codes, place, error } = readAuthorizationResponse(came);
  const own = takeRequest(states[0]?.reveal());
  const request = own ?? lastRequest();
  if (request === undefined) {
    const actual =
      states.length === 0
        ? 'What came has no state, and this tab was sent to no authorization server.'
        : 'The state is of no request of this tab: another browser or another tab asked, or it was answered before.';
    const isNothing = place === undefined && states.length === 0;
    const refusal = isNothing
      ? ownRefusal('no-code', 'The visitor came to the redirect URI without a code.')
      : ownRefusal('state-of-another-browser', actual);
    return { request, code: undefined, refusal };
  }
  const isSound =
    own !== undefined &&
    states.length === 1 &&
    codes.length === 1 &&
    place === 'query' &&
    error === undefined;
  return { request, code: isSound ? codes[0]?.reveal() : undefined };
}

/** What the host is told: ids, numbers and names. */
function toldOf({ asked, request, happened, came }: Login, { rows, refusal }: Ended): object {
  const calls = asked.map(({ call, reason }) => ({
    role: call.role,
    ...(call.response && { status: call.response.status }),
    ms: Math.max(0, Math.round(call.receivedAtMs - call.sentAtMs)),
    names: call.response?.headers.map(([name]) => name).slice(0, 24) ?? [],
    ...(reason !== undefined && { reason }),
  }));
  const last = asked.findLast(({ call }) => call.role === 'token');
  const error = (last && readTokenAnswer(last.call).error) ?? readAuthorizationResponse(came).error;
  return {
    ...(request !== undefined && { page: request.page }),
    outcome: refusal === undefined ? 'identified' : 'refused',
    ...(refusal !== undefined && { code: refusal.code }),
    ...(isKnownError(error) && { error }),
    calls,
    rows: Object.fromEntries(rows.map(({ id, outcome }) => [id, outcome])),
    faults: [...happened],
  };
}

/** Goes on to the page that was asked for, with its anchor, as a reader who is known. */
function land(
  { settings, request }: Login,
  { user = {}, endsAtMs = 0, notices = [] }: Ended,
): void {
  const clock = readClock(settings.clock);
  const replaced = replacesReader(user, clock);
  keepReader({ user, endsAtMs, keptAtMs: steadyAt(clock), replaced });
  const [page = '/', anchor = ''] = (request?.page ?? `${settings.docsPath}/`).split('#', 2);
  sessionStorage.setItem('docs-handshake-landed', JSON.stringify({ anchor, notices }));
  location.replace(page);
}

/** Takes the answer that came to this page, and ends the login one way or the other. */
export async function redeemFor(handshake: Handshake): Promise<void> {
  const script = document.getElementById('docs-handshake-redeem');
  const settings = script?.dataset as unknown as Settings | undefined;
  const answer = takeAnswer();
  if (settings === undefined || answer === undefined) return;
  const { edition, docsOrigin, docsPath, redirectUri } = settings;
  const came = redirectUri + answer.search + answer.hash;
  const { request, code, refusal: stray } = whose(came);
  const login: Login = {
    settings,
    rules: { handshake, edition, docsOrigin, docsPath },
    came,
    request,
    ordered: JSON.parse(settings.faults ?? '{}') as Ordered,
    happened: new Set(),
    asked: [],
  };
  const redeems = code !== undefined && request !== undefined;
  const refusal = stray ?? (redeems ? refusedOnDemand(login) : undefined);
  if (redeems && refusal === undefined) await redeem(login, code, request);
  const ended = await decide(login, refusal);
  const told = await tellHost(settings.files, 'redeemed', toldOf(login, ended)).catch(
    () => undefined,
  );
  if (ended.refusal === undefined) {
    land(login, ended);
    return;
  }
  const said = told?.ok === true ? ((await told.json()) as { inspector?: string }) : {};
  showRefusal({
    refusal: ended.refusal,
    rows: ended.rows,
    unread: login.asked.find(({ reason }) => reason !== undefined),
    docsOrigin,
    again: settings.login + encodeURIComponent(request?.page ?? `${docsPath}/`),
    inspector: said.inspector,
  });
}
