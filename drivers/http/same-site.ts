import { isIP } from 'node:net';
import { tieFrom } from '../../protocol/url/site-tie.js';
import type { TieOf } from '../../protocol/url/site-tie.js';

/** How two origins relate (HTML standard, "schemelessly same site" with the scheme compared, as Chromium does). */
export type Relation = 'same-origin' | 'same-site' | 'cross-site';

/** From the nearest to the farthest. */
const distances: readonly Relation[] = ['same-origin', 'same-site', 'cross-site'];

/** The farther of two relations: a chain of redirects is as far as its farthest hop (Fetch Metadata §2.3). */
export function farther(one: Relation, other: Relation): Relation {
  return distances.indexOf(one) > distances.indexOf(other) ? one : other;
}

/** How a request URL relates to the URL of the page that caused it. The public-suffix list is loaded only where host names differ. */
export async function relationOf(from: string, to: string): Promise<Relation> {
  const one = new URL(from);
  const other = new URL(to);
  if (one.origin === other.origin) return 'same-origin';
  if (one.protocol !== other.protocol) return 'cross-site';
  if (one.hostname === other.hostname) return 'same-site';
  const names = [bare(one.hostname), bare(other.hostname)] as const;
  if (names.some((name) => isIP(name) !== 0 || !name.includes('.'))) return 'cross-site';
  const { getPublicSuffix } = await import('tough-cookie');
  const [left, right] = names.map((name) =>
    // Despite its name this gives the registrable domain.
    getPublicSuffix(name, { allowSpecialUseDomain: true, ignoreError: true }),
  );
  return left !== undefined && left === right ? 'same-site' : 'cross-site';
}

/** Loads the list of public suffixes, private part included, and compares sites by it. */
export async function openTie(): Promise<TieOf> {
  const { parse } = await import('tldts');
  return tieFrom((hostname) => {
    const { domain, isPrivate } = parse(hostname, { allowPrivateDomains: true });
    return { shared: isPrivate === true, ...(domain === null ? {} : { domain }) };
  });
}

const bare = (hostname: string): string => hostname.replace(/^\[|\]$|\.$/g, '');

/** True for origins that browsers trust without TLS: https and loopback (Secure Contexts §3.1). */
export function isTrustworthy(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  const name = bare(hostname);
  return (
    protocol === 'https:' ||
    /(?:^|\.)localhost$/.test(name) ||
    name.startsWith('127.') ||
    name === '::1'
  );
}

const policies: ReadonlySet<string> = new Set([
  'no-referrer',
  'no-referrer-when-downgrade',
  'same-origin',
  'origin',
  'strict-origin',
  'origin-when-cross-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
]);

/** The policy that browsers start with. */
export const defaultPolicy = 'strict-origin-when-cross-origin';

/** The last known word of a `Referrer-Policy` value (Referrer Policy §8.1); undefined where there is none. */
export function policyOf(value: string | undefined): string | undefined {
  const words =
    value
      ?.toLowerCase()
      .split(',')
      .map((word) => word.trim()) ?? [];
  return words.filter((word) => policies.has(word)).at(-1);
}

/** The `Referer` that a browser sends (Referrer Policy §8.3); undefined for none. Never a fragment, never userinfo. */
export function refererFor(page: string, to: string, policy: string): string | undefined {
  const source = new URL(page);
  source.hash = '';
  source.username = '';
  source.password = '';
  const origin = `${source.origin}/`;
  const same = source.origin === new URL(to).origin;
  const downgrade = isTrustworthy(page) && !isTrustworthy(to);
  switch (policy) {
    case 'no-referrer':
      return undefined;
    case 'unsafe-url':
      return source.href;
    case 'origin':
      return origin;
    case 'origin-when-cross-origin':
      return same ? source.href : origin;
    case 'same-origin':
      return same ? source.href : undefined;
    case 'strict-origin':
      return downgrade ? undefined : origin;
    case 'no-referrer-when-downgrade':
      return downgrade ? undefined : source.href;
    default:
      return downgrade ? undefined : same ? source.href : origin;
  }
}

/** The `Origin` field of a form submission (Fetch "append a request Origin header"). */
export function originFor(page: string, to: string, policy: string): string {
  const { origin, protocol } = new URL(page);
  const downgrade = protocol === 'https:' && new URL(to).protocol !== 'https:';
  if (policy === 'no-referrer') return 'null';
  if (policy === 'same-origin') return new URL(to).origin === origin ? origin : 'null';
  const strict =
    policy === defaultPolicy ||
    policy === 'strict-origin' ||
    policy === 'no-referrer-when-downgrade';
  return strict && downgrade ? 'null' : origin;
}
