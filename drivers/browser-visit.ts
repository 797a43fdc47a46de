import type { BrowserContext } from 'playwright';
import type { Exchange } from '../protocol/exchange.js';
import { mask } from '../protocol/masking.js';
import { sealAs } from '../protocol/sealed.js';
import { callbackOf, land, stopOf } from './browser-handover.js';
import { addConfiguredHeaders } from './browser-headers.js';
import { pursue } from './browser-journey.js';
import type { JourneyOptions } from './browser-journey.js';
import { hopOfLeg } from './browser-leg.js';
import { openPageRecord } from './browser-record.js';
import { secretsOf } from './browser-secrets.js';

/** One visit to make in a browser context of its own. */
export interface BrowserVisit extends JourneyOptions {
  readonly context: BrowserContext;
  /** Where it begins: a page of the docs origin that leads to the login URL. */
  readonly startUrl: string;
}

/** An exchange, and what the driver needs to know besides. */
export interface BrowserExchange {
  readonly exchange: Exchange;
  /** Cookies of the docs host, which do not belong to the login flow's jar. */
  readonly docsCookies: ReadonlySet<string>;
}

/** How long the bodies of pages that were left may still take, in milliseconds. */
const bodiesMs = 500;

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
    const handover = record.course.handover();
    const landing = handover && (await land(page, record, handover));
    let settled: NodeJS.Timeout | undefined;
    const enough = new Promise((resolve) => (settled = setTimeout(resolve, bodiesMs)));
    await Promise.race([record.bodies(), enough]).finally(() => clearTimeout(settled));
    const secrets = secretsOf(target, visit, record, journey.hidden);
    const stop = handover ? stopOf(handover, target) : journey.stop;
    return {
      docsCookies: record.docsCookies(),
      exchange: {
        visit: visit.name,
        driver: 'browser',
        startedAtMs,
        durationMs: Date.now() - startedAtMs,
        hops: record.course.legs.map((leg) => hopOfLeg(record.chainOf(leg), leg)),
        navigations: [...record.course.navigations],
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
