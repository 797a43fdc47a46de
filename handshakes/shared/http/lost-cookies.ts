import type { Exchange, Hop } from '../../../protocol/exchange.js';
import { isInfrastructure, lostWords } from '../../../protocol/http/dropped-cookie.js';
import { isRemoved, readSetCookie } from '../../../protocol/http/set-cookie.js';
import type { Context } from '../../../protocol/requirement.js';
import { sentenceOf } from '../../../protocol/stop.js';
import { fieldValues, isAt } from '../sentences.js';
import { homeOf } from './login-home.js';

/** The path to which a cookie goes back (RFC 6265 §5.1.4). */
function pathOf(attribute: string | undefined, url: URL): string {
  if (attribute?.startsWith('/') === true) return attribute;
  const folder = url.pathname.slice(0, url.pathname.lastIndexOf('/'));
  return folder === '' ? '/' : folder;
}

const covers = (path: string, asked: string): boolean =>
  asked === path || asked.startsWith(path.endsWith('/') ? path : `${path}/`);

/** A cookie of the sign-in that does not go to the page which the reader comes back to, as a sentence without its stop. */
function elsewhere(hops: readonly Hop[], back: Hop): string | undefined {
  const asked = new URL(back.url.reveal());
  for (const hop of hops) {
    const url = new URL(hop.url.reveal());
    if (url.hostname !== asked.hostname) continue;
    for (const cookie of fieldValues(hop, 'set-cookie').map(readSetCookie)) {
      const path = pathOf(cookie.attributes.get('path'), url);
      const idle = isRemoved(cookie) || isInfrastructure(cookie.name);
      if (idle || back.cookiesSent.includes(cookie.name) || covers(path, asked.pathname)) continue;
      const name = JSON.stringify(cookie.name.slice(0, 60));
      return `The cookie ${name} has the path ${path.slice(0, 60)}, so browsers do not send it to ${asked.pathname.slice(0, 60)}: set it with Path=/`;
    }
  }
  return undefined;
}

/** Where a visit ended, and what became of the cookies of the sign-in that should have made it end elsewhere. */
export function withLostCookies(exchange: Exchange, signIn: Exchange, context: Context): string {
  const sentence = sentenceOf(exchange.stop);
  const back = exchange.hops.filter((hop) => isAt(hop, homeOf(signIn, context)));
  const behind = signIn.hops.slice(
    Math.max(
      0,
      signIn.hops.findIndex((hop) => hop.credentials),
    ),
  );
  const lost = lostWords(signIn.hops, back, 'sentence') ?? (back[0] && elsewhere(behind, back[0]));
  return lost === undefined ? sentence : `${sentence} ${lost}.`;
}
