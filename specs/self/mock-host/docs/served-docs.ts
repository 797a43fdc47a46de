import type { Docs, DocsPage, DocsSource } from '../../../../protocol/docs/pages.js';

/** Docs of a test: the pages that it needs, and nothing besides. */

/** A page at `/page` that nobody needs to log in for. */
export const publicPage = (text: string): DocsPage => ({
  path: '/page',
  title: 'Page',
  public: true,
  text,
});

/** Pages as a host takes them, all in the navigation. */
export function docsOf(...pages: readonly DocsPage[]): DocsSource {
  const docs: Docs = {
    name: 'Test docs',
    pages: new Map(pages.map((page) => [page.path, page])),
    navigation: pages.map(({ path }) => path),
    standIn: false,
  };
  return { current: () => docs };
}
