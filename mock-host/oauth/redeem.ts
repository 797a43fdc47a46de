import { setTimeout as pause } from 'node:timers/promises';

import type { Call } from '../../protocol/http/call.js';
import { infoRequest } from '../../protocol/oauth/info-request.js';
import { readTokenAnswer, type TokenAnswer } from '../../protocol/oauth/token-answer.js';
import { tokenRequest } from '../../protocol/oauth/token-request.js';
import type { Site } from '../site.js';
import { tellFault } from '../faults/story.js';
import type { Fault } from '../faults/faults.js';
import { endpointPatienceMs, type OAuthHost } from './oauth-host.js';

/** A code is redeemed by the docs host's server, which then asks who reads. */

type RedeemingSite = Pick<Site, 'faults' | 'log' | 'memory'>;

/** A code whose request is known. */
export interface CodeInHand {
  /** The code. */
  readonly code: string;
  /** What state and verifier of its request follow from. */
  readonly purpose: string;
  readonly handshake: number;
}

/** What came of it. */
export interface Redeemed {
  /** In order; attempts that another way of authenticating made good have a `way`. */
  readonly calls: readonly Call[];
  /** What the last answer of the token endpoint holds. */
  readonly answer: TokenAnswer;
  /** The fault by which the last answer was lost. */
  readonly lost?: Fault;
}

const isSuccess = ({ response }: Call): boolean =>
  response !== undefined && response.status >= 200 && response.status < 300;

/** The same call where its answer was taken away on demand. */
function unanswered({ response: _response, ...call }: Call, fault: string): Call {
  return { ...call, fault };
}

/** The same call, its answer late where the host was told so; too late, it counts as none. */
async function late(
  site: RedeemingSite,
  call: Call,
  handshake: number,
): Promise<{ readonly call: Call; readonly lost?: Fault }> {
  const fault = site.faults.take('slow-token');
  if (fault === undefined) return { call };
  tellFault(site, fault, { handshake });
  const { ms = 0 } = fault;
  const took = call.receivedAtMs - call.sentAtMs;
  const waits = Math.min(ms, Math.max(0, endpointPatienceMs - took));
  await pause(waits, undefined, { ref: false });
  const slow = { ...call, receivedAtMs: call.receivedAtMs + waits };
  if (took + ms <= endpointPatienceMs) return { call: slow };
  const seconds = endpointPatienceMs / 1000;
  return { call: unanswered(slow, `On demand no answer came within ${seconds} s`), lost: fault };
}

/** Errors of a server that knows its client, and refuses something else (RFC 6749 §5.2). */
const ofCodes: readonly unknown[] = ['invalid_grant', 'invalid_scope', 'unsupported_grant_type'];

/** True where a server may take the client another way: it answered, and refused. */
const refuses = ({ response }: Call, { error }: TokenAnswer): boolean =>
  response !== undefined &&
  response.status >= 400 &&
  response.status < 500 &&
  !ofCodes.includes(error);

/** Asks the token endpoint, with one way of authenticating after the other until one works. */
async function askForToken(
  site: RedeemingSite,
  host: OAuthHost,
  { code, purpose, handshake }: CodeInHand,
): Promise<Redeemed> {
  const { client, auth } = host;
  const calls: Call[] = [];
  let answer: TokenAnswer = {};
  for (const [at, way] of auth.order.entries()) {
    const means = { code, visit: purpose, challenged: true, auth: way };
    const asked = await host.ask({
      role: 'token',
      fetch: at + 1,
      ...tokenRequest(client, {}, means),
    });
    const { call, lost } = at === 0 ? await late(site, asked, handshake) : { call: asked };
    if (lost !== undefined) return { calls: [call], answer: {}, lost };
    answer = readTokenAnswer(call);
    if (isSuccess(call) && answer.accessToken !== undefined) {
      auth.order = [way];
      return { calls: [...calls, call], answer };
    }
    const isLast = at === auth.order.length - 1;
    const isRefused = refuses(call, answer);
    if (isLast || !isRefused) {
      // The first attempt may have spent the code: the next login begins with the other way.
      if (isRefused) auth.order = [...auth.order.slice(1), ...auth.order.slice(0, 1)];
      return { calls: [...calls, call], answer };
    }
    calls.push({ ...call, way: `client-auth-${way}` });
  }
  return { calls, answer };
}

/** Redeems a code and asks who reads. Never rejects for what a server does. */
export async function redeem(
  site: RedeemingSite,
  host: OAuthHost,
  inHand: CodeInHand,
): Promise<Redeemed> {
  const redeemed = await askForToken(site, host, inHand);
  const { calls, answer } = redeemed;
  const token = answer.accessToken;
  const last = calls.at(-1);
  const wanted =
    token !== undefined && last !== undefined && isSuccess(last)
      ? infoRequest(host.client, {}, token.reveal())
      : undefined;
  if (wanted === undefined) return redeemed;
  const call = await host.ask({ role: 'info', fields: [], fetch: calls.length + 1, ...wanted });
  const lost = site.faults.take('lose-info');
  if (lost === undefined) return { calls: [...calls, call], answer };
  tellFault(site, lost, { handshake: inHand.handshake });
  return { calls: [...calls, unanswered(call, 'On demand its answer was lost')], answer, lost };
}
