import type { Exchange } from '../protocol/exchange.js';
import type { VerificationKey } from '../protocol/jose/keys.js';
import { readToken } from '../protocol/jose/token.js';
import type { HandshakeFacts } from '../protocol/handshake.js';
import type { Reading } from '../protocol/requirement.js';
import { readCallback } from '../protocol/url/callback.js';
import type { Visit } from '../protocol/visit.js';
import { withHomeCallback } from './home-callback.js';

/** What an exchange is read with. */
export interface ReadingGlass {
  readonly facts: HandshakeFacts;
  readonly keys: readonly VerificationKey[];
  /** Milliseconds added to both clocks, to judge a recorded exchange as if it had arrived later or earlier. */
  readonly clockOffsetMs?: number;
}

/** Reads an exchange as far as it goes: callback, token, claims. Never throws for what a login flow sent. */
export async function readExchange(
  made: Exchange,
  visit: Visit,
  glass: ReadingGlass,
): Promise<Reading> {
  const exchange = withHomeCallback(made, glass.facts);
  const seen = exchange.callback;
  if (seen === undefined) return { exchange, visit };
  const callback = readCallback(seen.url.reveal(), glass.facts.carrier);
  const offset = glass.clockOffsetMs ?? 0;
  const arrival = {
    ours: (seen.arrivedAtMs + offset) / 1000,
    ...(seen.dateMs === undefined ? {} : { theirs: (seen.dateMs + offset) / 1000 }),
  };
  if (callback.token === undefined) return { exchange, visit, arrival, callback };
  const text = callback.token.text.reveal();
  const token = await readToken(text, glass.keys, glass.facts.algorithm);
  return {
    exchange,
    visit,
    arrival,
    callback,
    token,
    ...(token.header === undefined ? {} : { header: token.header }),
    ...(token.claims === undefined ? {} : { claims: token.claims }),
  };
}
