import type { ReferenceSteps } from '../../protocol/plan.js';
import { ownPath, userClaims } from '../shared/honest-steps.js';
import { facts } from './facts.js';

/** The reference login flow: the host claim, and the token at the callback path with the page asked for beside it. */
export const reference: ReferenceSteps = {
  claims: (request) => ({
    host: new URL(request.docsOrigin).hostname,
    ...userClaims(request),
  }),
  callback: (token, request) => {
    const value = ownPath(request.returnTo);
    const query = value === undefined ? '' : `?${facts.returnParam}=${encodeURIComponent(value)}`;
    return `${request.callbackBase}${query}#${token}`;
  },
};
