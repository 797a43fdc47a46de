import type { Page } from 'playwright';
import type { Exchange, Landing, ScriptRedirect } from '../../protocol/exchange.js';
import { credentialValues } from '../../protocol/secrecy/masking.js';
import { sealAs } from '../../protocol/secrecy/sealed.js';
import { isOrdinary } from '../../protocol/secrecy/spellings.js';
import { configuredSecrets, withheld } from '../../protocol/secrecy/withheld.js';
import { isHonest, sessionOf } from '../../protocol/visit-kinds.js';
import { returnValue } from '../../protocol/url/login-url.js';
import type { Target, Visit } from '../../protocol/visit.js';
import type { LeavingPages } from '../chromium/page-leaving.js';
import { watchForStall, within } from '../chromium/stall.js';
import type { StallGuard } from '../chromium/stall.js';
import type { Tab } from '../chromium/tab.js';
import { valuesSet } from '../http/cookie-jar.js';
import { blamingCookies } from '../sign-in/lost-cookie.js';
import { withSubmissions } from '../sign-in/sent-form.js';
import type { SentSight } from '../sign-in/sent-sight.js';
import { addConfiguredHeaders } from './configured-headers.js';
import { callbackOf, readLanding, stopOf } from './hand-over.js';
import type { PageOptions, SentForHaste } from './page-answer.js';
import { followPages } from './page-sequence.js';
import type { PageSequence } from './page-sequence.js';
import { fieldsOf, hopOf } from './record/live-hop.js';
import type { Handover } from './record/navigations.js';
import { openPageRecord } from './record/record.js';
import type { PageRecord } from './record/record.js';
import { scriptRedirectStop, watchScripts } from './script-redirect.js';
import type { ScriptWatch } from './script-redirect.js';
import { openSideEffects } from './side-effects.js';
import type { SideEffects } from './side-effects.js';
import { storingOrigins } from './storage.js';
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
  /** How long it may take in all, in milliseconds; absent for what is usual. */
  readonly mostMs?: number;
}

/** An exchange, and what the driver needs to know besides. */
export interface BrowserExchange {
  readonly exchange: Exchange;
  /** Cookies of the docs host, which do not belong to the login flow's jar. */
  readonly docsCookies: ReadonlySet<string>;
  /** What the pages showed of the form that was sent, where its haste is weighed. */
  readonly sent?: SentSight;
}

/** How much longer than the target a browser may be silent, in milliseconds. */
const stallSlackMs = 15_000;

/** How long a person may take, in milliseconds. */
const personMs = 900_000;

/** How many answers may take their full time before a visit is given up: none of a reader's comes near. */
const mostAnswers = 10;

/** How long a visit may take, in milliseconds. A customer's script may wait for a person. */
const mostOf = ({ signIn, timeoutMs }: Target): number =>
  mostAnswers * timeoutMs + (signIn.how === 'script' ? personMs : 0);

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
  await record.watch.until(() => record.navigations.begun, stallSlackMs);
}

/**
 * Makes one visit. It does not throw for what a login flow does.
 *
 * @throws Stalled where the browser failed; Endless where the visit came to no end
 */
export async function makeBrowserVisit(options: BrowserVisit): Promise<BrowserExchange> {
  const { target, visit, tab } = options;
  const { page, cdp } = tab;
  const startedAtMs = Date.now();
  const record = openPageRecord({ cdp, target, visit, endless: options.endless });
  const sideEffects = openSideEffects(tab, target, visit);
  const scripts = watchScripts(cdp, target);
  const patience = openPatience(tab, record, visit, options.deadEnds);
  // What leaks on the way is judged in honest visits.
  const over = isHonest(visit) ? options.leavingPages.add(tab) : undefined;
  // Every wait of a visit is bounded by the target's own time-out; beyond it only a browser that hangs is still.
  const guard = watchForStall(
    record.lastEventMs,
    // A customer's script may wait for a person.
    target.signIn.how === 'script' ? personMs : target.timeoutMs + stallSlackMs,
    options.mostMs ?? mostOf(target),
  );
  // A page that has crashed stays silent, as one that leads nowhere does.
  page.once('crash', () => guard.fail('its page crashed'));
  try {
    await begin(options, record, guard);
    const pages = await Promise.race([followPages(options, page, record, patience), guard.stalled]);
    const handover = record.navigations.handover();
    // What the docs host makes of a hostile return value says nothing of the login flow.
    const landed = handover && readLanding(page, record, handover, readsLanding(visit, target));
    const landing = await Promise.race([landed, guard.stalled]);
    await arrived(record, sideEffects);
    const script = handover === undefined ? scripts.redirected() : undefined;
    const seen: Seen = { options, startedAtMs, record, pages, handover, landing, script };
    const exchange = await exchangeOf(seen, sideEffects);
    const sent = sentSightOf(exchange, pages.sent, scripts);
    return { docsCookies: record.docsCookies(), exchange, ...(sent && { sent }) };
  } finally {
    over?.();
    guard.dispose();
    record.watch.dispose();
    sideEffects.dispose();
  }
}

/** What the docs host makes of a code shows in what it asks for, and of a hostile visit it says nothing. */
const readsLanding = (visit: Visit, { client }: Target): boolean =>
  client === undefined && isHonest(visit);

