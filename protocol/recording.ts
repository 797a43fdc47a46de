import type { DriverName } from './exchange.js';
import type { JsonObject } from './json.js';
import type { Remark } from './report.js';
import type { Expectations } from './requirement.js';
import type { OAuthClient } from './oauth/client.js';
import type { Endpoints } from './visit.js';

/** One visit of a recording: how it was asked for, and what was observed, as plain data. */
export interface RecordedVisit {
  /** The name under which requirements judge it. */
  readonly name: string;
  readonly visit: JsonObject;
  /** An `Exchange`; each sealed text is `{ "sealed": text, "shown"?: text }`. */
  readonly exchange: JsonObject;
}

/**
 * A run, to be judged again under another edition, on another clock, or by another version: tokens of the
 * hand-over are whole; passwords, cookies, hidden fields, private keys and the credentials of calls (of those that are JWS, the
 * signature) are replaced by stand-ins of the same length.
 */
export interface Recording {
  readonly recording: 1;
  readonly tool: { readonly name: string; readonly version: string };
  readonly handshake: string;
  readonly edition: string;
  /** Milliseconds since the epoch, and milliseconds. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly target: {
    readonly loginUrl: string;
    readonly endpoints?: Endpoints;
    /** What was known of the docs host as a client: no secret of it. */
    readonly client?: Omit<OAuthClient, 'clientSecret' | 'seed'>;
    readonly docsOrigin: string;
    readonly docsPath: string;
    readonly returnParam?: string;
    readonly signIn: 'undeclared' | 'none' | 'form' | 'script';
    readonly username?: string;
    readonly secondUsername?: string;
    readonly signInOrigins: readonly string[];
    /** The names of what was sent with every request. */
    readonly headers: readonly string[];
    readonly cookies: readonly string[];
  };
  /** Public keys as PEM. */
  readonly keys: readonly string[];
  readonly expect?: Expectations;
  /** The ids that were judged. */
  readonly requirements: readonly string[];
  /** The ids that come out otherwise from a recording, since what they hang on is not in it. */
  readonly lost: readonly string[];
  readonly remarks: readonly Remark[];
  readonly visits: { readonly [driver in DriverName]?: readonly RecordedVisit[] };
}
