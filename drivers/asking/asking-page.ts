import type { Stop } from '../../protocol/exchange.js';
import type { CallRole } from '../../protocol/http/call.js';
import type { CredentialsMode } from '../../protocol/http/cors/check.js';
import { parseUrl } from '../../protocol/url/parse-url.js';
import { returnValue } from '../../protocol/visit.js';
import type { Target, Visit } from '../../protocol/visit.js';
import { stopAt } from '../wording.js';

/** The page whose script asks in a visit. */
export interface AskingPage {
  /** Serialised; `null` for an opaque one. */
  readonly origin: string;
  /** Its address; absent for a page that has none to name. */
  readonly url?: string;
}

/** What such a page asks for: the one endpoint that a target has. */
export const asked: { readonly role: CallRole; readonly credentials: CredentialsMode } = {
  role: 'session',
  credentials: 'include',
};

/** The page of the docs that a reader is on, or the page of another origin that asks in its place. */
export function askingPage(visit: Visit, target: Target): AskingPage {
  const { docsOrigin, docsPath } = target;
  const { pageOrigin } = visit;
  if (pageOrigin !== undefined) {
    const origin = typeof pageOrigin === 'function' ? pageOrigin(docsOrigin) : pageOrigin;
    return parseUrl(origin) === undefined ? { origin: 'null' } : { origin, url: `${origin}/` };
  }
  const path = returnValue(visit, { docsOrigin, docsPath }) ?? `${docsPath}/`;
  const url = parseUrl(path, docsOrigin);
  return { origin: docsOrigin, url: url?.origin === docsOrigin ? url.href : `${docsOrigin}/` };
}

/** A page over https may not ask over plain http (Mixed Content §5.1). */
export const mixedContent = (url: string): Stop =>
  stopAt(
    'unreachable',
    `A docs page over https may not ask ${new URL(url).origin}: browsers block mixed content`,
    'serve the session API over https',
  );
