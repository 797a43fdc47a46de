/** What the list of public suffixes says of a host name. */
export interface SiteName {
  /** The registrable domain; absent for addresses, single words and suffixes themselves. */
  readonly domain?: string;
  /** True below a suffix that a hosting company registered for its customers. */
  readonly shared: boolean;
}

/**
 * How two origins relate by the rules for cookies (RFC 6265bis §5.2, scheme compared).
 * - `trial`: different sites, but one of them is an address, this machine or a name on shared hosting, where a login
 *   flow is tried out and nobody reads docs.
 */
export type SiteTie = 'same-site' | 'cross-site' | 'trial';

/** Compares two origins. */
export type TieOf = (one: string, other: string) => SiteTie;

const bare = (hostname: string): string => hostname.replace(/^\[|\]$|\.$/g, '');
/** Addresses, single words, and names that lead to this machine. */
const isTrial = (name: string): boolean =>
  /^[\d.]+$/.test(name) || !name.includes('.') || name.endsWith('.localhost') || name.includes(':');

/** Makes the comparison from the list of public suffixes. */
export function tieFrom(siteOf: (hostname: string) => SiteName): TieOf {
  return (one, other) => {
    const [a, b] = [new URL(one), new URL(other)];
    const [left, right] = [bare(a.hostname), bare(b.hostname)];
    const [here, there] = [siteOf(left), siteOf(right)];
    const sameName = left === right || (here.domain !== undefined && here.domain === there.domain);
    if (sameName && a.protocol === b.protocol) return 'same-site';
    const trial = isTrial(left) || isTrial(right) || here.shared || there.shared;
    return trial ? 'trial' : 'cross-site';
  };
}
