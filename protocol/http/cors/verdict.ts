import { corsCheck } from './check.js';
import { isHttpUrl, namedOrigin, pageRequest } from './page-request.js';
import type { CorsAnswer, PageCall, PageRequest } from './page-request.js';
import { preflightOf, preflightRefusal } from './preflight.js';
import type { Refusal } from './reasons.js';
import { isRedirect, redirected } from './redirect.js';

/** One request of a page's call, and what came of it: the call itself, or what a redirect led to. */
export interface CorsStep {
  /**
   * The answer to the preflight; absent where none was made, or none came. `remembered`: a browser made the request
   * without asking, since an earlier answer (`Access-Control-Max-Age`) gave it leave.
   */
  readonly preflight?: CorsAnswer | 'remembered';
  /** Absent where the request was not made, or nothing came. */
  readonly answer?: CorsAnswer;
}

/** Whether a page may read what it asked for; where it may not, at which request it failed, and why. */
export type CorsVerdict =
  | { readonly readable: true; readonly step: number }
  | ({ readonly readable: false; readonly step: number } & Refusal);

/** What an answer leads to: a further request, an answer that may be read, or a refusal (Fetch, "HTTP fetch"). */
export function after(request: PageRequest, answer: CorsAnswer): PageRequest | Refusal | 'read' {
  if (request.tainting === 'cors') {
    const refusal = corsCheck(answer.headers, namedOrigin(request), request.credentials);
    if (refusal !== undefined) return refusal;
  }
  return isRedirect(answer) ? redirected(request, answer) : 'read';
}

/**
 * Decides from what was recorded whether a page may read the answer to its call, as a browser does (Fetch standard, "HTTP fetch" with mode `cors`). Never throws.
 *
 * @param steps in order: the call, then one for each redirect that was followed
 */
export function corsVerdict(call: PageCall, steps: readonly CorsStep[]): CorsVerdict {
  let request = pageRequest(call);
  if (!isHttpUrl(call.url)) return { readable: false, step: 0, reason: 'scheme' };
  for (let step = 0; ; step += 1) {
    const { preflight, answer } = steps[step] ?? {};
    const due = preflight !== 'remembered' && preflightOf(request) !== undefined;
    const refused = due ? preflightRefusal(request, preflight) : undefined;
    if (refused !== undefined) return { readable: false, step, ...refused };
    if (answer === undefined) return { readable: false, step, reason: 'no-answer' };
    const next = after(request, answer);
    if (next === 'read') return { readable: true, step };
    if ('reason' in next) return { readable: false, step, ...next };
    request = next;
  }
}
