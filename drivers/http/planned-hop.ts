import type { CallbackSeen, Cause, Stop } from '../../protocol/exchange.js';
import { stopAt } from '../wording.js';
import type { Relation } from './same-site.js';

/** One request to make: where to, why, and with what. */
export interface PlannedHop {
  /** Absolute URL with its fragment. */
  readonly url: string;
  readonly cause: Cause;
  readonly method: string;
  readonly body?: Uint8Array;
  readonly contentType?: string;
  /** True where the password is in it. */
  readonly credentials: boolean;
  /** True where it holds what was typed into a form: the user's name, the password. */
  readonly typed: boolean;
  /** The page that the visitor came from, and its referrer policy. */
  readonly page: string;
  readonly policy: string;
  readonly relation: Relation;
  /** True while only redirects lie between the visitor's own navigation and this: a `SameSite=Strict` cookie goes along, whatever the sites. */
  readonly direct?: true;
  /** True where redirects took the origin off a submission (Fetch, "redirect-tainted origin"). */
  readonly tainted: boolean;
}

/** The end of a visit, with the hand-over where there was one. */
export interface Ending {
  readonly stop: Stop;
  readonly callback?: CallbackSeen;
}

/** What an answer leads to: another request, or the end. */
export type Next = { readonly planned: PlannedHop } | Ending;

/** An end without a hand-over, in the parts of `stopAt`. */
export const stopped = (...parts: Parameters<typeof stopAt>): Ending => ({
  stop: stopAt(...parts),
});
