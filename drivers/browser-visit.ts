import type { BrowserContext, Page } from 'playwright';
import type { CallbackSeen, Exchange, Landing, Stop } from '../protocol/exchange.js';
import { mask } from '../protocol/masking.js';
import { seal, sealAs } from '../protocol/sealed.js';
import { returnValue } from '../protocol/visit.js';
import type { Target, Visit } from '../protocol/visit.js';
import { endingOfPage, lookAt } from './browser-ending.js';
import type { View } from './browser-ending.js';
import { stopForNetError } from './browser-fault.js';
import { fillForm, formShown } from './browser-form.js';
import { addConfiguredHeaders } from './browser-headers.js';
import { fieldsOf, hopOfLeg } from './browser-leg.js';
import { locationOf, openPageRecord } from './browser-record.js';
import type { Handover, PageRecord } from './browser-record.js';
import { runSignInScript } from './browser-script.js';
import { valuesSet } from './cookie-jar.js';
import { originOf } from './location.js';
import type { SignInState } from './page-ending.js';
import { fieldValue } from './response-head.js';
import { place } from './step.js';

/** One visit to make in a browser context of its own. */
export interface BrowserVisit {
  readonly target: Target;
  readonly visit: Visit;
  readonly context: BrowserContext;
  /** Where it begins: a page of the docs origin that leads to the login URL. */
  readonly startUrl: string;
  /** True where this visit answers a sign-in form, or runs the sign-in script. */
  readonly signsIn: boolean;
}

/** An exchange, and what the driver needs to know besides. */
export interface BrowserExchange {
  readonly exchange: Exchange;
  /** Cookies of the docs host, which do not belong to the login flow's jar. */
  readonly docsCookies: ReadonlySet<string>;
}

/** How long nothing must happen before a page counts as at rest, in milliseconds. */
const settle = { still: 120, plain: 400, lively: 2_500, docs: 400 };
/** The most that the docs page, and a hostile name, may take to show what it makes of the visitor. */
const landingMs = 5_000;
const pageLimit = 3;
const outcome = 'meta[name="docs-handshake-outcome"]';

/** Makes one visit. It does not throw for what a login flow does. */
export async function travelInBrowser(options: BrowserVisit): Promise<BrowserExchange> {
  const { target, visit, context } = options;
  const startedAtMs = Date.now();
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  const record = await openPageRecord(cdp, target, visit);
  try {
    if (visit.session !== 'anonymous') await addConfiguredHeaders(cdp, target);
    // What becomes of it is seen through the record; a blocked navigation would let it hang.
    page.goto(options.startUrl, { waitUntil: 'commit', timeout: 0 }).catch(() => undefined);
    const journey = await pursue(options, page, record);
    const handover = record.handover();
    const landing = handover && (await land(page, record, handover));
    let settled: NodeJS.Timeout | undefined;
    const enough = new Promise((resolve) => (settled = setTimeout(resolve, 500)));
    await Promise.race([record.bodies(), enough]).finally(() => clearTimeout(settled));
    const secrets = secretsOf(options, record, journey.hidden);
    const stop = handover ? stopOf(handover, target) : journey.stop;
    return {
      docsCookies: record.docsCookies(),
      exchange: {
        visit: visit.name,
        driver: 'browser',
        startedAtMs,
        durationMs: Date.now() - startedAtMs,
        hops: record.legs().map((leg) => hopOfLeg(record.chainOf(leg), leg)),
        navigations: [...record.navigations],
        ...(handover === undefined || handover.to === 'forbidden'
          ? {}
          : { callback: callbackOf(record, handover) }),
        ...(landing === undefined ? {} : { landing }),
        stop: { code: stop.code, sentence: mask(stop.sentence, secrets) },
        signIns: journey.signIns,
        secrets: secrets.map((secret) => sealAs(secret)),
      },
    };
  } finally {
    record.watch.dispose();
  }
}

interface Journey {
  readonly stop: Stop;
  readonly signIns: number;
  readonly hidden: readonly string[];
}

