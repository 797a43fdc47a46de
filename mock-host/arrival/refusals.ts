import type { Refusal } from '../../judge/arrival/judgement.js';

/** A reason, and where the visitor was going. */
export interface KeptRefusal {
  readonly refusal: Refusal;
  /** The page that the visitor was on the way to, validated; absent where it is not known. */
  readonly returnTo?: string;
}
