import type { Refusal } from '../../judge/arrival/judgement.js';

/** A reason, and where the visitor was going. */
export interface KeptRefusal {
  readonly refusal: Refusal;
  /** The page that the visitor was on the way to, validated; absent where it is not known. */
  readonly returnTo?: string;
  /** The handshake that ended so, by its id in the journal; absent where it has none. */
  readonly handshake?: number;
}
