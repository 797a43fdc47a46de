import type { JsonObject } from '../../../protocol/json.js';
import type { PlanRequest, ReferenceSteps } from '../../../protocol/plan.js';
import { userClaims } from '../honest-steps.js';
import { authorizationSteps, withParameters } from './reference/authorization.js';
import { infoSteps } from './reference/info.js';
import { tokenSteps } from './reference/token-endpoint.js';

/** What the Info API says of a reader: the user, and how long the docs may know them; nothing of a token. */
function infoClaims(request: PlanRequest): JsonObject {
  const { expiresAt, groups, content } = userClaims(request);
  return { expiresAt, groups, content };
}

/** The redirect URI with code and state (RFC 6749 §4.1.2). */
function redirectWithCode(code: string, { asked, callbackBase }: PlanRequest): string {
  return withParameters(asked?.redirectUri ?? callbackBase, { code, state: asked?.state });
}

/** The reference authorization server with its Info API. Who its client is makes all the difference between the handshakes. */
export const referenceGrant: ReferenceSteps = {
  claims: infoClaims,
  callback: redirectWithCode,
  grant: { ...authorizationSteps, ...tokenSteps, ...infoSteps },
};
