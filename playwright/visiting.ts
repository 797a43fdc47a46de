import type { Page, TestInfo } from '@playwright/test';
import type { Configuration } from '../configuration/configuration.js';
import { packageVersion } from '../configuration/package-version.js';
import type { OwnPages } from '../drivers/browser/own-page.js';
import { handedCookie } from '../drivers/browser/record/cookies.js';
import type { Exchange } from '../protocol/exchange.js';
import { loginUrlFor } from '../protocol/url/login-url.js';
import type { Visit } from '../protocol/visit.js';
import { readSingleVisit } from './single-visit.js';
import type { OpenWorkerHost } from './docs-host.js';
import type { HandshakeExchange } from './exchange.js';

/** What visits are made with. */
export interface Visiting {
  readonly configuration: Configuration;
  readonly open: OpenWorkerHost;
  readonly pages: OwnPages;
  readonly page: Page;
  readonly browserName: string;
  readonly info: TestInfo;
}

/** A reader of the docs who goes to log in, in the page of the test. */
export interface Handshake {
  /**
   * Asks for a page of the docs as a reader who is not logged in there, and follows the login flow home. Attached to the
   * report of the test, masked.
   *
   * @param path of the docs, with an anchor or without; absent: none in mind
   */
  readonly visit: (path?: string) => Promise<HandshakeExchange>;
}

/** The page that a docs host hands on to the login URL: where readers log in to read, without its anchor. */
const handedOn = (path: string, { handshake }: Configuration): string =>
  handshake.facts.docsAreOpen ? path : (path.split('#', 1)[0] ?? path);

/** The visit over plain HTTP with the cookies of the page: its browser shows no other recording. */
async function overHttp({ configuration, page }: Visiting, visit: Visit): Promise<Exchange> {
  const { openHttpDriver } = await import('../drivers/http/driver.js');
  const driver = await openHttpDriver(configuration.target, packageVersion());
  try {
    const cookies = await page.context().cookies();
    if (cookies.length > 0) {
      const userAgent = await page.evaluate(() => navigator.userAgent);
      await driver.adopt({ cookies: cookies.map(handedCookie), userAgent });
    }
    return await driver.visit(visit);
  } finally {
    await driver.close();
  }
}

/** Opens the readers of one test. */
export function openHandshake(visiting: Visiting): Handshake {
  const { configuration, open, pages, page, browserName, info } = visiting;
  let visits = 0;
  const make = async (path?: string): Promise<HandshakeExchange> => {
    visits += 1;
    const name = `visit-${visits}`;
    const about = {
      name,
      title: path === undefined ? 'log in, no page asked for' : `log in on the way to ${path}`,
      drivers: ['http', 'browser'],
      ...(path === undefined ? {} : { returnTo: handedOn(path, configuration) }),
    } as const;
    const signsIn: Visit = { ...about, kind: 'sign-in' };
    const isLive = browserName !== 'chromium' && (await page.context().cookies()).length > 0;
    const start = open.startUrl(name, loginUrlFor(configuration.target, signsIn));
    const exchange =
      browserName === 'chromium'
        ? await pages.visit(page, signsIn, start)
        : await overHttp(visiting, isLive ? { ...about, kind: 'return' } : signsIn);
    // Whoever was not asked to sign in had a session.
    const made: Visit =
      exchange.signIns > 0 || exchange.callback === undefined
        ? signsIn
        : { ...about, kind: 'return' };
    const { judge, reading } = await readSingleVisit(configuration, exchange, made);
    const report = await judge();
    await info.attach(`handshake ${path ?? '(no page)'}`, {
      body: JSON.stringify(report, null, 2),
      contentType: 'application/json',
    });
    return {
      path: path ?? '',
      report,
      stopped: report.visits[0]?.stopped ?? '',
      ...(reading.claims === undefined ? {} : { user: reading.claims }),
      known: configuration.handshake.requirements.map(({ id }) => id),
      expecting: judge,
    };
  };
  return { visit: make };
}
