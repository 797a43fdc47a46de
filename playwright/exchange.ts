import type { JsonObject } from '../protocol/json.js';
import type { Report } from '../protocol/report.js';
import type { Expectation } from '../protocol/requirement.js';

/** One visit of a reader to the login flow, judged. Nothing in it is secret. */
export interface HandshakeExchange {
  /** The page that was asked for. */
  readonly path: string;
  /** What the requirements say that such a visit shows, and the visit hop by hop, masked. */
  readonly report: Report;
  /** Where the visit ended: one sentence. */
  readonly stopped: string;
  /** The payload of the token; absent where none came that can be read. */
  readonly user?: JsonObject;
  /** The ids of every requirement of the handshake: not all show in one visit. */
  readonly known: readonly string[];
  /** The report with one requirement more: that the token carries this. */
  readonly expecting: (expected: Expectation) => Promise<Report>;
}

/** True for what `handshake.visit` gave. */
export const isExchange = (value: unknown): value is HandshakeExchange =>
  typeof value === 'object' && value !== null && 'report' in value && 'expecting' in value;
