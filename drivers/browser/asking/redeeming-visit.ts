import type { Exchange } from '../../../protocol/exchange.js';
import type { Target, Visit } from '../../../protocol/visit.js';
import { callbackPage } from '../../asking/asking-page.js';
import type { AskingPage } from '../../asking/asking-page.js';
import { within } from '../../chromium/stall.js';
import type { Tab } from '../../chromium/tab.js';
import type { ClientMemory } from '../../client/memory.js';
import { redeemed } from '../../client/redeem.js';
import type { Ask } from '../../client/redeem.js';
import { fetchAsHost } from '../../http/asking/host-fetch.js';
import type { Wire } from '../../http/wire/wire.js';
import { askFrom, openDocsPage, slackMs } from './page-asks.js';

/** A visit that has come back to the docs. */
export interface ComeBack {
  readonly target: Target;
  readonly visit: Visit;
  readonly tab: Tab;
  readonly memory: ClientMemory;
  /** What the docs host's server asks over. */
  readonly wire: Wire;
}

/** The script of the docs' page asks, in the tab; the page is opened before the first request. */
function fromPage({ tab, target }: ComeBack, page: AskingPage): Ask {
  let isOpen = false;
  return async (wanted) => {
    if (!isOpen) {
      const url = page.url ?? `${target.docsOrigin}/`;
      await within(slackMs, 'its docs page', openDocsPage(tab.page, url));
      isOpen = true;
    }
    return (await askFrom(tab, target, page, wanted)).calls;
  };
}

/**
 * What follows the hand-over of a code in a browser: its redemption, by the script of the docs' page, or by the docs host's
 * server, which needs no browser for it.
 *
 * @throws Stalled where the browser failed
 */
export async function redeemInBrowser(back: ComeBack, made: Exchange): Promise<Exchange> {
  const { target, visit, memory, wire } = back;
  const { client } = target;
  if (client === undefined) return made;
  const userAgent = 'docs-handshake (+conformance check, the docs host)';
  const ask: Ask =
    client.by === 'host'
      ? (wanted) => fetchAsHost({ target, wire, userAgent }, wanted)
      : fromPage(back, callbackPage(target, client.redirectUri));
  return redeemed(made, visit, client, memory, ask);
}
