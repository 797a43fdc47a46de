import type { EndpointRequest, GrantPlan } from '../../../../protocol/plan-grant.js';
import { corsFields } from './cors.js';

/** The Info API of the reference flow. */

/** How long an access token is good for. */
const tokenLifetimeMs = 3_600_000;

/** The scope without which a token says nothing of its user here. */
const docsScope = 'docs:read';

/** The token of the header field alone (RFC 6750 §2.1); schemes are in any case (RFC 9110 §11.1). */
const bearer = ({ headers }: EndpointRequest): string | undefined =>
  /^bearer +([\w.~+/-]+=*)$/i.exec(headers['authorization'] ?? '')?.[1];

const access: GrantPlan['access'] = (token, accesses, { nowMs }) => {
  const found = accesses.find(token);
  const isLive = found !== undefined && nowMs - found.issuedMs < tokenLifetimeMs;
  return isLive && found.grant.scopes.includes(docsScope) ? found : undefined;
};

const infoAnswer: GrantPlan['infoAnswer'] = (request, user, token) => {
  const isRead = ['GET', 'HEAD'].includes(request.method);
  // Only who has shown a token is told that it is wrong (RFC 6750 §3.1).
  const challenge =
    token === undefined ? 'Bearer realm="docs"' : 'Bearer realm="docs", error="invalid_token"';
  const status = isRead ? (user === undefined ? 401 : 200) : 405;
  return {
    status,
    headers: [
      ['Content-Type', 'application/json; charset=utf-8'],
      ['Cache-Control', 'private, no-store'],
      ...(status === 401 ? [['WWW-Authenticate', challenge] as const] : []),
      ...(status === 405 ? [['Allow', 'GET, OPTIONS'] as const] : []),
      ...corsFields(request),
    ],
    body: JSON.stringify(status === 200 ? user : { message: 'An access token is needed.' }),
  };
};

/** Its steps. */
export const infoSteps: Pick<GrantPlan, 'access' | 'bearer' | 'infoAnswer'> = {
  bearer,
  access,
  infoAnswer,
};
