import type { Exchange } from '../protocol/exchange.js';
import { answeredUser, userCall } from '../protocol/http/answered-user.js';
import type { VerificationKey } from '../protocol/jose/keys.js';
import { loadParser } from '../protocol/html/parser.js';
import { readToken } from '../protocol/jose/token.js';
import { hasToken, type HandshakeFacts } from '../protocol/handshake.js';
import type { HeaderField } from '../protocol/http/message.js';
import type { Arrival, Reading } from '../protocol/requirement.js';
import { readAuthorizationResponse } from '../protocol/oauth/authorization-response.js';
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

/** When an answer came, on our clock and on that of its `Date`. */
function arrivalOf(receivedAtMs: number, headers: readonly HeaderField[], offset: number): Arrival {
  const date = headers.find(([name]) => name.toLowerCase() === 'date')?.[1].reveal() ?? '';
  const theirs = Date.parse(date);
  return {
    ours: (receivedAtMs + offset) / 1000,
    ...(Number.isNaN(theirs) ? {} : { theirs: (theirs + offset) / 1000 }),
  };
}

/** An exchange in which no token travels: who reads stands in an answer. */
function readAnswer(exchange: Exchange, visit: Visit, offset: number): Reading {
  const call = userCall(exchange.calls);
  if (call?.response === undefined) return { exchange, visit };
  const { user } = answeredUser(call);
  return {
    exchange,
    visit,
    arrival: arrivalOf(call.receivedAtMs, call.response.headers, offset),
    ...(user === undefined ? {} : { user }),
  };
}

/** An exchange in which a code is handed over: who reads stands in the answer that it led to. */
function readCode(exchange: Exchange, visit: Visit, offset: number): Reading {
  const answered = readAnswer(exchange, visit, offset);
  const seen = exchange.callback;
  if (seen === undefined) return answered;
  const url = seen.url.reveal();
  const [code] = readAuthorizationResponse(url).codes;
  return {
    ...answered,
    callback: readCallback(url, { by: 'code' }),
    ...(code === undefined ? {} : { code }),
  };
}

/** Reads an exchange as far as it goes: callback, token, claims, user. Never throws for what a login flow sent. */
export async function readExchange(
  made: Exchange,
  visit: Visit,
  glass: ReadingGlass,
): Promise<Reading> {
  // Some rows look into the pages that a visit was answered with; an arrival has none.
  if (made.hops.length > 0) await loadParser();
  const offset = glass.clockOffsetMs ?? 0;
  const { facts } = glass;
  if (facts.carrier.by === 'code') return readCode(made, visit, offset);
  if (!hasToken(facts)) return readAnswer(made, visit, offset);
  const exchange = withHomeCallback(made, facts);
  const seen = exchange.callback;
  if (seen === undefined) return { exchange, visit };
  const callback = readCallback(seen.url.reveal(), facts.carrier);
  const arrival = {
    ours: (seen.arrivedAtMs + offset) / 1000,
    ...(seen.dateMs === undefined ? {} : { theirs: (seen.dateMs + offset) / 1000 }),
  };
  if (callback.token === undefined) return { exchange, visit, arrival, callback };
  const text = callback.token.text.reveal();
  const token = await readToken(text, glass.keys, facts.algorithm);
  return {
    exchange,
    visit,
    arrival,
    callback,
    token,
    ...(token.header === undefined ? {} : { header: token.header }),
    ...(token.claims === undefined ? {} : { claims: token.claims, user: token.claims }),
  };
}
