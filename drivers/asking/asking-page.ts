import type { Stop } from '../../protocol/exchange.js';
import { parseUrl } from '../../protocol/url/parse-url.js';
import { returnValue } from '../../protocol/url/login-url.js';
import type { Target, Visit } from '../../protocol/visit.js';
import { stopAt } from '../wording.js';
import { calledBy } from './wanted.js';
import type { Wanted } from './wanted.js';

/** The page whose script asks in a visit. */
export interface AskingPage {
  /** Serialised; `null` for an opaque one. */
  readonly origin: string;
  /** Its address; absent for a page that has none to name. */
  readonly url?: string;
}

/** The page to which the authorization server sent the reader: its script has taken the code out of the address. */
export const callbackPage = ({ docsOrigin }: Target, redirectUri: string): AskingPage => ({
  origin: docsOrigin,
  url: redirectUri,
});

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
export const mixedContent = (url: string, role: Wanted['role']): Stop =>
  stopAt(
    'unreachable',
    `A docs page over https may not ask ${new URL(url).origin}: browsers block mixed content`,
    `serve the ${calledBy[role]} over https`,
  );
