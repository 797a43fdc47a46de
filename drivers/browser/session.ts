import type { BrowserContext, Cookie } from 'playwright';
import { sessionOf } from '../../protocol/visit-kinds.js';
import { addressOf } from '../../protocol/visit.js';
import type { Target, Visit } from '../../protocol/visit.js';
import type { Tab, Tabs } from '../chromium/tab.js';
import { originOf } from '../http/location.js';
import { isTrustworthy } from '../http/same-site.js';
import type { Reader } from '../reader.js';
import { workersActive } from './service-workers.js';

type BrowserState = Awaited<ReturnType<BrowserContext['storageState']>>;

/** What is held of a reader between two visits. */
export interface BrowserSession {
  readonly cookies: readonly Cookie[];
  /** What pages keep besides cookies, by origin. */
  readonly origins: BrowserState['origins'];
  /** The tab that signed in; its page is closed, its context is kept for one more visit. */
  readonly home?: Tab;
}

/** An empty page for a visit, with what its reader brings along; undefined where the context that signed in has gone. */
export function tabFor(
  tabs: Tabs,
  target: Target,
  visit: Visit,
  session: BrowserSession,
): Promise<Tab | undefined> {
  return visit.kind === 'return-in-same-browser'
    ? tabAtHome(tabs, session)
    : tabOfItsOwn(tabs, target, visit, session);
}

async function tabOfItsOwn(
  tabs: Tabs,
  target: Target,
  visit: Visit,
  { cookies, origins }: BrowserSession,
): Promise<Tab> {
  const live = sessionOf(visit) === 'live' ? cookies : [];
  const stored = sessionOf(visit) === 'live' && origins.length > 0;
  const tab = stored ? await tabs.open({ cookies: [...live], origins }) : await tabs.take();
  const known = new Set(live.map(({ name }) => name));
  const given = sessionOf(visit) === 'anonymous' ? [] : target.cookies;
  const url = `${originOf(addressOf(target))}/`;
  // A page of another site sends no others, and nothing was said of the configured ones but that they go along.
  const anywhere = target.endpoints !== undefined && isTrustworthy(url);
  // With a URL its scheme would decide on Secure.
  const where = anywhere
    ? ({ domain: new URL(url).hostname, path: '/', sameSite: 'None', secure: true } as const)
    : { url };
  const added = [
    ...(stored ? [] : live),
    ...given
      .filter(([name]) => !known.has(name))
      .map(([name, value]) => ({ name, value: value.reveal(), ...where })),
  ];
  if (added.length > 0) await tab.context.addCookies(added);
  return tab;
}

/** A page in the context that signed in, with the cookies as they are by now. */
async function tabAtHome(tabs: Tabs, { home, cookies }: BrowserSession): Promise<Tab | undefined> {
  if (home?.context.browser()?.isConnected() !== true) return undefined;
  const tab = await tabs.again(home);
  // Other visits may have renewed them, which took place in other contexts.
  await tab.context.clearCookies();
  await tab.context.addCookies([...cookies]);
  return (await workersActive(tab.cdp)) ? { ...tab, serviceWorker: true } : tab;
}

/** What the browser keeps besides cookies; keys that cannot leave it are left out, with the databases that hold them. */
const stateOf = (context: BrowserContext): Promise<BrowserState> =>
  context.storageState({ indexedDB: true }).catch(() => context.storageState());

/**
 * Keeps what the login flow left in the browser, without what belongs to the docs.
 *
 * @param docs names of the docs host's own cookies
 * @param cookiesAlone true where nothing but cookies is kept, whosever they are
 */
export async function keepSession(
  reader: Reader<BrowserSession>,
  context: BrowserContext,
  docsOrigin: string,
  docs: ReadonlySet<string>,
  cookiesAlone: boolean,
): Promise<void> {
  const { hostname } = new URL(docsOrigin);
  const all = await context.cookies();
  // A page that asks has nothing else of the login flow's.
  if (cookiesAlone) return reader.signedIn({ ...reader.session(), cookies: all });
  const cookies = all.filter(
    ({ name, domain }) => !(docs.has(name) && hostname.endsWith(domain.replace(/^\./, ''))),
  );
  // It takes a page for each origin, so flows that keep nothing but cookies are asked once.
  const plain = reader.isSignedIn() && reader.session().origins.length === 0;
  const { origins } = plain ? reader.session() : await stateOf(context);
  reader.signedIn({
    ...reader.session(),
    cookies,
    origins: origins.filter(({ origin }) => origin !== docsOrigin),
  });
}
