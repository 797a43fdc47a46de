import {
  docsPath,
  maySee,
  type Docs,
  type DocsPage,
  type NavigationEntry,
} from '../../protocol/docs/pages.js';
import { standInPage } from './sample-docs.js';

/** Whose view of the docs it is. */
export interface View {
  /** True where the browser decides what is seen. */
  readonly personalized: boolean;
  readonly groups: ReadonlySet<string>;
}

/** True for a page that the reader is shown, once they have logged in. */
export const isSeen = (page: DocsPage, { personalized, groups }: View): boolean =>
  personalized || maySee(page, groups);

/** By docs: the groups that their pages name. */
const named = new WeakMap<Docs, ReadonlySet<string>>();

/** Those of a reader's groups by which some page of the docs is seen or not, in the order of the docs. */
export function groupsThatCount(docs: Docs, groups: readonly string[]): readonly string[] {
  const known =
    named.get(docs) ?? new Set([...docs.pages.values()].flatMap((page) => page.groups ?? []));
  named.set(docs, known);
  const own = new Set(groups);
  return [...known].filter((group) => own.has(group));
}

/** The paths of a navigation in its order. */
function pathsOf(entries: readonly NavigationEntry[]): readonly string[] {
  return entries.flatMap((entry) => (typeof entry === 'string' ? [entry] : pathsOf(entry.entries)));
}

/** The pages of the navigation that a reader is shown, in its order. */
export function pagesInOrder(docs: Docs, view: View): readonly DocsPage[] {
  return pathsOf(docs.navigation)
    .map((path) => docs.pages.get(path))
    .filter((page) => page !== undefined)
    .filter((page) => isSeen(page, view));
}

/**
 * The page of a path, whoever may see it; undefined where there is none. Docs without a first page begin with the first
 * of their navigation that the reader may see.
 */
export function pageAt(docs: Docs, asked: string, view: View): DocsPage | undefined {
  const path = docsPath(asked);
  if (path === undefined) return undefined;
  const page = docs.pages.get(path);
  if (page !== undefined) return page;
  if (path === '/') {
    const pages = pagesInOrder(docs, view);
    return pages.find((each) => !view.personalized || each.groups === undefined) ?? pages[0];
  }
  return docs.standIn ? standInPage : undefined;
}

/** The heading that a page stands below; undefined for one that stands at the top, or is hidden. */
export function headingOf(
  entries: readonly NavigationEntry[],
  path: string,
  below?: string,
): string | undefined {
  for (const entry of entries) {
    if (entry === path) return below;
    if (typeof entry === 'string') continue;
    const found = headingOf(entry.entries, path, entry.title);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The pages before and behind a page. Where the browser decides, those of a group are no neighbours. */
export function neighbours(
  docs: Docs,
  path: string,
  view: View,
): { readonly before?: DocsPage; readonly behind?: DocsPage } {
  const pages = pagesInOrder(docs, view).filter(
    (page) => page.path === path || !view.personalized || page.groups === undefined,
  );
  const at = pages.findIndex((page) => page.path === path);
  const [before, behind] = at === -1 ? [] : [pages[at - 1], pages[at + 1]];
  return { ...(before && { before }), ...(behind && { behind }) };
}
