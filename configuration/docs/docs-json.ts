import { docsPath, type NavigationEntry } from '../../protocol/docs/pages.js';
import { isObject, type JsonObject } from '../../protocol/json.js';

/** What `docs.json` says of the pages. */
export interface Navigation {
  readonly entries: readonly NavigationEntry[];
  /** The pages of groups that are public as a whole (documented: `"public": true` beneath the group's name). */
  readonly publicPages: ReadonlySet<string>;
  /** What is wrong with it: whole sentences. */
  readonly notices: readonly string[];
}

/** The members that hold parts of a navigation, and the member by which each part goes (docs.json, as documented). */
const divisions = {
  groups: 'group',
  tabs: 'tab',
  anchors: 'anchor',
  dropdowns: 'dropdown',
  versions: 'version',
  languages: 'language',
  products: 'product',
  menu: 'item',
} as const;

/** Levels of headings; a file that nests deeper is not followed further. */
const deepest = 12;

/**
 * The path of a page as `docs.json` and file names spell it: without an ending, `index` standing for its folder.
 * Undefined for a name that no address can hold.
 */
export function pagePath(name: string): string | undefined {
  if (!name.isWellFormed()) return undefined;
  const bare = name.replace(/\.mdx?$/i, '').replace(/(?:^|\/)index$/i, '');
  return docsPath(bare.split('/').map(encodeURIComponent).join('/'));
}

/** True for a name that would lead out of the folder, or anywhere but to a page. */
const strays = (name: string): boolean =>
  /(?:^|[/\\])\.\.?(?:[/\\]|$)|^\w+:|\\|\0/.test(name) || name.startsWith('//');

/**
 * Reads the navigation.
 *
 * @param pages the paths that there are pages for
 */
export function readNavigation(settings: JsonObject, pages: ReadonlySet<string>): Navigation {
  const publicPages = new Set<string>();
  const named = new Set<string>();
  const notices: string[] = [];
  const pageNamed = (name: string, isPublic: boolean): readonly string[] => {
    const path = strays(name) ? undefined : pagePath(name);
    if (path === undefined) notices.push(`docs.json: the page "${name}" leads out of the folder.`);
    else if (!pages.has(path)) notices.push(`docs.json: there is no page "${name}".`);
    else {
      if (isPublic) publicPages.add(path);
      if (named.has(path)) return [];
      named.add(path);
      return [path];
    }
    return [];
  };
  const inside = (
    part: JsonObject,
    isPublic: boolean,
    depth: number,
  ): readonly NavigationEntry[] => {
    if (depth > deepest) return [];
    const open = isPublic || part['public'] === true;
    const listed: readonly unknown[] = Array.isArray(part['pages'])
      ? (part['pages'] as unknown[])
      : [];
    const own = listed.flatMap((entry) => {
      if (typeof entry === 'string') return pageNamed(entry, open);
      return isObject(entry) ? section(entry, 'group', open, depth) : [];
    });
    const root = typeof part['root'] === 'string' ? pageNamed(part['root'], open) : [];
    const parts = Object.entries(divisions).flatMap(([member, by]) => {
      const held: readonly unknown[] = Array.isArray(part[member])
        ? (part[member] as unknown[])
        : [];
      return held.filter(isObject).flatMap((each) => section(each, by, open, depth));
    });
    const global = isObject(part['global']) ? inside(part['global'], open, depth + 1) : [];
    return [...root, ...own, ...parts, ...global];
  };
  const section = (
    part: JsonObject,
    by: string,
    isPublic: boolean,
    depth: number,
  ): readonly NavigationEntry[] => {
    const entries = inside(part, isPublic, depth + 1);
    const title = part[by];
    if (entries.length === 0) return [];
    return typeof title === 'string' && title !== '' ? [{ title, entries }] : entries;
  };
  const navigation = settings['navigation'];
  const top = Array.isArray(navigation)
    ? { pages: navigation as unknown[] }
    : isObject(navigation)
      ? navigation
      : {};
  return { entries: inside(top, false, 0), publicPages, notices };
}

/** The navigation of a folder without one: pages by their folders, as files are listed. */
export function navigationOf(paths: readonly string[]): readonly NavigationEntry[] {
  const order = new Intl.Collator('en', { numeric: true });
  const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));
  const folders = new Map<string, string[]>();
  for (const path of paths.toSorted(order.compare)) {
    // The page of a folder stands in it, before the others.
    const own = paths.some((other) => other.startsWith(`${path}/`)) ? path : folderOf(path);
    const folder = path === '/' ? '' : own;
    folders.set(folder, [...(folders.get(folder) ?? []), path]);
  }
  const top = folders.get('') ?? [];
  const sections = [...folders].filter(([folder]) => folder !== '');
  return [...top, ...sections.map(([folder, entries]) => ({ title: titleOf(folder), entries }))];
}

/** Words for a name without any: `/api/getting-started` is "Getting started". */
export function titleOf(path: string): string {
  const name = decodeURIComponent(path.split('/').at(-1) ?? '').replace(/[-_]+/g, ' ');
  const [first = ''] = name.trim();
  return name.trim() === ''
    ? 'Welcome'
    : first.toLocaleUpperCase('en') + name.trim().slice(first.length);
}
