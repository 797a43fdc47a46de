import type { Exchange } from '../../protocol/exchange.js';
import type { Context } from '../../protocol/requirement.js';
import { isRemoved, readSetCookie, type SetCookie } from '../../protocol/set-cookie.js';
import { earlierCookies } from './sign-in-visits.js';
import { signInAt } from './submission.js';
import { deepLink, plain } from './visits.js';
import { fieldValues, isAt } from './wording.js';

/** A cookie that the login host set, with the URL whose response set it. */
export interface CookieAt {
  readonly cookie: SetCookie;
  readonly url: URL;
}

/** Names of cookies that hold something else: a script may have to read them, and they sign nobody in. */
const otherPurpose =
  /csrf|xsrf|antiforgery|state|nonce|pkce|verifier|consent|gdpr|locale|lang|theme|time[._-]?zone|visitor|device|analytics/i;
/** Cookies of load balancers, firewalls and analytics, whose attributes their makers choose. */
const infrastructure =
  /^(?:AWSALB|AWSELB|__?cf|cf_|ARRAffinity|BIGip|TS0|incap_|visid_|nlbi_|ak_|bm_|_abck|datadome|GCLB|SERVERID|INGRESSCOOKIE|_ga|_gid|_gcl|_fbp|_hj|_pk_|_dd_s|ajs_|ph_|mp_|rl_|amplitude|intercom-|hubspot|optimizely|__stripe)/i;
/** How frameworks call the cookie of a session: connect.sid, PHPSESSID, ASP.NET_SessionId, laravel_session. */
const sessionName = /(?:sess(?:ion)?(?:[._-]?(?:id|token))?|(?:^|[._-])sid)$/i;

const parentDomain = (cookie: SetCookie, url: URL): boolean => {
  const domain = cookie.attributes.get('domain')?.replace(/^\./, '').toLowerCase() ?? '';
  return domain !== '' && domain !== url.hostname;
};

/** The names of the cookies that a signed-in visitor sends to the login host; undefined where no such visit was made. */
function sentBack(context: Context): ReadonlySet<string> | undefined {
  for (const visit of [plain, deepLink]) {
    const hops = (context.other(visit.name)?.exchange.hops ?? []).filter((hop) =>
      isAt(hop, context.loginOrigin),
    );
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
  const signedIn = signInAt(exchange);
  const upgraded = context.other(earlierCookies.name)?.token !== undefined;
  const found = new Map<string, CookieAt>();
  for (const [index, hop] of exchange.hops.entries()) {
    if (!isAt(hop, context.loginOrigin)) continue;
    const url = new URL(hop.url.reveal());
    for (const cookie of fieldValues(hop, 'set-cookie').map(readSetCookie)) {
      const { name, attributes, unguessable } = cookie;
      const key = `${name};${attributes.get('domain') ?? ''}`;
      const told = unguessable && (index >= signedIn || upgraded);
      const counts =
        !otherPurpose.test(name) && !infrastructure.test(name) && (told || sessionName.test(name));
      if (counts && !isRemoved(cookie)) found.set(key, { cookie, url });
      else found.delete(key);
    }
  }
  const sent = sentBack(context);
  // A flow may be reached here under another host than its readers use, where a parent Domain is refused.
  return [...found.values()].filter(
    ({ cookie, url }) => sent === undefined || sent.has(cookie.name) || parentDomain(cookie, url),
  );
}
