import type { Advice, Stop, StopCode } from '../protocol/exchange.js';
import { mask } from '../protocol/secrecy/masking.js';
import type { Visit } from '../protocol/visit.js';

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

/**
 * An end, with what to change about the login flow or about a setting.
 *
 * @param seen a clause without a full stop
 * @param advice the same; or what a run may find to be right as it is
 */
export function stopAt(code: StopCode, seen: string, advice?: string | Advice): Stop {
  if (advice === undefined) return { code, seen };
  return {
    code,
    seen,
    advice: typeof advice === 'string' ? { on: 'target', words: advice } : advice,
  };
}

/** The end at a page that leads nowhere; what to change about it concerns the visits of readers alone. */
export const pageStop = (seen: string, words: string): Stop =>
  stopAt('page', seen, { on: 'page', words });

/** The advice to try a user's name and password. */
export const checkCredentials = (user: Visit['user']): Advice => ({
  on: 'credentials',
  user: user ?? 'first',
});
