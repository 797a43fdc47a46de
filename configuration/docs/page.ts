import type { DocsPage } from '../../protocol/docs/pages.js';
import { titleOf } from './docs-json.js';
import { readEndpoint, type ApiSettings } from './endpoint.js';
import { readFrontMatter, type FrontMatter } from './front-matter.js';

/** The names of front matter that this host goes by. */
const wanted = [
  'title',
  'sidebarTitle',
  'description',
  'groups',
  'public',
  'api',
  'openapi',
  'authMethod',
] as const;

/** A page, and what is wrong with it: whole sentences. */
export interface PageReading {
  readonly page: DocsPage;
  readonly notices: readonly string[];
}

/** What decides who sees a page. What cannot be read denies everybody (published: a malformed value does). */
function visibility(head: FrontMatter, notices: string[]): Pick<DocsPage, 'groups' | 'public'> {
  if (head.problem !== undefined) {
    notices.push(`its front matter cannot be read (${head.problem}), so nobody is shown the page`);
    return { groups: [] };
  }
  const unread = ['groups', 'public'].find((name) => head.unread.has(name));
  if (unread !== undefined) {
    const reason = head.unread.get(unread) ?? '';
    notices.push(`${unread} cannot be read (${reason}), so nobody is shown the page`);
    return { groups: [] };
  }
  const open = head.values.get('public');
  if (open !== undefined && typeof open !== 'boolean') {
    notices.push('public is neither true nor false, so the page is not public');
  }
  const opened = open === true ? { public: true } : {};
  const groups = head.values.get('groups');
  if (groups === undefined) return opened;
  if (Array.isArray(groups) && groups.every((group) => typeof group === 'string')) {
    const names = groups as readonly string[];
    if (names.length === 0) notices.push('groups is empty, so nobody is shown the page');
    return { ...opened, groups: names };
  }
  notices.push('groups is no list of texts, so nobody is shown the page');
  return { ...opened, groups: [] };
}

/** Characters of a line that may be a title. */
const longestTitle = 300;

/** The heading that a page begins with, and the text behind it. */
function leadingHeading(
  text: string,
): { readonly title: string; readonly behind: string } | undefined {
  const start = text.trimStart();
  const end = start.indexOf('\n');
  const line = end === -1 ? start : start.slice(0, end);
  if (line.length > longestTitle) return undefined;
  const title = /^# +(.+?)(?: +#+)?\s*$/.exec(line)?.[1];
  return title === undefined ? undefined : { title, behind: start.slice(line.length + 1) };
}

/**
 * Reads one page.
 *
 * @param file its path below the folder, with forward slashes
 * @param path the path that it is served at
 * @param octets its text, as it was decoded
 */
export function readPage(
  file: string,
  path: string,
  octets: string,
  settings: ApiSettings,
): PageReading {
  const notices: string[] = [];
  const head = readFrontMatter(octets.replace(/\r\n?/g, '\n'), wanted);
  const seen = visibility(head, notices);
  const named = (name: (typeof wanted)[number]): string | undefined => {
    const value = head.values.get(name);
    return typeof value === 'string' && value.trim() !== '' ? value : undefined;
  };
  for (const [name, reason] of head.unread) {
    if (name !== 'groups' && name !== 'public') notices.push(`${name} is left out: ${reason}`);
  }
  const heading = leadingHeading(head.text);
  const title = named('title');
  const sidebarTitle = named('sidebarTitle');
  const description = named('description');
  const reading = readEndpoint(
    Object.fromEntries(
      (['api', 'openapi', 'authMethod'] as const).flatMap((name) => {
        const value = named(name);
        return value === undefined ? [] : [[name, value]];
      }),
    ),
    settings,
  );
  if ('problem' in reading) notices.push(`it shows no request: ${reading.problem}`);
  const page: DocsPage = {
    path,
    title: title ?? heading?.title ?? titleOf(path),
    ...(sidebarTitle !== undefined && { sidebarTitle }),
    ...(description !== undefined && { description }),
    ...seen,
    // A heading that became the title is not said twice.
    text: title === undefined && heading !== undefined ? heading.behind : head.text,
    ...('endpoint' in reading && reading.endpoint && { endpoint: reading.endpoint }),
    file,
  };
  return { page, notices: notices.map((notice) => `${file}: ${notice}.`) };
}
