import { randomBytes } from 'node:crypto';

import type { Refusal } from '../../judge/arrival/judgement.js';

/** A reason, and where the visitor was going. */
export interface KeptRefusal {
  readonly refusal: Refusal;
  /** The page that the visitor was on the way to, validated; undefined where it is not known. */
  readonly returnTo: string | undefined;
}

/** Reasons kept for the page that shows them, so that no reason travels in a URL. */
export interface Refusals {
  /** Keeps a reason and returns its id. */
  readonly keep: (kept: KeptRefusal) => string;
  /** The reason of an id; undefined where it is unknown or was pushed out. */
  readonly find: (id: string) => KeptRefusal | undefined;
  /** Forgets every reason. */
  readonly clear: () => void;
}

/** Opens a bounded store; the oldest reason goes first. */
export function openRefusals(most = 1000): Refusals {
  const kept = new Map<string, KeptRefusal>();
  return {
    keep: (refusal) => {
      const [oldest] = kept.keys();
      if (kept.size >= most && oldest !== undefined) kept.delete(oldest);
      const id = randomBytes(12).toString('base64url');
      kept.set(id, refusal);
      return id;
    },
    find: (id) => kept.get(id),
    clear: () => kept.clear(),
  };
}
