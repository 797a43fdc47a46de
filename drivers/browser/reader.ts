import type { BrowserContext, Cookie } from 'playwright';
import type { Tab } from '../chromium/tab.js';

type Origins = Awaited<ReturnType<BrowserContext['storageState']>>['origins'];

/** One of the two users, as far as they have come. */
export interface Person {
  cookies: readonly Cookie[];
  origins: Origins;
  /** True with the first sign-in that was not refused, or with adopted cookies. */
  settled: boolean;
  tried: boolean;
  /** The tab that signed in; its page is closed, its context is kept for one more visit. */
  home?: Tab;
  /** The visit in which the sign-in was refused. */
  refused?: string;
  /** True where a sign-in was finished without a password. */
  nameAlone: boolean;
  /** True where something was confirmed after a sign-in. */
  confirms: boolean;
}

/** Somebody who has not been there yet. */
export const newcomer = (): Person => ({
  cookies: [],
  origins: [],
  settled: false,
  tried: false,
  nameAlone: false,
  confirms: false,
});
