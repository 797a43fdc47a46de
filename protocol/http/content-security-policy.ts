import { metaElements } from '../html/meta-elements.js';

/** The parts of Content Security Policy Level 3 that decide who may frame a page and where its forms may end. */

/**
 * The source lists of one directive in the policies of a field or a `meta` element. Several policies may stand in one
 * field, separated by commas, and each of them holds; in one policy the first directive of a name counts (CSP3 §2.2.1).
 *
 * @returns one list for each policy that has the directive: `form-action` and `frame-ancestors` do not fall back to
 *   `default-src`
 */
export function sourceLists(policies: string, directive: string): readonly (readonly string[])[] {
  return policies.split(',').flatMap((policy) => {
    const found = policy
      .split(';')
      .map((text) => text.trim().split(/\s+/))
      .find(([name]) => name?.toLowerCase() === directive);
    return found === undefined ? [] : [found.slice(1)];
  });
}

const defaultPort = (url: URL): string =>
  url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;

/** A scheme in a policy also allows its secure form (CSP3 §6.7.2.8). */
const schemeMatches = (wanted: string, actual: string): boolean =>
  wanted === actual || (wanted === 'http:' && actual === 'https:');

function hostSourceMatches(source: string, url: URL, page: URL): boolean {
  const parts = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\[[^\]]+\]|[^/:]+)(?::(\d+|\*))?(?:\/.*)?$/i.exec(
    source,
  );
  if (parts === null) return false;
  const [, scheme, host = '', port] = parts;
  const wantedScheme = scheme === undefined ? page.protocol : `${scheme.toLowerCase()}:`;
  if (!schemeMatches(wantedScheme, url.protocol)) return false;
  const name = host.toLowerCase();
  const hostFits =
    name === '*' ||
    name === url.hostname ||
    (name.startsWith('*.') && url.hostname.endsWith(name.slice(1)));
  if (!hostFits) return false;
  if (port === '*') return true;
  if (port === undefined) return url.port === '';
  return port === defaultPort(url) || (port === '80' && defaultPort(url) === '443');
}

/**
 * True where a source list allows a URL (CSP3 §6.7.2.7). Paths are left out: they do not count after a redirect.
 *
 * @param page the page whose policy it is; `'self'` is its origin
 */
export function formActionAllows(sources: readonly string[], url: URL, page: URL): boolean {
  return sources.some((source) => {
    const word = source.toLowerCase();
    if (word === "'none'") return false;
    if (word === '*') return url.protocol === 'http:' || url.protocol === 'https:';
    if (word === "'self'") {
      return (
        url.origin === page.origin ||
        (url.hostname === page.hostname &&
          url.protocol === 'https:' &&
          url.port === '' &&
          page.port === '')
      );
    }
    if (/^[a-z][a-z0-9+.-]*:$/.test(word)) return schemeMatches(word, url.protocol);
    return hostSourceMatches(source, url, page);
  });
}

/**
 * The policies that a page's own `meta` elements set (CSP3 §3.3, HTML standard "pragma directives"); Report-Only has
 * no such form.
 *
 * @param html the page as sent; what stands in comments, or behind the head, does not count
 */
export function policiesInPage(html: string): readonly string[] {
  return metaElements(html)
    .filter(({ attributes, inHead }) => inHead && isPolicy(attributes.get('http-equiv')))
    .flatMap(({ attributes }) => attributes.get('content') ?? []);
}

const isPolicy = (pragma: string | undefined): boolean =>
  pragma?.toLowerCase() === 'content-security-policy';
