import type { Exchange } from '../../protocol/exchange.js';
import type { Call } from '../../protocol/http/call.js';
import { readAuthorizationResponse } from '../../protocol/oauth/authorization-response.js';
import type { InfoWay, TokenWay } from '../../protocol/oauth/client-ways.js';
import type { ClientAuth, OAuthClient } from '../../protocol/oauth/client.js';
import { infoRequest } from '../../protocol/oauth/info-request.js';
import { readTokenAnswer } from '../../protocol/oauth/token-answer.js';
import { tokenRequest } from '../../protocol/oauth/token-request.js';
import type { Sealed } from '../../protocol/secrecy/sealed.js';
import { withheld } from '../../protocol/secrecy/withheld.js';
import { parseUrl } from '../../protocol/url/parse-url.js';
import type { Visit } from '../../protocol/visit.js';
import type { Wanted } from '../asking/wanted.js';
import { heard, isGivenUp, type ClientMemory } from './memory.js';

/** Makes one request, and gives all calls of it: a preflight, what redirects led to. */
export type Ask = (wanted: Wanted) => Promise<readonly Call[]>;

/** A client with a code in its hands. */
interface Redeeming {
  readonly client: OAuthClient;
  readonly visit: Visit;
  readonly code: string;
  readonly challenged: boolean;
  readonly memory: ClientMemory;
  readonly ask: Ask;
}

/** The code that came to the redirect URI in the query; undefined where none did. */
export function codeAt({ callback }: Exchange, client: OAuthClient): Sealed | undefined {
  const url = callback?.url.reveal() ?? '';
  const [at, own] = [parseUrl(url), parseUrl(client.redirectUri)];
  if (at === undefined || at.origin !== own?.origin || at.pathname !== own.pathname)
    return undefined;
  const { place, codes } = readAuthorizationResponse(url);
  return place === 'query' ? codes[0] : undefined;
}

/** True where the authorization request of a visit had a code challenge. */
const wasChallenged = ({ navigations }: Exchange): boolean =>
  parseUrl(navigations[0]?.url.reveal() ?? '')?.searchParams.has('code_challenge') ?? false;

const told = <C extends object>(way: string | undefined, base: C): C & Pick<Wanted, 'way'> =>
  way === undefined ? base : { ...base, way };

/** One request to the token endpoint. */
async function askForToken(
  { client, visit, code, challenged, ask }: Redeeming,
  way: TokenWay,
  auth: ClientAuth,
  fetch: number,
): Promise<readonly Call[]> {
  const means = { code, visit: visit.name, challenged, auth };
  const { method, url, headers, fields } = tokenRequest(client, way, means);
  return ask(
    told(way.as, { role: 'token', credentials: 'omit', method, url, headers, fields, fetch }),
  );
}

/** The access token that the last of some calls brought to whoever asked; undefined where none did. */
function tokenFrom(calls: readonly Call[]): Sealed | undefined {
  const last = calls.at(-1);
  const status = last?.response?.status ?? 0;
  if (last === undefined || last.readable === false || status < 200 || status > 299)
    return undefined;
  return readTokenAnswer(last).accessToken;
}

/** What an attempt is called that another way of authenticating made good. */
const attempt = (auth: ClientAuth): string => `client-auth-${auth}`;

/** True where another way of authenticating may do better: the last answer is no success, and there is one. */
function isRefused(calls: readonly Call[]): boolean {
  const { readable, response, fault } = calls.at(-1) ?? {};
  if (response === undefined || fault !== undefined || readable === false) return false;
  return response.status < 200 || response.status > 299;
}

/** The usual request, with one way of authenticating after the other until one works. */
async function askAsUsual(
  redeeming: Redeeming,
  fetch: number,
): Promise<{ readonly calls: readonly Call[]; readonly token?: Sealed }> {
  const { memory } = redeeming;
  const calls: Call[] = [];
  for (const [at, auth] of memory.auth.entries()) {
    const made = await askForToken(redeeming, {}, auth, fetch + at);
    const token = tokenFrom(made);
    if (token === undefined && at < memory.auth.length - 1 && isRefused(made)) {
      calls.push(...made.map((call) => ({ ...call, way: attempt(auth) })));
      continue;
    }
    calls.push(...made);
    if (token !== undefined) {
      memory.auth = [auth];
      return { calls, token };
    }
    // Nothing in the answer speaks against this way.
    if (!isRefused(made)) return { calls };
  }
  // The first attempt may have spent the code: the next visit begins with the other way.
  memory.auth = [...memory.auth.slice(1), ...memory.auth.slice(0, 1)];
  return { calls };
}

/** The token by which an Info API is asked in some way. */
const tokenOf = (
  { token }: InfoWay,
  own: Sealed | undefined,
  { tokens }: ClientMemory,
): Sealed | undefined => (typeof token === 'object' ? tokens.get(token.name) : own);

async function askForUser(
  { client, ask }: Redeeming,
  way: InfoWay,
  token: Sealed,
  fetch: number,
): Promise<readonly Call[]> {
  const request = infoRequest(client, way, token.reveal());
  if (request === undefined) return [];
  return ask(told(way.as, { role: 'info', credentials: 'omit', fields: [], ...request, fetch }));
}

const isAnswered = ({ response }: Call): boolean => response !== undefined;

const lastFetch = (calls: readonly Call[]): number =>
  Math.max(0, ...calls.map(({ fetch }) => fetch));

/** All that a client does with a code, in order. */
async function callsWith(redeeming: Redeeming): Promise<readonly Call[]> {
  const { visit, memory } = redeeming;
  const { redeems = [{}], informs = [{}] } = visit.client ?? {};
  const calls: Call[] = [];
  let own: Sealed | undefined;
  for (const way of redeems) {
    if (isGivenUp(memory, 'token')) break;
    const fetch = lastFetch(calls) + 1;
    const [auth = 'none'] = memory.auth;
    const usual = way.as === undefined;
    if (way.afterMs !== undefined) await memory.wait(way.afterMs);
    const made = usual
      ? await askAsUsual(redeeming, fetch)
      : { calls: await askForToken(redeeming, way, auth, fetch) };
    calls.push(...made.calls);
    if (usual) heard(memory, 'token', made.calls.some(isAnswered));
    if ('token' in made && made.token !== undefined) own = made.token;
  }
  if (own !== undefined) memory.tokens.set(visit.name, own);
  for (const way of informs) {
    const token = tokenOf(way, own, memory);
    if (token === undefined || isGivenUp(memory, 'info')) continue;
    const made = await askForUser(redeeming, way, token, lastFetch(calls) + 1);
    calls.push(...made);
    if (way.as === undefined && made.length > 0) heard(memory, 'info', made.some(isAnswered));
  }
  return calls;
}

/**
 * What follows the hand-over of a code: the docs host, or its page, redeems it and asks who reads. Whatever came back with
 * the code (another state, for one) is judged later, and does not keep a run from looking on.
 *
 * @returns the exchange as it is where no code came to the redirect URI
 */
export async function redeemed(
  exchange: Exchange,
  visit: Visit,
  client: OAuthClient,
  memory: ClientMemory,
  ask: Ask,
): Promise<Exchange> {
  const code = codeAt(exchange, client);
  if (code === undefined) return exchange;
  const challenged = wasChallenged(exchange);
  const calls = await callsWith({ client, visit, code: code.reveal(), challenged, memory, ask });
  if (calls.length === 0) return exchange;
  return withheld({ ...exchange, durationMs: Date.now() - exchange.startedAtMs, calls });
}
