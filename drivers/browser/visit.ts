import type { Page } from 'playwright';
import type { Exchange } from '../../protocol/exchange.js';
import { sealAs } from '../../protocol/secrecy/sealed.js';
import { withheld } from '../../protocol/secrecy/withheld.js';
import type { LeavingPages } from '../chromium/page-leaving.js';
import { watchForStall, within } from '../chromium/stall.js';
import type { Tab } from '../chromium/tab.js';
import { blamingCookies } from '../sign-in/lost-cookie.js';
import { withSubmissions } from '../sign-in/sent-form.js';
import { addConfiguredHeaders } from './configured-headers.js';
import { callbackOf, land, stopOf } from './hand-over.js';
import { followPages } from './page-sequence.js';
import type { PageOptions } from './page-sequence.js';
import { hopOfLeg } from './record/live-hop.js';
import { openPageRecord } from './record/record.js';
import type { PageRecord } from './record/record.js';
import { scriptRedirectStop, watchScripts } from './script-redirect.js';
import { openAside } from './side-effects.js';
import { storingOrigins } from './storage.js';
import { secretsOf } from './visit-secrets.js';
import { openPatience } from './waiting/patience.js';
import type { DeadEnds } from './waiting/patience.js';

/** One visit to make in a browser context of its own. */
export interface BrowserVisit extends PageOptions {
  /** An empty page. */
  readonly tab: Tab;
  /** Where it begins: a page of the docs origin that leads to the login URL. */
  readonly startUrl: string;
  /** What this run has waited for in vain. */
  readonly deadEnds: DeadEnds;
  /** Which pages the docs host waits for. */
  readonly leavingPages: LeavingPages;
}

/** An exchange, and what the driver needs to know besides. */
export interface BrowserExchange {
  readonly exchange: Exchange;
  /** Cookies of the docs host, which do not belong to the login flow's jar. */
  readonly docsCookies: ReadonlySet<string>;
}

/** How much longer than the target a browser may be silent, in milliseconds. */
const stallSlackMs = 15_000;

/** How long a person may take, in milliseconds. */
const personMs = 900_000;

/** How long the bodies of pages that were left may still take, in milliseconds. */
const bodiesMs = 500;

/** The link of the docs page that leads to the login URL. */
const loginLink = '#docs-handshake-login';

/** Opens a docs page and follows its login link, as a reader does. */
async function clickThrough(page: Page, url: string, record: PageRecord): Promise<void> {
  await page.goto(url, { waitUntil: 'load', timeout: stallSlackMs });
  // Where it leads is seen through the record.
  page
    .locator(loginLink)
    .click({ noWaitAfter: true })
    .catch(() => undefined);
  await record.watch.until(() => record.course.begun, stallSlackMs);
}

/** Makes one visit. It does not throw for what a login flow does. */
export async function travelInBrowser(options: BrowserVisit): Promise<BrowserExchange> {
  const { target, visit, tab } = options;
  const { page, cdp } = tab;
  const startedAtMs = Date.now();
  const record = openPageRecord(cdp, target, visit, options.endless);
  const aside = openAside(tab, target, visit);
  const scripts = watchScripts(cdp, target);
  const patience = openPatience(tab, record, visit, options.deadEnds);
  // What leaks on the way is judged in honest visits.
  const over = visit.honest ? options.leavingPages.add(tab) : undefined;
  // Every wait of a visit is bounded by the target's own time-out; beyond it only a browser that hangs is still.
  const guard = watchForStall(
    record.lastEventMs,
    // A customer's script may wait for a person.
    target.signIn.how === 'script' ? personMs : target.timeoutMs + stallSlackMs,
  );
  // A page that has crashed stays silent, as one that leads nowhere does.
  page.once('crash', () => guard.fail('its page crashed'));
  try {
    if (visit.session !== 'anonymous') await addConfiguredHeaders(cdp, target);
    if (visit.clicked === true) {
      await Promise.race([clickThrough(page, options.startUrl, record), guard.stalled]);
    } else {
      // What becomes of it is seen through the record; a blocked navigation would let it hang.
      page.goto(options.startUrl, { waitUntil: 'commit', timeout: 0 }).catch(() => undefined);
    }
    const pages = await Promise.race([followPages(options, page, record, patience), guard.stalled]);
    const handover = record.course.handover();
    // What the docs host makes of a hostile return value says nothing of the login flow.
    const landed = handover && land(page, record, handover, visit.honest);
    const landing = await Promise.race([landed, guard.stalled]);
    let settled: NodeJS.Timeout | undefined;
    const enough = new Promise((resolve) => (settled = setTimeout(resolve, bodiesMs)));
    await Promise.race([Promise.all([record.bodies(), aside.settled()]), enough]).finally(() =>
      clearTimeout(settled),
    );
    const secrets = [...secretsOf(target, visit, record, pages.hidden), ...pages.given];
    const hops = record.course.legs.map((leg) => hopOfLeg(record.chainOf(leg), leg));
    const answered = new Set([
      ...record.docsCookies(),
      ...target.cookies.map(([name]) => name),
      ...hops.flatMap(({ cookiesSet }) => cookiesSet),
    ]);
    const script = handover === undefined ? scripts.redirected() : undefined;
    const own = blamingCookies(pages.stop, hops);
    const ended = script === undefined ? own : scriptRedirectStop(script, own);
    const stop = handover ? stopOf(handover, target) : ended;
    // Only what comes with a token can be left behind.
    const storing =
      handover === undefined || !visit.honest
        ? new Set<string>()
        : storingOrigins(record.course.legs, target.docsOrigin);
    return {
      docsCookies: record.docsCookies(),
      exchange: withheld({
        visit: visit.name,
        driver: 'browser',
        startedAtMs,
        durationMs: Date.now() - startedAtMs,
        ...withSubmissions(hops, pages.forms, pages.signIns, handover !== undefined),
        navigations: [...record.course.navigations],
        ...(handover === undefined || handover.to === 'forbidden'
          ? {}
          : { callback: callbackOf(record, handover) }),
        ...(landing === undefined ? {} : { landing }),
        stop,
        aside: await within(
          stallSlackMs,
          'its cookies',
          aside.collect(answered, storing, handover !== undefined),
        ),
        ...(tab.serviceWorker === undefined ? {} : { serviceWorker: tab.serviceWorker }),
        ...(script === undefined ? {} : { scriptRedirect: script }),
        ...(record.course.unsent === undefined ? {} : { unsentForm: record.course.unsent }),
        ...(pages.crossSitePost === undefined ? {} : { crossSitePost: pages.crossSitePost }),
        secrets: secrets.map((secret) => sealAs(secret)),
      }),
    };
  } finally {
    over?.();
    guard.dispose();
    record.watch.dispose();
    aside.dispose();
  }
}
