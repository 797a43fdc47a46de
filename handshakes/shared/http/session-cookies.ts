import type { Exchange } from '../../../protocol/exchange.js';
import { isInfrastructure } from '../../../protocol/http/dropped-cookie.js';
import { isRemoved, readSetCookie, type SetCookie } from '../../../protocol/http/set-cookie.js';
import { findTokensInside } from '../../../protocol/jose/find-token.js';
import { brought, type Context } from '../../../protocol/requirement.js';
import { fieldValues, isAt } from '../sentences.js';
import { earlierCookies } from '../sign-in-visits.js';
import { signInAt, signsIn } from '../submission.js';
import { deepLink, plain } from '../visits.js';
import { homeOf } from './login-home.js';

/** A cookie that the login host set, with the URL whose response set it. */
export interface CookieAt {
  readonly cookie: SetCookie;
  readonly url: URL;
}

/** Names of cookies that hold something else: a script may have to read them, and they sign nobody in. */
const otherPurpose =
  /csrf|xsrf|antiforgery|state|nonce|pkce|verifier|consent|gdpr|locale|lang|theme|time[._-]?zone|visitor|device|analytics|flash|notice|toast/i;
/** How frameworks call the cookie of a session: connect.sid, PHPSESSID, ASP.NET_SessionId, laravel_session. */
const sessionName = /(?:sess(?:ion)?(?:[._-]?(?:id|token))?|(?:^|[._-])sid)$/i;

/**
 * True where the answers to the sign-in form, or those behind them, set a cookie that may hold a session: one that counts
 * by its name and value, and was not there with that value before.
 */
export function bringsSession({ hops }: Exchange): boolean {
  const submitted = Math.max(0, hops.findIndex(signsIn));
  const fieldsOf = (some: typeof hops): readonly string[] =>
    some.flatMap((hop) => fieldValues(hop, 'set-cookie'));
  const pairOf = (field: string): string => field.split(';', 1)[0] ?? '';
  const before = new Set(fieldsOf(hops.slice(0, submitted)).map(pairOf));
  // One that stands behind a comma in the field of another is brought, too, although no browser keeps it.
  const folded = hops
    .slice(submitted)
    .flatMap(({ cookiesDropped = [] }) => cookiesDropped)
    .some(({ name, reason }) => reason === 'folded' && sessionName.test(name));
  if (folded) return true;
  return fieldsOf(hops.slice(submitted)).some((field) => {
    const cookie = readSetCookie(field);
    const { name, unguessable } = cookie;
    const counts =
      (unguessable || sessionName.test(name)) &&
      !otherPurpose.test(name) &&
      !isInfrastructure(name);
    // The token itself is nobody's session; callback-token-in-fragment speaks of it.
    const session = counts && findTokensInside(pairOf(field)).length === 0;
    return session && !isRemoved(cookie) && !before.has(pairOf(field));
  });
}

const parentDomain = (cookie: SetCookie, url: URL): boolean => {
  const domain = cookie.attributes.get('domain')?.replace(/^\./, '').toLowerCase() ?? '';
  return domain !== '' && domain !== url.hostname;
};

/** The names of the cookies that a signed-in visitor sends to the login host; undefined where no such visit was made. */
function sentBack(context: Context, home: string): ReadonlySet<string> | undefined {
  for (const visit of [plain, deepLink]) {
    const hops = (context.other(visit)?.exchange.hops ?? []).filter((hop) => isAt(hop, home));
    if (hops.length > 0) return new Set(hops.flatMap(({ cookiesSent }) => cookiesSent));
  }
  return undefined;
}

/**
 * The cookies that may be the session of a sign-in: set by the login host, sent back by the visitor who is signed in,
 * and with a session's name or a value that nobody can guess. One that was there before the form was sent and was not set
 * again is a session by its name, or where it turned out to be enough by itself.
 */
export function sessionCookies(exchange: Exchange, context: Context): readonly CookieAt[] {
  const home = homeOf(exchange, context);
  const signedIn = signInAt(exchange);
  const earlier = context.other(earlierCookies);
  const upgraded = earlier !== undefined && brought(earlier);
  const found = new Map<string, CookieAt>();
  for (const [index, hop] of exchange.hops.entries()) {
    if (!isAt(hop, home)) continue;
    const url = new URL(hop.url.reveal());
    for (const cookie of fieldValues(hop, 'set-cookie').map(readSetCookie)) {
      const { name, attributes, unguessable } = cookie;
      const key = `${name};${attributes.get('domain') ?? ''}`;
      const told = unguessable && (index >= signedIn || upgraded);
      const counts =
        !otherPurpose.test(name) && !isInfrastructure(name) && (told || sessionName.test(name));
      if (counts && !isRemoved(cookie)) found.set(key, { cookie, url });
      else found.delete(key);
    }
  }
  const sent = sentBack(context, home);
  const dropped = new Set(
    exchange.hops.flatMap(({ cookiesDropped = [] }) => cookiesDropped.map(({ name }) => name)),
  );
  // A flow may be reached here under another host than its readers use, where a parent Domain is refused.
  return [...found.values()].filter(
    ({ cookie, url }) =>
      sent === undefined ||
      sent.has(cookie.name) ||
      dropped.has(cookie.name) ||
      parentDomain(cookie, url),
  );
}
