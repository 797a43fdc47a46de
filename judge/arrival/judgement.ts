import type { JsonObject } from '../../protocol/json.js';
import type { Sealed } from '../../protocol/secrecy/sealed.js';

/** A token that passed every gating row. */
export interface Acceptance {
  readonly accepted: true;
  /** The verified payload. */
  readonly user: JsonObject;
  /** SHA-256 of the signing input (header.payload): one per token, however its signature is spelled. */
  readonly signingInputHash: string;
  /** `exp`, seconds since the epoch. */
  readonly expSeconds: number;
  /** What the host accepts but a reader should know: one sentence each. */
  readonly warnings: readonly string[];
}

/** A token that fell, in the words of the catalogue. No token, cookie or key in any of them. */
export interface Refusal {
  readonly accepted: false;
  /** A requirement id, or a word of the host's own policy. */
  readonly code: string;
  /** A sentence without its full stop, as the catalogue has them. */
  readonly title: string;
  readonly expected: string;
  readonly actual: string;
  readonly why: string;
  readonly fix: string;
}

/**
 * Judges what arrived at the callback by the same rows as a conformance run. Never rejects for what a
 * token holds.
 *
 * @param fragment the whole fragment, without `#`
 * @param callbackUrl the URL at which it arrived, without the fragment
 * @param nowMs the host's clock in milliseconds since the epoch
 */
export type TokenJudge = (
  fragment: Sealed,
  callbackUrl: string,
  nowMs: number,
) => Promise<Acceptance | Refusal>;