/** Follows the visitor to the end, signing in on the way. */
async function pursue(options: BrowserVisit, page: Page, record: PageRecord): Promise<Journey> {
  const { target, visit, signsIn } = options;
  const { signIn, user } = target;
  const trusted = new Set([originOf(target.loginUrl), ...target.signInOrigins]);
  const hidden: string[] = [];
  let state: SignInState = signsIn ? 'due' : 'off';
  let signIns = 0;
  let filledIn = 0;
  let submittedOn = -1;
  const settled = (): Promise<unknown> => record.watch.quiet(settle.still, target.timeoutMs);
  const ended = (stop: Stop): Journey => ({ stop, signIns, hidden });

  if (signsIn && signIn.how === 'script') {
    await record.watch.until(() => over(record) || record.pages() > 0, target.timeoutMs);
    if (!over(record) && record.pages() > 0) {
      signIns += 1;
      state = 'submitted';
      const stop = await runSignInScript(page, signIn.signIn, user, record, target.timeoutMs);
      if (stop !== undefined) return ended(stop);
    }
  }
  for (;;) {
    const wanted = signIn.how === 'form' && (state === 'due' || state === 'identified');
    const next = await Promise.race([
      rest(page, record, target.timeoutMs, submittedOn),
      ...(wanted && filledIn < pageLimit
        ? [formShown(page, state === 'due' ? 'any' : 'password', settled)]
        : []),
    ]);
    if (over(record)) {
      const fault = record.fault();
      return ended(fault === undefined ? { code: 'page', sentence: '' } : faultStop(fault, target));
    }
    if (typeof next === 'object' && 'goal' in next && user !== undefined) {
      const filled = await fillForm(page, next, user, trusted);
      if (filled.did === 'stopped') return ended(filled.stop);
      if (filled.did === 'gone') {
        // Whatever replaced it is looked at afresh.
        filledIn += 0.25;
        continue;
      }
      hidden.push(...filled.hidden);
      filledIn += 1;
      submittedOn = record.pages();
      state = filled.did === 'password' ? 'submitted' : 'identified';
      signIns += filled.did === 'password' ? 1 : 0;
      continue;
    }
    if (next === 'stalled') return ended(stalled(record, target));
    const view = typeof next === 'object' && 'page' in next ? next : undefined;
    // The identifier asked for again means that it was refused.
    if (state === 'identified' && view?.asks === true) state = 'submitted';
    return ended(endingOfPage(record, view, state, target, visit));
  }
}

const over = (record: PageRecord): boolean =>
  record.handover() !== undefined || record.fault() !== undefined;

/** Waits until a page is at rest and gives what it shows; `stalled` where an answer does not come. */
async function rest(
  page: Page,
  record: PageRecord,
  capMs: number,
  submittedOn: number,
): Promise<View | 'stalled' | undefined> {
  for (;;) {
    const still = await record.watch.quiet(settle.still, capMs);
    if (still === 'over') return undefined;
    const at = record.lastEventMs();
    if (still === 'capped' && record.awaited() !== undefined) return 'stalled';
    const view = await lookAt(page, Math.min(capMs, landingMs));
    if (still === 'capped') return view;
    if (view === undefined && at !== record.lastEventMs()) continue;
    const ms = settleFor(view, record, submittedOn === record.pages());
    const quiet = await record.watch.quiet(ms, capMs);
    if (quiet === 'over') return undefined;
    if (at === record.lastEventMs() || quiet === 'capped') {
      return quiet === 'quiet' && ms > settle.plain ? await lookAt(page, landingMs) : view;
    }
  }
}

/** How long a page must be still before it is believed to be at rest. */
function settleFor(view: View | undefined, record: PageRecord, submitted: boolean): number {
  // What was submitted may be under way, without a trace so far; an app shows its form until the answer comes.
  if (submitted) return settle.lively;
  if (view?.asks === true || (record.shown()?.status ?? 0) >= 400) return settle.plain;
  return view?.lively === true ? settle.lively : settle.still;
}

function stalled(record: PageRecord, target: Target): Stop {
  const url = record.awaited()?.url ?? target.loginUrl;
  return stopForNetError('net::ERR_TIMED_OUT', url, inside(url, target), target.timeoutMs);
}

