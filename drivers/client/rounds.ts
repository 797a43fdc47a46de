import type { Exchange } from '../../protocol/exchange.js';
import { readAuthorizationResponse } from '../../protocol/oauth/authorization-response.js';
import type { Visit } from '../../protocol/visit.js';
import type { ClientMemory } from './memory.js';

const bare = (visit: Visit): Visit =>
  ({ ...visit, client: { ...visit.client, challenge: 'none' } }) as Visit;

/** True where an authorization request came to nothing but an error, before anybody signed in or behind it. */
function wasRefused({ callback, stop }: Exchange): boolean {
  if (callback !== undefined) {
    const { codes, error } = readAuthorizationResponse(callback.url.reveal());
    return codes.length === 0 && error !== undefined;
  }
  return stop.code === 'status';
}

const broughtCode = ({ callback }: Exchange): boolean =>
  callback !== undefined && readAuthorizationResponse(callback.url.reveal()).codes.length > 0;

/**
 * Makes a visit with a code challenge; where a server refuses the first such request and takes the same one without, so are
 * all others made: the texts leave it open whether the docs host sends one.
 */
export async function inRounds(
  visit: Visit,
  memory: ClientMemory,
  make: (visit: Visit) => Promise<Exchange>,
): Promise<Exchange> {
  const { challenge, parameters } = visit.client ?? {};
  if (challenge !== undefined || memory.challenge === 'taken') return make(visit);
  if (memory.challenge === 'refused') return make(bare(visit));
  // What is odd about a request may be why it is refused.
  if (parameters !== undefined) return make(visit);
  const first = await make(visit);
  if (broughtCode(first)) memory.challenge = 'taken';
  if (!wasRefused(first)) return first;
  const second = await make(bare(visit));
  if (!broughtCode(second)) return first;
  memory.challenge = 'refused';
  return { ...second, signIns: first.signIns + second.signIns };
}

/** The exchange as it says something of the reader's session: an answer without a code is no hand-over. */
export function asLearned(exchange: Exchange): Exchange {
  if (exchange.callback === undefined || broughtCode(exchange)) return exchange;
  const { callback: _callback, ...rest } = exchange;
  return rest;
}
