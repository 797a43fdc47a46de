import type { CDPSession } from 'playwright';
import type { Leg } from './live-hop.js';

/** How much of a page is kept, in octets. */
const keptBytes = 524_288;
/** A page above this stays in the browser: bringing it over would cost more than it tells. */
const fetchedBytes = 8_388_608;

/** Fetches the text of a page that has arrived into its leg. Best effort: the browser drops it when the page goes. */
export async function bodyOf(cdp: CDPSession, leg: Leg, encodedBytes: number): Promise<void> {
  if (encodedBytes > fetchedBytes) {
    leg.body = { text: '', bytes: encodedBytes, truncated: true };
    return;
  }
  try {
    const { body, base64Encoded } = await cdp.send('Network.getResponseBody', {
      requestId: leg.requestId,
    });
    if (base64Encoded) return;
    const bytes = Buffer.byteLength(body);
    leg.body = { text: body.slice(0, keptBytes), bytes, truncated: body.length > keptBytes };
  } catch {
    // The page has gone already.
  }
}