const inside = (url: string, target: Target): boolean =>
  originOf(url) === originOf(target.loginUrl);

function faultStop(fault: { readonly url: string; readonly words: string }, target: Target): Stop {
  if (/^net::/.test(fault.words)) {
    return stopForNetError(fault.words, fault.url, inside(fault.url, target), target.timeoutMs);
  }
  return {
    code: 'page',
    sentence: `The browser did not follow the redirect of ${place(fault.url)}: ${fault.words.slice(0, 200)}`,
  };
}

function stopOf({ to, url, leg, blocked }: Handover, target: Target): Stop {
  const here = leg === undefined ? 'The login flow' : place(leg.url);
  const goal = URL.canParse(url) ? place(url) : 'an address that no browser can resolve';
  const but = blocked === undefined ? '' : ', but the browser blocked that';
  switch (to) {
    case 'docs':
      return { code: 'callback', sentence: `${here} sent the visitor to the docs${but}.` };
    case 'away-with-token':
      return {
        code: 'left',
        sentence: `${here} sent the token to ${goal} instead of ${target.docsOrigin}${but}.`,
      };
    case 'forbidden':
      return {
        code: 'left-without-token',
        sentence: `${here} sent the visitor to ${goal}, without a token.`,
      };
  }
}

function callbackOf(record: PageRecord, handover: Handover): CallbackSeen {
  const { leg, url, byRedirect, atMs, blocked } = handover;
  const chain = leg && record.chainOf(leg);
  const raw = byRedirect && leg && chain ? locationOf(chain, leg) : undefined;
  const fields = byRedirect && leg && chain ? fieldsOf(chain, leg) : [];
  const date = Date.parse(fieldValue(fields, 'date') ?? '');
  return {
    url: seal(url),
    ...(raw === undefined ? {} : { location: seal(raw) }),
    hop: leg === undefined ? -1 : record.legs().indexOf(leg),
    arrivedAtMs: (byRedirect ? leg?.receivedAtMs : undefined) ?? atMs,
    ...(Number.isNaN(date) ? {} : { dateMs: date }),
    ...(blocked === undefined ? {} : { blocked: mask(blocked) }),
  };
}

/** Lets the other side have its request, and reads what the docs host made of the token. */
async function land(
  page: Page,
  record: PageRecord,
  handover: Handover,
): Promise<Landing | undefined> {
  await record.watch.until(() => handover.done, landingMs);
  if (handover.to !== 'docs' || handover.blocked !== undefined) return undefined;
  const read = (selector: string): string | null | undefined =>
    document.querySelector(selector)?.getAttribute('content');
  const marked = page
    .waitForFunction(read, outcome, { timeout: landingMs })
    .then((handle) => handle.jsonValue());
  const rest = record.watch
    .quiet(settle.docs, landingMs, 'past-end')
    .then(() => page.evaluate(read, outcome));
  const words = await Promise.race([marked, rest]).catch(() => undefined);
  const refused = /^refused:(.+)$/.exec(words ?? '')?.[1];
  if (words !== 'accepted' && refused === undefined) return undefined;
  return {
    url: seal(page.url()),
    accepted: refused === undefined,
    ...(refused === undefined ? {} : { code: refused }),
  };
}

/** Values that must never be shown: the password, cookies, hidden fields; not what the visit itself sent. */
function secretsOf(
  { target, visit }: BrowserVisit,
  record: PageRecord,
  hidden: readonly string[],
): readonly string[] {
  const sent = new Set([returnValue(visit, target.docsOrigin), target.loginUrl, target.docsOrigin]);
  const cookies = record.legs().flatMap((leg) => {
    const fields = fieldsOf(record.chainOf(leg), leg);
    return valuesSet(
      fields.filter(([name]) => /^set-cookie$/i.test(name)).map(([, value]) => value),
    );
  });
  const known = [
    target.user?.password.reveal() ?? '',
    ...target.cookies.map(([, value]) => value.reveal()),
    ...cookies,
  ].filter((value) => value.length >= 4);
  const fields = hidden.filter((value) => value.length >= 8);
  return [...new Set([...known, ...fields])].filter((value) => !sent.has(value));
}
