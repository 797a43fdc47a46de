import type { JsonObject } from './json.js';
import type { ExitCode } from './report.js';
import type { Outcome, Verdict } from './verdict.js';

/**
 * `left`: at the login flow; `away`: for longer than 30 s; `accepted`, `refused`: how the host decided on a token.
 * `identified`, `stranger`, `failed`: what came of it when a page asked a session API who reads.
 */
export type HandshakeState = 'left' | 'away' | 'accepted' | 'refused' | AskState;

/** What came of a question to a session API. */
export type AskState = 'identified' | 'stranger' | 'failed';

/** What the host saw when it asked a session API once by itself, without cookies. */
export interface SessionLook {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** Absent where no answer came. */
  readonly status?: number;
  /** True where a page of the docs may read that answer. */
  readonly readable: boolean;
  /** What was seen and what to change, a few sentences, masked. */
  readonly sentence: string;
  /** Header fields to set, each as `Name: value`; none where no field is missing. */
  readonly set: readonly string[];
}

/** What a page of the docs asked of a session API, and what it told the host of the answer: nothing that the answer held. */
export interface SessionAsk {
  /** The session API, masked. */
  readonly url: string;
  /** How often in a row the same came of it on this page. */
  readonly times: number;
  /** Absent where the page could read no answer. */
  readonly status?: number;
  /** How long the page waited, the last time, in milliseconds. */
  readonly ms: number;
  /** True where the page could read the answer. */
  readonly readable: boolean;
  /** The requirements that the page judged the user by, in the order of the catalogue. */
  readonly rows: readonly {
    readonly id: string;
    readonly title: string;
    readonly outcome: Outcome;
  }[];
  /** Present where the page could read no answer, and the host had a look. */
  readonly look?: SessionLook;
}

/**
 * A request to a token endpoint or an Info API, and what came: by the host's server as it saw it, by a page as it told it.
 * No token, code, verifier, secret or claim is in it.
 */
export interface EndpointCall {
  readonly role: 'token' | 'info';
  readonly by: 'host' | 'browser';
  readonly method: string;
  /** Without its query. */
  readonly url: string;
  /** Header fields that were set, credentials masked. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The names in the form that was sent; empty for none. */
  readonly fields: readonly string[];
  /** Absent where no answer came, or the page could read none. */
  readonly status?: number;
  /** How long it took, in milliseconds. */
  readonly ms: number;
  /** Header fields of the answer, masked; of those that a page could read, the names alone, each with an empty value. */
  readonly answered: readonly (readonly [name: string, value: string])[];
  /** What a page could read of it; absent where the host asked. */
  readonly readable?: boolean;
  /** What came, or why nothing did, one sentence, masked; absent where there is nothing to say. */
  readonly says?: string;
  /** Header fields to set, each as `Name: value`; absent for none. */
  readonly set?: readonly string[];
}

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

/**
 * One reader's way to the login flow and back, or a page's question to a session API, as the mock docs host saw it. Plain
 * data without any token.
 */
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
  /** Milliseconds since the epoch; absent while the reader is away. For a question to a session API the last time it was answered. */
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
  /** Present where a page asked a session API who reads: nobody left then, and nobody came back. */
  readonly asked?: SessionAsk;
  /** Present where a code was handed over: what it was redeemed with, in order. */
  readonly calls?: readonly EndpointCall[];
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
