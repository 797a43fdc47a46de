import { readSetCookie } from './set-cookie.js';

/** Why browsers do not keep a cookie that an answer set (RFC 6265bis §5.6 and §5.7). */
export type DropReason =
  | 'too-large' // name and value hold more than 4,096 octets
  | 'host-prefix' // `__Host-` without Secure, without Path=/, with a Domain, or over plain HTTP
  | 'secure-prefix' // `__Secure-` without Secure, or over plain HTTP
  | 'same-site-none' // SameSite=None without Secure
  | 'secure-over-http' // Secure, set over plain HTTP by a host that is not this machine
  | 'hides-secure' // over plain HTTP, where a Secure cookie of that name is kept
  | 'domain' // a Domain that the host may not set cookies for
  | 'folded' // stands behind a comma in the field of another cookie
  | 'malformed' // control characters, or neither name nor value
  | 'refused'; // for another reason of the browser's

/** A cookie that an answer set and browsers do not keep. */
export interface DroppedCookie {
  readonly name: string;
  readonly reason: DropReason;
  /** Octets of name and value, where that is the reason. */
  readonly octets?: number;
}

/** What an answer and its request say of cookies. */
interface CookieTraffic {
  /** Names, in the order sent. */
  readonly cookiesSent: readonly string[];
  readonly cookiesDropped?: readonly DroppedCookie[];
}

/** The most octets of a name and its value, and of an attribute's value, which is ignored beyond them. */
const mostOctets = 4_096;
const mostAttributeOctets = 1_024;

/** The octets of a text that was read as latin1, as header fields are. */
const octetsOf = (text: string): number => text.length;

/** A `Set-Cookie` value without the attributes that browsers ignore for their length. */
export function withoutLongAttributes(field: string): string {
  const [pair = '', ...rest] = field.split(';');
  const kept = rest.filter((part) => {
    const value = part.includes('=') ? part.slice(part.indexOf('=') + 1).trim() : '';
    return octetsOf(value) <= mostAttributeOctets;
  });
  return [pair, ...kept].join(';');
}

/** Name and value of a cookie; a pair without `=` is a value without a name. */
function pairOf(field: string): readonly [name: string, value: string] {
  const [pair = ''] = field.split(';', 1);
  const at = pair.indexOf('=');
  return at < 0 ? ['', pair.trim()] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
}

/** The name of the cookie of a `Set-Cookie` value; empty where it is a value alone. */
export const cookieName = (field: string): string => pairOf(field)[0];

/** The prefix whose rules a cookie must keep; one without a name must not look as if it had one. */
function prefixFault(
  [name, value]: readonly [string, string],
  attributes: ReadonlyMap<string, string>,
  secureUrl: boolean,
): DropReason | undefined {
  const prefix = /^__(host|secure)-/i.exec(name === '' ? value : name)?.[1]?.toLowerCase();
  if (prefix === undefined) return undefined;
  const secure = attributes.has('secure') && secureUrl && name !== '';
  if (prefix === 'secure') return secure ? undefined : 'secure-prefix';
  const own = attributes.get('path') === '/' && (attributes.get('domain') ?? '') === '';
  return secure && own ? undefined : 'host-prefix';
}

/**
 * Why a cookie is not kept, as far as its field and its URL say; undefined where they say nothing against it. What
 * hangs on other cookies, or on the list of public suffixes, is not seen here.
 *
 * @param local true where the host is this machine, whose plain HTTP browsers trust
 */
export function dropOf(field: string, url: URL, local: boolean): DroppedCookie | undefined {
  const pair = pairOf(field);
  const [name, value] = pair;
  const { attributes } = readSetCookie(withoutLongAttributes(field));
  const octets = octetsOf(name) + octetsOf(value);
  const secureUrl = url.protocol === 'https:' || local;
  if (octets > mostOctets) return { name, reason: 'too-large', octets };
  // Between attributes a tab is a blank.
  const controls = /[\0-\x1f\x7f]/.test(name + value) || /[\0-\x08\x0a-\x1f\x7f]/.test(field);
  if ((name === '' && value === '') || controls) {
    return { name, reason: 'malformed' };
  }
  const prefix = prefixFault(pair, attributes, secureUrl);
  if (prefix !== undefined) return { name, reason: prefix };
  if (attributes.has('secure') && !secureUrl) return { name, reason: 'secure-over-http' };
  if (/^none$/i.test(attributes.get('samesite') ?? '') && !attributes.has('secure')) {
    return { name, reason: 'same-site-none' };
  }
  const domain = attributes.get('domain')?.replace(/^\./, '').toLowerCase() ?? '';
  const inside = url.hostname === domain || url.hostname.endsWith(`.${domain}`);
  return domain === '' || inside ? undefined : { name, reason: 'domain' };
}

