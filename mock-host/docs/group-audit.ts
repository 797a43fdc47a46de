import { editDistance } from '../../protocol/text/edit-distance.js';
import type { Docs } from '../../protocol/docs/pages.js';
import type { GroupsSeen, SeenGroup } from './groups-seen.js';

/** A group that pages ask for. */
export interface AskedGroup {
  readonly name: string;
  /** The titles and paths of these pages, in the order of the docs. */
  readonly pages: readonly { readonly title: string; readonly path: string }[];
  /** What tokens carried of it; absent where none ever did. */
  readonly seen?: SeenGroup;
}

/** Two names that may have been meant as one, and how they differ. */
export interface NearMiss {
  readonly inPages: string;
  readonly inTokens: string;
  readonly differs:
    | 'by case'
    | 'by blanks or dashes'
    | 'by spelling'
    | 'by the form of its letters';
}

/** How the groups of pages and those of tokens meet. */
export interface GroupAudit {
  /** How many tokens were accepted. */
  readonly tokens: number;
  readonly asked: readonly AskedGroup[];
  /** Groups of tokens that no page asks for. */
  readonly strays: readonly SeenGroup[];
  readonly nearMisses: readonly NearMiss[];
  /** Pages that nobody can see: an empty list of groups. */
  readonly closed: readonly { readonly title: string; readonly path: string }[];
}

/** Names of each side that are compared at most, and characters of each: the time for more would be felt. */
const mostNames = 150;
const longest = 60;

const withoutBlanks = (name: string): string => name.replace(/[\s\p{Cf}_-]+/gu, '');
const plain = (name: string): string =>
  withoutBlanks(name.normalize('NFKC')).toLowerCase().slice(0, longest);

/** How two different names differ, where one may have been meant for the other; undefined for two of their own. */
function difference(a: string, b: string): NearMiss['differs'] | undefined {
  if (a.normalize('NFKC') === b.normalize('NFKC')) return 'by the form of its letters';
  if (a.toLowerCase() === b.toLowerCase()) return 'by case';
  if (withoutBlanks(a) === withoutBlanks(b)) return 'by blanks or dashes';
  const [one, other] = [plain(a), plain(b)];
  if (one === other) return 'by spelling';
  // One slip in four letters: "admin" and "admins", but not "dev" and "ops".
  const slips = Math.min(2, Math.floor(Math.max(one.length, other.length) / 4));
  return Math.abs(one.length - other.length) <= slips && editDistance(one, other) <= slips
    ? 'by spelling'
    : undefined;
}

/**
 * Names that differ, where one may have been meant for the other. Two names that both found their like are two groups.
 *
 * @param asked what pages ask for
 * @param carried what tokens carried, the oldest first
 */
export function nearMissesOf(
  asked: readonly string[],
  carried: readonly string[],
): readonly NearMiss[] {
  const [inAll, seen] = [new Set(asked), new Set(carried)];
  return asked.slice(0, mostNames).flatMap((inPages) =>
    carried.slice(-mostNames).flatMap((inTokens): readonly NearMiss[] => {
      if (inPages === inTokens || (seen.has(inPages) && inAll.has(inTokens))) return [];
      const differs = difference(inPages, inTokens);
      return differs === undefined ? [] : [{ inPages, inTokens, differs }];
    }),
  );
}

/** Compares the groups that pages ask for with those that tokens carried. Names are compared exactly, as the docs host does. */
export function auditGroups(docs: Docs, seen: Pick<GroupsSeen, 'all' | 'tokens'>): GroupAudit {
  const carried = new Map(seen.all().map((group) => [group.name, group]));
  const pagesOf = new Map<string, { readonly title: string; readonly path: string }[]>();
  const closed: { readonly title: string; readonly path: string }[] = [];
  for (const { title, path, groups } of docs.pages.values()) {
    if (groups?.length === 0) closed.push({ title, path });
    for (const name of new Set(groups)) {
      pagesOf.set(name, [...(pagesOf.get(name) ?? []), { title, path }]);
    }
  }
  const asked = [...pagesOf].map(([name, pages]): AskedGroup => {
    const group = carried.get(name);
    return { name, pages, ...(group !== undefined && { seen: group }) };
  });
  const strays = [...carried.values()].filter(({ name }) => !pagesOf.has(name));
  const nearMisses = nearMissesOf([...pagesOf.keys()], [...carried.keys()]);
  return { tokens: seen.tokens(), asked, strays, nearMisses, closed };
}
