import { docsPath, type DocsPage } from '../../protocol/docs/pages.js';

/** Where addresses of pages are looked up: a name that is never asked for (RFC 2606). */
const inside = 'http://docs.invalid';

/**
 * Where a link of a page leads; undefined for an address that no page may lead to: all but `http:`, `https:`, `mailto:`
 * and addresses inside the docs, which may name the file of a page as well as its path.
 *
 * @param base the docs subpath
 */
export function pageLink(
  href: string,
  { path, file }: Pick<DocsPage, 'path' | 'file'>,
  base: string,
): string | undefined {
  const from = file === undefined ? path : `/${file.split('/').map(encodeURIComponent).join('/')}`;
  if (!URL.canParse(href, inside + from)) return undefined;
  const url = new URL(href, inside + from);
  if (url.origin !== inside) {
    return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : undefined;
  }
  if (href.trim().startsWith('#')) return url.hash === '' ? '#' : url.hash;
  const bare = url.pathname.replace(/\.mdx?$/i, '').replace(/(?:^|\/)index$/i, '');
  const place = docsPath(bare);
  return place === undefined ? undefined : base + place + url.search + url.hash;
}
