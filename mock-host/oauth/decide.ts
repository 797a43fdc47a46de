import { judgeHandedCode } from '../../judge/arrival/handed-code.js';
import type { ArrivalRow } from '../../judge/arrival/arrival-rows.js';
import type { ArrivalRules, Refusal } from '../../judge/arrival/judgement.js';
import { refusalBy, refusalFor } from '../../judge/arrival/refusals.js';
import type { Call } from '../../protocol/http/call.js';
import type { JsonObject } from '../../protocol/json.js';
import { authorizationUrl } from '../../protocol/oauth/authorization-request.js';
import { readAuthorizationResponse } from '../../protocol/oauth/authorization-response.js';
import { seal } from '../../protocol/secrecy/sealed.js';
import { nothingToMend } from '../faults/refusal.js';
import { readGroups, sessionEnd } from '../arrival/policy.js';
import { claimedGroups } from './claimed-groups.js';
import type { OAuthHost } from './oauth-host.js';
import { advised, ownRefusal, tokenTooLate } from './own-refusals.js';
import type { Redeemed } from './redeem.js';

/** Whether a reader is let in: by the requirements first, in their words, and by the docs host's own policy after them. */

/** One login, as far as it went. */
export interface Login {
  /** What state and verifier of its request follow from. */
  readonly purpose: string;
  /** Where the reader came back; absolute. */
  readonly came: string;
  /** Absent where nothing was redeemed. */
  readonly redeemed?: Redeemed;
  /** The host's clock, milliseconds since the epoch. */
  readonly nowMs: number;
}

/** What is decided. */
export type LoginDecision = { readonly rows: readonly ArrivalRow[] } & (
  | Refusal
  | {
      readonly accepted: true;
      readonly user: JsonObject;
      readonly endsAtMs: number;
      /** What a developer should know, one sentence each. */
      readonly remarks: readonly string[];
    }
);

/** Why no token was given where no requirement says it. */
function withoutToken(rules: ArrivalRules, { calls, answer, lost }: Redeemed): Refusal {
  if (lost !== undefined) return tokenTooLate(lost.id);
  const last = calls.findLast(({ role }) => role === 'token');
  if (last?.response === undefined || last.fault !== undefined) {
    return ownRefusal('token-endpoint-silent', `${last?.fault ?? 'No answer came'}.`);
  }
  const { status } = last.response;
  const said = answer.error === undefined ? '' : ` with error=${JSON.stringify(answer.error)}`;
  const actual = `The answer is ${status}${said.slice(0, 80)}.`;
  const client = rules.handshake.requirements.find(({ id }) => id === 'token-client-auth');
  const refusesClient = status === 401 || answer.error === 'invalid_client';
  return refusesClient && client !== undefined
    ? refusalBy(client, { actual }, rules)
    : ownRefusal('token-not-given', actual);
}

/** Why nobody is named where no requirement says it. */
function withoutUser({ calls, lost }: Redeemed): Refusal {
  if (lost !== undefined) {
    const actual = `Fault on demand ${lost.id}: the answer of the Info API was lost.`;
    return ownRefusal('answer-lost', actual, nothingToMend(lost.id));
  }
  const last = calls.findLast(({ role }) => role === 'info');
  const { response, fault } = last ?? {};
  return response === undefined || fault !== undefined
    ? ownRefusal('info-api-silent', `${fault ?? 'No answer came'}.`)
    : ownRefusal('info-not-told', `The answer is ${response.status}.`);
}

/** What a developer should know of an answer that is taken. */
function remarksOn({ calls, answer }: Redeemed, host: OAuthHost, user: JsonObject): string[] {
  const { infoUrl, groups } = host.client;
  const tried = calls.find(({ way }) => way !== undefined);
  return [
    ...(tried === undefined
      ? []
      : [`The token endpoint did not take ${wayWords(tried)}; the other way worked.`]),
    ...(typeof answer.members?.['expires_in'] === 'string'
      ? ['expires_in is a text: RFC 6749 §5.1 has a number there.']
      : []),
    ...(infoUrl === undefined && groups === undefined
      ? [
          'There is no Info API: the login says that somebody reads, and neither groups nor content.',
        ]
      : []),
    ...(user['expiresAt'] === undefined
      ? ['No expiresAt came: the session lasts 24 hours, which is the policy of this host.']
      : []),
  ];
}

const wayWords = ({ way }: Pick<Call, 'way'>): string =>
  way === 'client-auth-basic' ? 'client_secret_basic' : 'client_secret_post';

/** Decides on a login whose state was that of this browser, or of which its request at least is known. */
export async function decideLogin(
  host: OAuthHost,
  rules: ArrivalRules,
  { purpose, came, redeemed, nowMs }: Login,
): Promise<LoginDecision> {
  const { client, address } = host;
  const asked = seal(authorizationUrl(address, client, { name: purpose }));
  const calls = redeemed?.calls ?? [];
  const handed = { asked, came: seal(came), calls, nowMs };
  const { rows, refusal, user } = await judgeHandedCode(handed, rules, client);
  const error = redeemed?.answer.error ?? readAuthorizationResponse(came).error;
  if (refusal !== undefined) return { rows, ...advised(refusal, error) };
  if (redeemed === undefined) {
    return { rows, ...ownRefusal('no-code', 'What came holds no code that could be redeemed.') };
  }
  if (redeemed.answer.accessToken === undefined) {
    return { rows, ...advised(withoutToken(rules, redeemed), error) };
  }
  if (client.infoUrl !== undefined && user === undefined) {
    return { rows, ...withoutUser(redeemed) };
  }
  const claimed = client.groups && claimedGroups(redeemed.answer, client.groups);
  const whole: JsonObject = { ...user, ...(claimed && { groups: claimed }) };
  const end = sessionEnd(whole, nowMs);
  if ('over' in end) return { rows, ...refusalFor(rules, 'session-over', end.over) };
  const said = [...remarksOn(redeemed, host, whole), end.remark, readGroups(whole).remark];
  return {
    rows,
    accepted: true,
    user: whole,
    endsAtMs: end.endsAtMs,
    remarks: said.filter((remark) => remark !== undefined),
  };
}
