import type { JsonObject } from '../../../../protocol/json.js';
import type {
  EndpointRequest,
  Grant,
  GrantPlan,
  Presented,
  TokenOutcome,
} from '../../../../protocol/plan-grant.js';
import type { Answer } from '../../../../protocol/plan.js';
import { corsFields, preflight } from './cors.js';

/** The token endpoint of the reference flow. */

/** How long a code can be redeemed; RFC 6749 §4.1.2 allows ten minutes. */
const codeLifetimeMs = 60_000;
/** Seconds that an access token is good for. */
const tokenLifetime = 3_600;
/** Seconds that an `id_token` is. */
const idLifetime = 600;

/** One half of what Basic joins (RFC 6749 §2.3.1), decoded; undefined where it is not form-encoded. */
function formDecoded(half: string): string | undefined {
  try {
    return decodeURIComponent(half.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** Client id and secret of a Basic field (RFC 7617 §2); empty where it cannot be read. */
function basicPair(credentials: string): Pick<Presented, 'clientId' | 'secret'> {
  const joined = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = joined.indexOf(':');
  const clientId = formDecoded(joined.slice(0, Math.max(colon, 0)));
  const secret = formDecoded(joined.slice(colon + 1));
  return colon < 0 || clientId === undefined || secret === undefined ? {} : { clientId, secret };
}

function presented({ fields, headers }: EndpointRequest): Presented {
  const posted = new URLSearchParams(fields.map(([name, value]) => [name, value]));
  const clientId = posted.get('client_id') ?? undefined;
  const secret = posted.get('client_secret') ?? undefined;
  const [, credentials] = /^basic +([\w+/=-]*)$/i.exec(headers['authorization'] ?? '') ?? [];
  if (credentials !== undefined) {
    const pair = basicPair(credentials);
    // One way at a time (RFC 6749 §2.3); the id may stand in the form, too.
    const isOdd = secret !== undefined || (clientId ?? pair.clientId) !== pair.clientId;
    return { ...pair, by: 'basic', isOdd };
  }
  return {
    ...(clientId === undefined ? {} : { clientId }),
    ...(secret === undefined ? {} : { secret }),
    by: secret === undefined ? 'none' : 'post',
    isOdd: false,
  };
}

const secretIsRight: GrantPlan['secretIsRight'] = (given, { secret }, tools) =>
  secret === undefined
    ? given === undefined || given === ''
    : given !== undefined && tools.same(given, secret.reveal());

/** What a verifier may look like (RFC 7636 §4.1). */
const verifierForm = /^[A-Za-z0-9._~-]{43,128}$/;

const takesVerifier: GrantPlan['takesVerifier'] = (verifier, { challenge }, { tools }) => {
  if (challenge === undefined) return verifier === undefined;
  if (verifier === undefined || !verifierForm.test(verifier)) return false;
  return tools.same(tools.sha256(verifier), challenge);
};

function idClaims(grant: Grant, request: EndpointRequest): JsonObject | undefined {
  if (!grant.scopes.includes('openid')) return undefined;
  const now = Math.floor(request.nowMs / 1000);
  const { asked, user } = grant.request;
  return {
    iss: request.issuer,
    // At most 255 characters of ASCII (OpenID Connect Core 1.0 §2).
    sub: request.tools.sha256(user.username),
    aud: grant.clientId,
    iat: now,
    exp: now + idLifetime,
    ...(asked?.nonce === undefined ? {} : { nonce: asked.nonce }),
    groups: user.groups,
  };
}

async function idToken(claims: JsonObject, { tools }: EndpointRequest): Promise<string> {
  const header = { alg: tools.algorithmOf('own'), typ: 'JWT' };
  const input = [header, claims].map((part) => tools.base64url(JSON.stringify(part))).join('.');
  return `${input}.${tools.base64url(await tools.sign(input))}`;
}

/** The members of the answer (RFC 6749 §5.1, §5.2). */
function membersOf(outcome: TokenOutcome): JsonObject {
  if (outcome.error !== undefined) return { error: outcome.error };
  return {
    access_token: outcome.accessToken,
    token_type: 'Bearer',
    expires_in: tokenLifetime,
    scope: outcome.grant.scopes.join(' '),
    ...(outcome.idToken === undefined ? {} : { id_token: outcome.idToken }),
  };
}

function tokenAnswer(outcome: TokenOutcome, request: EndpointRequest): Answer {
  const isPost = request.method === 'POST';
  const asksBasic = outcome.error === 'invalid_client' && outcome.by === 'basic';
  const refused = isPost ? (asksBasic ? 401 : 400) : 405;
  return {
    status: outcome.error === undefined ? 200 : refused,
    headers: [
      ['Content-Type', 'application/json;charset=UTF-8'],
      ['Cache-Control', 'no-store'],
      ...(asksBasic ? [['WWW-Authenticate', 'Basic realm="docs"'] as const] : []),
      ...(isPost ? [] : [['Allow', 'POST, OPTIONS'] as const]),
      ...corsFields(request),
    ],
    body: JSON.stringify(membersOf(outcome)),
  };
}

/** Its steps. */
export const tokenSteps: Pick<
  GrantPlan,
  | 'accessToken'
  | 'idClaims'
  | 'idToken'
  | 'isClient'
  | 'isFresh'
  | 'isOfClient'
  | 'isOfRedirectUri'
  | 'isUnused'
  | 'preflight'
  | 'presented'
  | 'revokesOnReplay'
  | 'secretIsRight'
  | 'takesMethod'
  | 'takesVerifier'
  | 'tokenAnswer'
> = {
  preflight,
  takesMethod: (method) => method === 'POST',
  presented,
  isClient: (given, { clientId }) => given === clientId,
  secretIsRight,
  isUnused: ({ redeemed, failed }) => redeemed === 0 && failed === 0,
  isFresh: ({ issuedMs }, nowMs) => nowMs - issuedMs < codeLifetimeMs,
  isOfClient: (grant, clientId) => grant.clientId === clientId,
  isOfRedirectUri: (grant, given) => grant.redirectUri === given,
  takesVerifier,
  revokesOnReplay: () => true,
  accessToken: (_grant, { tools }) => tools.random(32),
  idClaims,
  idToken,
  tokenAnswer,
};
