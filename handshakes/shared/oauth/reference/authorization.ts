import type {
  AuthorizationError,
  AuthorizationRequest,
  Grant,
  GrantPlan,
  KnownClient,
} from '../../../../protocol/plan-grant.js';
import type { Answer, AskedGrant, PlanRequest } from '../../../../protocol/plan.js';

/** The authorization endpoint of the reference flow, as far as it is not the sign-in. */

/** A URI with parameters added to its query; those without a value are left out. */
export function withParameters(
  uri: string,
  parameters: Readonly<Record<string, string | undefined>>,
): string {
  const pairs = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return `${uri}${uri.includes('?') ? '&' : '?'}${new URLSearchParams(pairs).toString()}`;
}

function asked(query: string): AskedGrant {
  const pairs = new URLSearchParams(query);
  const names = [...pairs.keys()];
  // An empty value is as good as none (RFC 6749 §3.1).
  const optional = <N extends string>(member: N, name: string): { readonly [n in N]?: string } => {
    const value = pairs.get(name);
    return value === null || value === '' ? {} : ({ [member]: value } as { [n in N]: string });
  };
  return {
    ...optional('responseType', 'response_type'),
    ...optional('clientId', 'client_id'),
    ...optional('redirectUri', 'redirect_uri'),
    ...optional('scope', 'scope'),
    ...optional('state', 'state'),
    ...optional('challenge', 'code_challenge'),
    ...optional('challengeMethod', 'code_challenge_method'),
    ...optional('nonce', 'nonce'),
    repeated: [...new Set(names.filter((name, at) => names.indexOf(name) !== at))],
  };
}

/** What S256 makes of any verifier: 32 octets in base64url. */
const challengeForm = /^[A-Za-z0-9_-]{43}$/;

function challengeIsFit({
  asked: { challenge, challengeMethod },
  client,
}: AuthorizationRequest): boolean {
  if (challenge !== undefined) return challengeMethod === 'S256' && challengeForm.test(challenge);
  return challengeMethod === undefined && client.secret !== undefined;
}

function refusal(request: AuthorizationRequest): AuthorizationError | undefined {
  const { repeated, responseType } = request.asked;
  if (repeated.length > 0 || responseType === undefined) return 'invalid_request';
  if (responseType !== 'code') return 'unsupported_response_type';
  return challengeIsFit(request) ? undefined : 'invalid_request';
}

const errorPage = (): Answer => ({
  status: 400,
  headers: [
    ['Content-Type', 'text/html; charset=utf-8'],
    ['Cache-Control', 'no-store'],
    ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
    ['X-Frame-Options', 'DENY'],
    ['Referrer-Policy', 'no-referrer'],
  ],
  body: '<!doctype html><html lang="en"><title>This link does not work – Acme</title><h1>This link does not work</h1><p>It names a client or an address that Acme does not know.</p>',
});

const errorRedirect: GrantPlan['errorRedirect'] = (
  error,
  { asked: { redirectUri, state }, client },
) => ({
  status: 303,
  headers: [
    ['Location', withParameters(redirectUri ?? client.redirectUri, { error, state })],
    ['Cache-Control', 'no-store'],
    ['Referrer-Policy', 'same-origin'],
  ],
});

/** What a client gets: the scopes it asked for that are registered; where there is none of them, nothing of the docs. */
function grantedScopes({ scope }: AskedGrant, { scopes }: KnownClient): readonly string[] {
  const wanted = new Set(scope?.split(' '));
  const known = scopes.filter((one) => wanted.has(one));
  return known.length > 0 ? known : scopes.filter((one) => one === 'openid');
}

function grant(code: string, request: PlanRequest, client: KnownClient): Grant {
  const wanted = request.asked ?? { repeated: [] };
  const { challenge, challengeMethod, clientId, redirectUri } = wanted;
  return {
    code,
    clientId: clientId ?? client.clientId,
    redirectUri: redirectUri ?? client.redirectUri,
    ...(challenge === undefined ? {} : { challenge }),
    ...(challengeMethod === undefined ? {} : { challengeMethod }),
    scopes: grantedScopes(wanted, client),
    issuedMs: request.nowMs,
    request,
  };
}

/** Its steps. */
export const authorizationSteps: Pick<
  GrantPlan,
  | 'asked'
  | 'code'
  | 'errorPage'
  | 'errorRedirect'
  | 'grant'
  | 'knowsClient'
  | 'refusal'
  | 'takesRedirectUri'
> = {
  asked,
  knowsClient: ({ asked: { clientId, repeated }, client }) =>
    clientId === client.clientId && !repeated.includes('client_id'),
  takesRedirectUri: (given, { asked: { repeated }, client }) =>
    given === client.redirectUri && !repeated.includes('redirect_uri'),
  refusal,
  errorPage,
  errorRedirect,
  code: ({ tools }) => tools.random(32),
  grant,
};
