/** Where a field of an API request goes. `server`: a variable in the address of the API. */
export type FieldPlace = 'header' | 'query' | 'cookie' | 'path' | 'server';

/** One field of an API page's request. */
export interface EndpointField {
  readonly name: string;
  readonly place: FieldPlace;
  /** True where the security scheme or the server names it: `apiPlaygroundInputs` fills no other (documented). */
  readonly prefilled: boolean;
  /** What stands in it before anybody logs in. */
  readonly usual?: string;
}

/** What an API page calls. */
export interface Endpoint {
  /** In capitals. */
  readonly method: string;
  /** A path such as `/users/{id}`, or a whole address. */
  readonly path: string;
  /** The address that the path goes behind, variables in braces; absent where nobody says. */
  readonly server?: string;
  readonly fields: readonly EndpointField[];
}

/** One page of the docs, with what decides who sees it. */
export interface DocsPage {
  /** Below the docs subpath, each part encoded as `encodeURIComponent` does it (`docsPath`); `/` is the first page. */
  readonly path: string;
  readonly title: string;
  /** What the navigation calls it; absent: its title. */
  readonly sidebarTitle?: string;
  readonly description?: string;
  /** Open to everybody, unless it has groups, too. */
  readonly public?: boolean;
  /** Any of these groups may read it, compared exactly; an empty list denies everybody. */
  readonly groups?: readonly string[];
  /** Markdown without its front matter. */
  readonly text: string;
  readonly endpoint?: Endpoint;
  /** The file that it came from, below the folder, with forward slashes. */
  readonly file?: string;
}

/** A heading of the navigation with what stands below it. */
export interface NavigationSection {
  readonly title: string;
  readonly entries: readonly NavigationEntry[];
}

/** A page by its path, or a heading with more of them. */
export type NavigationEntry = string | NavigationSection;

/** Docs as a host serves them. */
export interface Docs {
  /** What they are called. */
  readonly name: string;
  /** By path. */
  readonly pages: ReadonlyMap<string, DocsPage>;
  /** Pages that it does not name are hidden: who knows their address reads them (documented). */
  readonly navigation: readonly NavigationEntry[];
  /** True in a check run: a path that no page has is answered with a stand-in, since a login leads there just the same. */
  readonly standIn: boolean;
}

/** Docs that may change while a host serves them. */
export interface DocsSource {
  readonly current: () => Docs;
}

/**
 * A path in the one spelling that pages are known by: parts decoded, composed (NFC) as a keyboard types them and not as
 * some file systems keep them, encoded again, without a slash at the end. Undefined where it cannot be decoded.
 */
export function docsPath(path: string): string | undefined {
  try {
    const parts = path.split('/').filter((part) => part !== '');
    const encoded = parts.map((part) => encodeURIComponent(decodeURIComponent(part).normalize()));
    return `/${encoded.join('/')}`;
  } catch {
    return undefined;
  }
}

/** Who may see a page, without an account and with one: groups beat `public` (documented). */
export function isOpen(page: DocsPage): boolean {
  return page.public === true && page.groups === undefined;
}

/** True where a reader of these groups may see a page. */
export function maySee(page: DocsPage, groups: ReadonlySet<string>): boolean {
  return page.groups === undefined || page.groups.some((group) => groups.has(group));
}
