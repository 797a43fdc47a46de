import { returnValue, type Target, type Visit } from '../protocol/visit.js';

/** Host and port of a URL with the default port written out; undefined for what has no host. */
function hostPort(text: string, base?: string): string | undefined {
  if (!URL.canParse(text, base)) return undefined;
  const url = new URL(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  return `${url.hostname}:${url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : url.port}`;
}

/**
 * The hosts that hostile return values could lead a browser to, whether they are taken as they stand or
 * glued to the docs origin. The browser maps them to the sink, so that a leak is seen and hurts nobody.
 *
 * @returns `host:port`, each once; never the docs, the login flow or a declared sign-in origin
 */
export function hostileNames(visits: readonly Visit[], target: Target): readonly string[] {
  const own = [target.docsOrigin, target.loginUrl, ...target.signInOrigins].map((url) =>
    hostPort(url),
  );
  const names = new Set<string>();
  for (const visit of visits) {
    if (visit.honest) continue;
    const value = returnValue(visit, target.docsOrigin);
    if (value === undefined) continue;
    const found = [
      hostPort(value, `${target.docsOrigin}/`),
      hostPort(target.docsOrigin + value),
      hostPort(value, target.docsOrigin.startsWith('https:') ? 'http://x.invalid/' : undefined),
    ];
    for (const name of found) {
      if (name !== undefined && !own.includes(name)) names.add(name);
    }
  }
  // A foreign name may be reached by either scheme.
  for (const name of Array.from(names)) {
    const [host = ''] = name.split(/:(?=\d+$)/);
    if (/\.(?:example|test|invalid)$/.test(host)) {
      names.add(`${host}:80`);
      names.add(`${host}:443`);
    }
  }
  return [...names];
}
