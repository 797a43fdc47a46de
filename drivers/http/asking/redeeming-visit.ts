import type { Exchange } from '../../../protocol/exchange.js';
import { callbackPage } from '../../asking/asking-page.js';
import type { ClientMemory } from '../../client/memory.js';
import { redeemed } from '../../client/redeem.js';
import type { HttpVisit } from '../visit.js';
import { fetchAsHost } from './host-fetch.js';
import { fetchAsPage } from './page-fetch.js';

/**
 * What follows the hand-over of a code: its redemption, by the docs host's server, or as the script of its page makes it.
 * Rejects only when aborted.
 */
export async function redeemOverHttp(
  options: HttpVisit,
  made: Exchange,
  memory: ClientMemory,
): Promise<Exchange> {
  const { target, visit } = options;
  const { client } = target;
  if (client === undefined) return made;
  const page = callbackPage(target, client.redirectUri);
  return redeemed(made, visit, client, memory, async (wanted) =>
    client.by === 'host'
      ? fetchAsHost(options, wanted)
      : (await fetchAsPage(options, wanted, page)).calls,
  );
}