/**
 * Cookies that went lost where two fields were joined by a comma, as proxies and some libraries do: what stands
 * behind the comma is part of the first one's value, or of its attributes.
 */
export function foldedCookies(field: string): readonly DroppedCookie[] {
  // The comma of a date is followed by a day, that of JSON by a quotation mark.
  const behind = field.matchAll(
    /,\s*([\w!#$%&'*+.^`|~-]+)=[^;]*;[^,]*(?:path|httponly|samesite|secure|expires|max-age)/gi,
  );
  return [...behind].map(([, name = '']) => ({ name, reason: 'folded' }));
}

const thousands = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');

/** Where words stand: behind others, or at the head of a sentence. */
export type WordPlace = 'clause' | 'sentence';

/**
 * What became of a cookie and what to set, without the stop at the end. The name is quoted; the value is not known here.
 *
 * @param place where the words stand
 */
export function dropWords({ name, reason, octets }: DroppedCookie, place: WordPlace): string {
  const leads = place === 'sentence';
  const browsers = leads ? 'Browsers' : 'browsers';
  const quoted = JSON.stringify(name.slice(0, 60));
  const cookie = name === '' ? 'a cookie without a name' : `the cookie ${quoted}`;
  switch (reason) {
    case 'too-large':
      return `${browsers} drop ${cookie}, whose name and value hold ${thousands(octets ?? 0)} octets: keep it to ${thousands(mostOctets)}, for one by keeping the session on the server`;
    case 'host-prefix':
      return `${browsers} drop ${cookie}: its prefix asks for https, Secure, Path=/ and no Domain`;
    case 'secure-prefix':
      return `${browsers} drop ${cookie}: its prefix asks for https and Secure`;
    case 'same-site-none':
      return `${browsers} drop ${cookie}: SameSite=None asks for Secure; set SameSite=Lax`;
    case 'secure-over-http':
      return `${browsers} drop ${cookie}, which is Secure and was set over plain HTTP: serve the login flow over https`;
    case 'hides-secure':
      return `${browsers} drop ${cookie}, which was set over plain HTTP where a Secure one of that name exists: set it over https`;
    case 'domain':
      return `${browsers} drop ${cookie}: its Domain is not one that the host may set; leave Domain out`;
    case 'folded':
      return `${leads ? 'The' : 'the'} cookie ${quoted} went lost, because two cookies stand in one Set-Cookie field with a comma between them: send one field for each`;
    case 'malformed':
      return `${browsers} drop ${cookie}, whose field is empty or holds control characters`;
    case 'refused':
      return `${leads ? 'The' : 'the'} browser did not keep ${cookie}`;
  }
}

/** Cookies of load balancers, firewalls and analytics, whose attributes their makers choose. */
const infrastructure =
  /^(?:AWSALB|AWSELB|__?cf|cf_|ARRAffinity|BIGip|TS0|incap_|visid_|nlbi_|ak_|bm_|_abck|datadome|GCLB|SERVERID|INGRESSCOOKIE|_ga|_gid|_gcl|_fbp|_hj|_pk_|_dd_s|ajs_|ph_|mp_|rl_|amplitude|intercom-|hubspot|optimizely|__stripe)/i;

/** True for a cookie that no login flow sets for itself: it signs nobody in, and guards no form. */
export const isInfrastructure = (name: string): boolean => infrastructure.test(name);

/**
 * Why cookies that were set do not come back as they should, in the words of `dropWords`; undefined where they do.
 *
 * @param set the answers that set them
 * @param back the requests that should bring them
 */
export function lostWords(
  set: readonly CookieTraffic[],
  back: readonly CookieTraffic[],
  place: WordPlace,
): string | undefined {
  const dropped = set.flatMap(({ cookiesDropped = [] }) => cookiesDropped);
  const own = dropped.find(({ name }) => !isInfrastructure(name));
  if (own !== undefined) return dropWords(own, place);
  for (const { cookiesSent } of back) {
    const twin = cookiesSent.find((name, at) => cookiesSent.indexOf(name) !== at);
    if (twin === undefined || isInfrastructure(twin)) continue;
    return `${place === 'sentence' ? 'Browsers' : 'browsers'} send two cookies ${JSON.stringify(twin.slice(0, 60))}, the one with the longer Path or of the narrower Domain first, which is not the one that counts: set both with the same Path and Domain, or remove one`;
  }
  return undefined;
}
