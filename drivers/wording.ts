import type { Stop } from '../protocol/exchange.js';
import { mask } from '../protocol/secrecy/masking.js';

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
 * The end at a page that leads nowhere. What to change about it is apart, as it concerns the visits of readers alone.
 *
 * @param seen without a full stop
 */
export const pageStop = (seen: string, advice: string): Stop => ({
  code: 'page',
  sentence: `${seen}; ${advice}.`,
  seen: `${seen}.`,
});
