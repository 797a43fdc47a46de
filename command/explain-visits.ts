import { hostileValues } from '../handshakes/shared/return/values.js';
import type { Requirement } from '../protocol/requirement.js';
import { isIntrusive } from '../protocol/visit-kinds.js';
import { titleOf, type Visit } from '../protocol/visit.js';

/** How many visits are listed one by one unless more was asked for. */
const fewest = 8;

/** The families of hostile return values by the visit that sends one. */
const families: ReadonlyMap<string, string> = new Map(
  hostileValues.map(({ name, family }) => [`hostile-${name}`, family.replaceAll('-', ' ')]),
);

const named = (visit: Visit): string =>
  `${visit.name} (${titleOf(visit)}${isIntrusive(visit) ? '; with --intrusive' : ''})`;

/** How many visits there are of each family; those of none under their own names. */
function grouped(visits: readonly Visit[]): string {
  const counts = new Map<string, number>();
  for (const { name } of visits) {
    const family = families.get(name);
    const word = family ?? name.replace(/-\d+$/, '');
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([word, count]) => (count === 1 ? word : `${word} ${count}`)).join(', ');
}

/**
 * The visits that a requirement judges, in words. Many are named by their families, and how many of them wait
 * for `--intrusive`.
 *
 * @param verbose true: each of them, whatever their number
 */
export function visitWords({ visits }: Requirement, verbose: boolean): string {
  if (verbose || visits.length <= fewest) return visits.map(named).join('; ');
  const waiting = visits.filter(isIntrusive).length;
  const made = visits.length - waiting;
  const numbers =
    waiting === 0 ? `${made}` : `${made} in every run, ${waiting} more with --intrusive`;
  return `${numbers}: ${grouped(visits)}. With --verbose each is named.`;
}
