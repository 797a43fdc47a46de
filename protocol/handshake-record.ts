import type { JsonObject } from './json.js';
import type { ExitCode } from './report.js';
import type { Verdict } from './verdict.js';

/** `left`: at the login flow; `away`: for longer than 30 s; the others: how the host decided. */
export type HandshakeState = 'left' | 'away' | 'accepted' | 'refused';

/** What the host told of a handshake: a line of its log. */
export interface HandshakeEvent {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly kind: string;
  /** One sentence. */
  readonly sentence: string;
  /** One sentence each. */
  readonly details?: readonly string[];
}

/** One reader's way to the login flow and back, as the mock docs host saw it. Plain data without any token. */
export interface HandshakeRecord {
  /** Rising from 1. */
  readonly id: number;
  readonly state: HandshakeState;
  /** Milliseconds since the epoch; absent where the token came unasked. */
  readonly leftAtMs?: number;
  /** The login URL as it was sent, masked. */
  readonly sentTo?: string;
  /** The page that was asked for: path, query, anchor. */
  readonly page?: string;
  /** Milliseconds since the epoch; absent while the reader is away. */
  readonly arrivedAtMs?: number;
  /** Path and query where the token came, and how it was carried, without the token. */
  readonly arrivedAt?: string;
  /** Header and claims as they were read; absent where nothing could be read, and for claims that stay in the browser. */
  readonly token?: {
    readonly header?: JsonObject;
    readonly claims?: JsonObject;
    /** The token with its middle hidden. */
    readonly masked: string;
  };
  /** A requirement's id, or the host's own code. */
  readonly code?: string;
  /** What the host decided, one sentence. */
  readonly sentence?: string;
  /** Where the reader went afterwards: path, query, anchor. */
  readonly location?: string;
  /** Faults on demand that touched it, by their ids. */
  readonly faults: readonly string[];
  /** What the host told of it, in order. */
  readonly events: readonly HandshakeEvent[];
}

/** A requirement that one handshake alone does not show. */
export interface NotJudged {
  readonly id: string;
  readonly title: string;
  /** One sentence. */
  readonly reason: string;
}

/** What `check` would say of one handshake. */
export interface HandshakeVerdicts {
  /** The requirements that were judged, in the order of the catalogue. */
  readonly verdicts: readonly Verdict[];
  readonly notJudged: readonly NotJudged[];
  /** As `docs-handshake judge -` ends: 0, 1 or 3. */
  readonly exitCode: ExitCode;
  /** The line that judges the whole login flow. */
  readonly command: string;
}
