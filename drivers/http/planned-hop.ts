import type { CallbackSeen, Cause, Stop } from '../../protocol/exchange.js';
import { mask } from '../../protocol/secrecy/masking.js';
import type { Relation } from './same-site.js';

/** One request to make: where to, why, and with what. */
export interface Step {
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
export type Next = { readonly step: Step } | Ending;

/** An end without a hand-over. */
export function stopped(code: Stop['code'], sentence: string): Ending {
  return { stop: { code, sentence } };
}

/** A text from outside, short enough for a sentence. Masked before it is cut, so that no cut can hide a token from the mask. */
export function shortened(text: string, longest: number = 120): string {
  const shown = mask(text);
  // The ellipsis tells the mask that a known secret, too, may have been cut off here.
  return shown.length > longest ? `${shown.slice(0, longest - 1)}…` : shown;
}

/** Origin and path of a URL for a sentence: no query, no fragment, masked, cut to a readable length. */
export function place(url: string): string {
  const { origin, protocol, pathname } = new URL(url);
  return shortened(origin === 'null' ? protocol : origin + pathname, 100);
}
