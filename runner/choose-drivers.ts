import type { Configuration } from '../configuration/configuration.js';
import type { Environment } from '../configuration/io.js';
import { settingFailure, the, words } from '../configuration/setting-failure.js';
import type { BrowserFound } from '../drivers/chromium/find.js';
import type { DriverName } from '../protocol/exchange.js';
import { Failure } from '../protocol/failure.js';
import type { Remark } from '../protocol/report.js';

/** Which drivers are used, and what that leaves unseen. */
export interface DriverChoice {
  readonly drivers: readonly DriverName[];
  readonly browser?: BrowserFound;
  readonly remarks: readonly Remark[];
}

/** What a search for a browser needs. */
export interface Search {
  readonly env: Environment;
  readonly progress: (line: string) => void;
}

/** The remark of a run that `auto` makes without a browser. */
export const overHttpOnly = (why: string): Remark => ({
  code: 'http-only',
  text: `Judged over plain HTTP only. ${why}`,
});

/** The remark of a run in which plain HTTP judged and the browser failed. */
export const notInBrowser = (why: string): Remark => ({
  code: 'browser-failed',
  text: `Not judged in a browser, so the verdict is not whole. ${why}`,
  tells: [why],
});

/** A browser, or why there is none. */
async function search({ env, progress }: Search): Promise<BrowserFound | string> {
  const { findBrowser, browserAdvice } = await import('../drivers/chromium/find.js');
  try {
    return (await findBrowser(env, progress)) ?? (await browserAdvice());
  } catch (cause) {
    if (cause instanceof Failure && cause.code === 'browser') return cause.message;
    throw cause;
  }
}

/**
 * Chooses the drivers of a run.
 *
 * @throws Failure `browser` where one is needed and there is none; `usage` where a variable names none
 */
export async function chooseDrivers(
  { driver, target }: Configuration,
  from: Search,
): Promise<DriverChoice> {
  const needsPage = target.signIn.how === 'script';
  if (driver === 'http' && !needsPage) return { drivers: ['http'], remarks: [] };
  const shared = new URL(target.loginUrl).origin === target.docsOrigin;
  if (driver === 'auto' && shared && target.endpoints === undefined) {
    const why = 'Login flow and docs share one origin, which a browser cannot be led apart.';
    return { drivers: ['http'], remarks: [overHttpOnly(why)] };
  }
  const found = await search(from);
  if (typeof found !== 'string') {
    const drivers: readonly DriverName[] =
      driver === 'http' || driver === 'browser' ? [driver] : ['http', 'browser'];
    return { drivers, browser: found, remarks: [] };
  }
  if (driver === 'auto' && !needsPage) {
    return { drivers: ['http'], remarks: [overHttpOnly(found)] };
  }
  const asked = needsPage ? words`${the('signIn')} with a script` : the('driver', driver);
  throw settingFailure(
    'browser',
    words`${asked} needs a browser, so it could not be judged. ${found}`,
  );
}
