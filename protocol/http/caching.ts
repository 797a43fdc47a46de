/** Cache-Control and freshness as RFC 9111 reads them, for one response. */

/** The directives of a `Cache-Control` field (RFC 9111 §5.2), names in lower case, arguments unquoted. */
function directives(control: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const part of control.split(',')) {
    const [name = '', argument = ''] = part.trim().split('=', 2);
    if (name !== '') found.set(name.toLowerCase(), argument.replace(/^"|"$/g, ''));
  }
  return found;
}

/** True where a `Cache-Control` field holds a directive without field names (`no-cache="Set-Cookie"` is another thing). */
export function hasDirective(control: string, name: string): boolean {
  return directives(control).get(name) === '';
}

/** How long one response may be reused, in seconds; a member is absent where nothing is said. */
export interface Freshness {
  /** By the browser that got it. */
  readonly own?: number;
  /** By anybody: a browser, a proxy, a CDN. */
  readonly most?: number;
}

/** The first of some directives that is a count of seconds; undefined where none is. */
function secondsOf(
  found: ReadonlyMap<string, string>,
  names: readonly string[],
): number | undefined {
  const argument = names.map((name) => found.get(name)).find((text) => /^\d+$/.test(text ?? ''));
  return argument === undefined ? undefined : Number(argument);
}

/** `Expires` minus `Date` in seconds; 0 where an `Expires` cannot be read, as caches take it. */
function untilExpiry(expires: string | undefined, date: string | undefined): number | undefined {
  if (expires === undefined) return undefined;
  const until = Date.parse(expires);
  const from = Date.parse(date ?? '');
  if (Number.isNaN(until)) return 0;
  return Number.isNaN(from) ? (until > 0 ? 1 : 0) : Math.max(0, (until - from) / 1000);
}

/**
 * The explicit freshness lifetimes (RFC 9111 §4.2.1): `s-maxage`, `max-age`, or `Expires` minus `Date`. A browser does
 * not read `s-maxage`, and a shared cache keeps nothing that is `private` (§5.2.2.7, §5.2.2.10).
 */
export function freshness(
  control: string,
  expires: string | undefined,
  date: string | undefined,
): Freshness {
  const found = directives(control);
  const byDate = untilExpiry(expires, date);
  const own = secondsOf(found, ['max-age']) ?? byDate;
  const shared = hasDirective(control, 'private')
    ? undefined
    : (secondsOf(found, ['s-maxage', 'max-age']) ?? byDate);
  const said = [own, shared].filter((each) => each !== undefined);
  return {
    ...(own === undefined ? {} : { own }),
    ...(said.length === 0 ? {} : { most: Math.max(...said) }),
  };
}
