import type { ServerResponse } from 'node:http';

import { pageClock } from '../pages/answers.js';
import { contentPolicy } from '../server/headers.js';
import type { Site } from '../site.js';
import type { AskingPage } from './session-card.js';
import { cookieWords } from './session-api.js';

/** What a page of the docs is told, so that it can ask the session API. */

type AskingSite = Pick<Site, 'session' | 'links'>;

/** What stands on the page; undefined where the pages ask nobody. */
export async function askingPage({ session, links }: AskingSite): Promise<AskingPage | undefined> {
  if (session === undefined) return undefined;
  const cookies = cookieWords[await session.relation()];
  return { url: session.url, cookies, logins: links.loginUrls };
}

/** What the page's script is told; undefined where the pages ask nobody. */
export function askAttributes(
  site: Pick<Site, 'session' | 'policy' | 'time' | 'faults'>,
): Readonly<Record<string, string | undefined>> | undefined {
  const { session, policy, faults } = site;
  if (session === undefined) return undefined;
  const { edition, docsOrigin, docsPath } = policy.rules;
  return {
    url: session.url,
    edition,
    'docs-origin': docsOrigin,
    'docs-path': docsPath,
    clock: JSON.stringify(pageClock(site)),
    // That it happened is known when the page tells what came of it.
    lost: faults.next('lose-answer')?.id,
  };
}

/**
 * Lets a page ask other origins. Not the session API's alone: where it redirects, the browser would name this host's policy for
 * what CORS decides on a real one.
 */
export function letAsk(response: ServerResponse): void {
  response.setHeader('Content-Security-Policy', contentPolicy(['http:', 'https:']));
}
