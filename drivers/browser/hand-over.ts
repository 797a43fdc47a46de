import type { Page } from 'playwright';
import type { CallbackSeen, Landing, Stop } from '../../protocol/exchange.js';
import { mask } from '../../protocol/secrecy/masking.js';
import { seal } from '../../protocol/secrecy/sealed.js';
import type { Target } from '../../protocol/visit.js';
import { departureStop } from '../departure.js';
import { fieldValue } from '../fields.js';
import { withoutFragment } from '../http/location.js';
import { place } from '../wording.js';
import { fieldsOf, locationOf } from './record/live-hop.js';
import type { Handover } from './record/navigations.js';
import type { PageRecord } from './record/record.js';
import { whenShown } from './waiting/poll.js';

/** The most that the docs page, or a hostile name, may take to answer, and how long the docs page must be still; in milliseconds. */
const landingMs = 5_000;
const stillMs = 400;
const outcome = 'meta[name="docs-handshake-outcome"]';

/** Where the visitor was sent. */
export function stopOf({ to, url, hop, blocked }: Handover, target: Target): Stop {
  return departureStop({
    to,
    from: hop === undefined ? 'The login flow' : place(hop.url),
    goal: URL.canParse(url) ? place(url) : 'an address that no browser can resolve',
    target,
    blocked: blocked !== undefined,
  });
}

/** The hand-over as it goes into an exchange. */
export function callbackOf(record: PageRecord, handover: Handover): CallbackSeen {
  const { hop, url, byRedirect, atMs, blocked, posted } = handover;
  const chain = hop && record.chainOf(hop);
  const raw = byRedirect && hop && chain ? locationOf(chain, hop) : undefined;
  const fields = byRedirect && hop && chain ? fieldsOf(chain, hop) : [];
  const date = Date.parse(fieldValue(fields, 'date') ?? '');
  // The browser's URL shows a fragment that was inherited; the flow sent none.
  const inherited = raw !== undefined && !raw.includes('#');
  return {
    url: seal(inherited ? withoutFragment(url) : url),
    ...(raw === undefined ? {} : { location: seal(raw) }),
    hop: hop === undefined ? -1 : record.navigations.hops.indexOf(hop),
    arrivedAtMs: (byRedirect ? hop?.receivedAtMs : undefined) ?? atMs,
    ...(Number.isNaN(date) ? {} : { dateMs: date }),
    ...(blocked === undefined ? {} : { blocked: mask(blocked) }),
    ...(posted === undefined ? {} : { posted }),
  };
}

/**
 * Lets the other side have its request, and reads what the docs host made of the token.
 *
 * @param reads false where that is of no interest: what the login flow sent is known before
 */
export async function readLanding(
  page: Page,
  record: PageRecord,
  handover: Handover,
  reads: boolean,
): Promise<Landing | undefined> {
  await record.watch.until(() => handover.done && record.complete(), landingMs);
  if (!reads || handover.to !== 'docs' || handover.blocked !== undefined) return undefined;
  const read = (selector: string): string | null | undefined =>
    document.querySelector(selector)?.getAttribute('content');
  let still = false;
  const rest = record.watch.quiet(stillMs, landingMs, { pastEnd: true }).then(() => {
    still = true;
    return page.evaluate(read, outcome);
  });
  const marked = whenShown(page, record, read, outcome, () => still).then((words) => words ?? rest);
  const words = await Promise.race([marked, rest]).catch(() => undefined);
  const refused = /^refused:(.+)$/.exec(words ?? '')?.[1];
  if (words !== 'accepted' && refused === undefined) return undefined;
  return {
    url: seal(page.url()),
    accepted: refused === undefined,
    ...(refused === undefined ? {} : { code: refused }),
  };
}
