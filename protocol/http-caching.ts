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

/**
 * The explicit freshness lifetime in seconds (RFC 9111 §4.2.1): `s-maxage`, `max-age`, or `Expires` minus `Date`.
 *
 * @returns undefined where nothing is said; 0 where an `Expires` cannot be read, as caches take it
 */
export function freshness(
  control: string,
  expires: string | undefined,
  date: string | undefined,
): number | undefined {
  const found = directives(control);
  for (const name of ['s-maxage', 'max-age']) {
    const argument = found.get(name);
    if (argument !== undefined && /^\d+$/.test(argument)) return Number(argument);
  }
  if (expires === undefined) return undefined;
  const until = Date.parse(expires);
  const from = Date.parse(date ?? '');
  if (Number.isNaN(until)) return 0;
  return Number.isNaN(from) ? (until > 0 ? 1 : 0) : Math.max(0, (until - from) / 1000);
}
