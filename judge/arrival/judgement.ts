import type { VerificationKey } from '../../protocol/jose/keys.js';
import type { JsonObject } from '../../protocol/json.js';
import type { Handshake } from '../../protocol/requirement.js';
import type { Sealed } from '../../protocol/secrecy/sealed.js';

/** What a docs host goes by when a token arrives. */
export interface ArrivalRules {
  readonly handshake: Handshake;
  /** The id of the edition that is played. */
  readonly edition: string;
  /** As `new URL(x).origin` gives it. */
  readonly docsOrigin: string;
  /** The docs subpath without a trailing slash; empty for none. */
  readonly docsPath: string;
  /** Known public keys; those of the handshake's algorithm verify. */
  readonly keys: readonly VerificationKey[];
  /** How far the clocks may differ when `exp` and `nbf` are judged, in seconds. */
  readonly leewaySeconds: number;
}

/** What came to the docs host. */
export interface Arrival {
  /** What a page took from its address: the whole fragment, without `#`; empty where there was none. */
  readonly fragment: Sealed;
  /** The URL at which it arrived, without the fragment. */
  readonly url: string;
  /** The host's clock, milliseconds since the epoch. */
  readonly nowMs: number;
  /** The page that the host sent the visitor off from, path and query; absent where it did not, or does not know. */
  readonly sent?: string;
}

/** A token that passed every row by which the host refuses. */
export interface Acceptance {
  readonly accepted: true;
  /** The verified payload. */
  readonly user: JsonObject;
  /** SHA-256 of the signing input (header.payload): one per token, however its signature is spelled. */
  readonly signingInputHash: string;
  /** Octets of the protected header. */
  readonly headerOctets: number;
  /** `exp`, seconds since the epoch. */
  readonly expSeconds: number;
  /** What the host accepts but a reader should know: one sentence each. */
  readonly warnings: readonly string[];
}

/** Why a login came to nothing: under a row's id in the words of that row. No token, cookie or key in any of them. */
export interface Refusal {
  readonly accepted: false;
  /** A requirement id, or a word of the host's own policy. */
  readonly code: string;
  /** What should have been, as a sentence without its full stop, as the catalogue has them. */
  readonly title: string;
  /** The same, made out to this arrival; absent where the title says it all. */
  readonly expected?: string;
  /** What arrived here. */
  readonly actual: string;
  readonly why: string;
  readonly fix: string;
  /** What to change besides, where the host may have been told something wrong: its setting, named. */
  readonly advice?: string;
}
