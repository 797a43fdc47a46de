import type { ReferenceSteps } from '../../protocol/plan.js';
import { ownPath, userClaims } from '../shared/honest-steps.js';
import { docsPage } from './page.js';

/** The reference login flow: the token at the page asked for, an anchor beside it. */
export const reference: ReferenceSteps = {
  claims: userClaims,
  callback: (token, request) => {
    const docsPath = request.callbackBase.slice(request.docsOrigin.length);
    const page = docsPage(ownPath(request.returnTo), request.docsOrigin, docsPath);
    const base = page?.url ?? request.callbackBase;
    return page?.anchor === undefined
      ? `${base}#${token}`
      : `${base}#jwt=${token}&anchor=${encodeURIComponent(page.anchor)}`;
  },
};
