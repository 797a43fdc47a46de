import type { Tab } from '../chromium/tab.js';
import { originOf } from '../http/location.js';
import type { LiveHop } from './record/live-hop.js';

/** One text that a page left in the storage of its origin. */
export interface Leftover {
  readonly place: 'localStorage' | 'sessionStorage';
  readonly text: string;
}

/** The most that one origin's storage may take to be read, in milliseconds: only a browser that hangs takes longer. */
const readingMs = 5_000;
/** How a page gets to run something. */
const runs = /<script|\son[a-z]+\s*=|javascript:/i;

/** The origins whose pages could have stored something: those that ran a script, or whose text is not known. */
export function storingOrigins(hops: readonly LiveHop[], docsOrigin: string): ReadonlySet<string> {
  const pages = hops.filter(
    ({ status = 0, body }) =>
      (status < 300 || status >= 400) && (body === undefined || runs.test(body.text)),
  );
  return new Set(pages.map(({ url }) => originOf(url)).filter((origin) => origin !== docsOrigin));
}

/**
 * Reads what the pages of some origins left in storage, in the tab that showed them and without a request: the events
 * of storage get lost where a page is left as soon as it has stored something.
 *
 * @returns what could be read; an origin whose storage is closed has none
 */
export async function leftovers(
  { page, cdp }: Tab,
  origins: ReadonlySet<string>,
): Promise<readonly Leftover[]> {
  if (origins.size === 0) return [];
  // A service worker would answer in place of the blank page.
  await cdp.send('Network.setBypassServiceWorker', { bypass: true });
  await page.route(
    () => true,
    (route) => route.fulfill({ contentType: 'text/html', body: '' }),
  );
  const found: Leftover[] = [];
  for (const origin of origins) {
    try {
      await page.goto(`${origin}/`, { waitUntil: 'commit', timeout: readingMs });
      const [local, session] = await page.evaluate(() =>
        [localStorage, sessionStorage].map((area) =>
          Object.entries(area).map(([key, value]) => `${key}=${String(value)}`),
        ),
      );
      found.push(...(local ?? []).map((text) => ({ place: 'localStorage' as const, text })));
      found.push(...(session ?? []).map((text) => ({ place: 'sessionStorage' as const, text })));
    } catch {
      // Such an origin has no storage, or its scheme none; what was stored elsewhere still counts.
    }
  }
  await page.unrouteAll();
  await cdp.send('Network.setBypassServiceWorker', { bypass: false });
  return found;
}