/** Sends the page on its way to the login URL. */
async function begin(
  { target, visit, tab, startUrl }: BrowserVisit,
  record: PageRecord,
  guard: StallGuard,
): Promise<void> {
  const { page, cdp } = tab;
  if (sessionOf(visit) !== 'anonymous') await addConfiguredHeaders(cdp, target);
  if (visit.kind === 'return-by-link') {
    await Promise.race([clickThrough(page, startUrl, record), guard.stalled]);
  } else {
    // What becomes of it is seen through the record; a blocked navigation would let it hang.
    page.goto(startUrl, { waitUntil: 'commit', timeout: 0 }).catch(() => undefined);
  }
}

/** Waits a little for what is under way: the bodies of pages, and what they did besides. */
async function arrived(record: PageRecord, sideEffects: SideEffects): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise((resolve) => (timer = setTimeout(resolve, bodiesMs)));
  await Promise.race([Promise.all([record.bodies(), sideEffects.settled()]), enough]).finally(() =>
    clearTimeout(timer),
  );
}

/** What a visit showed by its end. */
interface Seen {
  readonly options: BrowserVisit;
  readonly startedAtMs: number;
  readonly record: PageRecord;
  readonly pages: PageSequence;
  readonly handover: Handover | undefined;
  readonly landing: Landing | undefined;
  /** The redirect of a script's request, in a visit without a hand-over. */
  readonly script: ScriptRedirect | undefined;
}

/** What was seen of the form that was sent, and of what became of it; undefined where nothing was. */
function sentSightOf(
  { hops, aside }: Exchange,
  sent: SentForHaste | undefined,
  scripts: ScriptWatch,
): SentSight | undefined {
  if (sent === undefined) return undefined;
  const { at, before, after } = sent;
  const answer = scripts.answered(sent.begunAtMs);
  const sentAtMs = answer?.sentAtMs ?? hops[at]?.sentAtMs;
  // Without either nothing was sent.
  if (sentAtMs === undefined) return undefined;
  const text = aside?.loaded.findLast(({ url }) => url.reveal() === answer?.url)?.text.reveal();
  return {
    at,
    shownMs: sentAtMs - sent.seenAtMs,
    status: hops.at(-1)?.status ?? 0,
    ...(before === undefined ? {} : { before: before.page }),
    ...(after === undefined ? {} : { after: after.page }),
    ...(answer === undefined
      ? {}
      : {
          answer: { status: answer.status, setsCookie: answer.setsCookie, text: text ?? '' },
        }),
  };
}

/** The exchange of a visit; the page is gone afterwards. */
async function exchangeOf(seen: Seen, sideEffects: SideEffects): Promise<Exchange> {
  const { options, startedAtMs, record, pages, handover, landing, script } = seen;
  const { target, visit, tab } = options;
  const { navigations } = record;
  const secrets = [...secretsOf(target, visit, record, pages.hidden), ...pages.given];
  const hops = navigations.hops.map((hop) => hopOf(record.chainOf(hop), hop));
  const answered = new Set([
    ...record.docsCookies(),
    ...target.cookies.map(([name]) => name),
    ...hops.flatMap(({ cookiesSet }) => cookiesSet),
  ]);
  const own = blamingCookies(pages.stop, hops);
  const ended = script === undefined ? own : scriptRedirectStop(script, own);
  // Only what comes with a token can be left behind.
  const storing =
    handover === undefined || !isHonest(visit)
      ? new Set<string>()
      : storingOrigins(navigations.hops, target.docsOrigin);
  return withheld({
    visit: visit.name,
    driver: 'browser',
    startedAtMs,
    durationMs: Date.now() - startedAtMs,
    ...withSubmissions(hops, pages.forms, pages.signIns, handover !== undefined),
    navigations: [...navigations.all],
    ...(handover === undefined || handover.to === 'forbidden'
      ? {}
      : { callback: callbackOf(record, handover) }),
    ...(landing === undefined ? {} : { landing }),
    stop: handover ? stopOf(handover, target) : ended,
    aside: await within(
      stallSlackMs,
      'its cookies',
      sideEffects.collect(answered, storing, handover !== undefined),
    ),
    ...(tab.serviceWorker === undefined ? {} : { serviceWorker: tab.serviceWorker }),
    ...(script === undefined ? {} : { scriptRedirect: script }),
    ...(navigations.unsent === undefined ? {} : { unsentForm: navigations.unsent }),
    ...(pages.crossSitePost === undefined ? {} : { crossSitePost: pages.crossSitePost }),
    secrets: secrets.map((secret) => sealAs(secret)),
  });
}

/** Values that must never be shown: the password, cookies, hidden fields; not what the visit itself sent. */
function secretsOf(
  target: Target,
  visit: Visit,
  record: PageRecord,
  hidden: readonly string[],
): readonly string[] {
  const sent = new Set([returnValue(visit, target), target.loginUrl, target.docsOrigin]);
  const cookies = record.navigations.hops.flatMap((hop) => {
    const fields = fieldsOf(record.chainOf(hop), hop);
    return valuesSet(
      fields.filter(([name]) => /^set-cookie$/i.test(name)).map(([, value]) => value),
    );
  });
  const codes = record.navigations.hops.flatMap((hop) => credentialValues(hop.url));
  const seen = [...cookies, ...codes, ...hidden].filter((value) => !isOrdinary(value));
  return [...configuredSecrets(target), ...[...new Set(seen)].filter((value) => !sent.has(value))];
}
