/** One section of a docs page. */
export interface DocsSection {
  readonly anchor: string;
  readonly heading: string;
  readonly text: string;
  /** Any of these groups sees it; absent: everybody. */
  readonly groups?: readonly string[];
}

/** One docs page with the metadata that decide who sees it. */
export interface DocsPage {
  /** Below the docs subpath. */
  readonly path: string;
  readonly title: string;
  readonly lead: string;
  /** The lead where the docs are open and made out to the reader; absent: the same one. */
  readonly personalLead?: string;
  /** Open to all, unless it has groups, too. */
  readonly public?: boolean;
  /** Any of these groups may read it, compared exactly; an empty list denies everybody. */
  readonly groups?: readonly string[];
}

/** The pages that the sidebar shows. Every other path that is not reserved is a docs page as well. */
export const docsPages: readonly DocsPage[] = [
  {
    path: '/',
    title: 'Welcome',
    lead: 'Documentation with one real part: the login. Everything else is a stand-in.',
  },
  {
    path: '/quickstart',
    title: 'Quickstart',
    lead: 'Three steps. Each has an anchor, so a login can lead back to the very line.',
  },
  {
    path: '/guides/start',
    title: 'A guide, one level down',
    lead: 'A page in a folder, for login flows that lose all but the last part of a path.',
  },
  {
    path: '/admin',
    title: 'For admins',
    lead: 'Only readers whose token has the group “admin” see this page. Others get a 404.',
    personalLead:
      'Everybody can open this page. Readers whose token has the group “admin” also see its link and the paragraph below.',
    groups: ['admin'],
  },
  {
    path: '/public',
    title: 'Open to all',
    lead: 'This page is public: nobody needs to log in for it.',
    public: true,
  },
];

/** The sections of every page: far enough apart that an anchor has somewhere to scroll to. */
export const docsSections: readonly DocsSection[] = [
  {
    anchor: 'step-one',
    heading: 'Step one: sign the token',
    text: 'Your login flow signs a token with the key from the dashboard. It lives for ten seconds or less.',
  },
  {
    anchor: 'step-two',
    heading: 'Step two: send the reader back',
    text: 'The token comes with the address, and is taken out of it before anything else happens.',
  },
  {
    anchor: 'step-three',
    heading: 'Step three: read on',
    text: 'The docs host verifies the token and opens a session, and the reader is where they wanted to be.',
  },
];

/** The page of a path; a stand-in for a path that no page claims. */
export function docsPageAt(path: string): DocsPage {
  const bare = path !== '/' && path.endsWith('/') ? path.slice(0, -1) : path;
  return (
    docsPages.find((page) => page.path === bare) ?? {
      path,
      title: 'A page of your docs',
      lead: 'No page of the mock docs host has this path, but yours may: a login leads here just the same.',
    }
  );
}

/** True where a reader may see a page: groups beat `public`. */
export function maySee(page: DocsPage, groups: ReadonlySet<string>): boolean {
  return page.groups === undefined || page.groups.some((group) => groups.has(group));
}
