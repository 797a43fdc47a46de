import { mask } from '../../protocol/secrecy/masking.js';

/** Makes text from outside safe to write: secrets masked, and no control characters. */
export const clean = (text: string): string => tame(mask(text));

/**
 * Replaces control and direction characters (C0, C1, bidirectional marks), so that nothing can repaint
 * the terminal, and what no XML and no HTML may hold (lone surrogates, noncharacters: Unicode, 23.7). Enough by itself for texts of the
 * catalogue, which may name `Bearer undefined`.
 */
export function tame(text: string): string {
  return text
    .replace(/\s*[\r\n]+\s*/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu, '\uFFFD');
}

/** Members of a report whose texts come from the catalogue: they hold no secret, but may name `Bearer undefined`. */
export const catalogueMembers: ReadonlySet<string> = new Set([
  'title',
  'why',
  'fix',
  'document',
  'section',
  'address',
]);

/** The most characters of one text: a sentence has some hundred, a claim that is quoted may have a million. */
const longest = 2_000;

/** Text from outside as a sentence is shown: as `clean`, and cut where it is endless, which it says. */
export function outside(text: string, most: number = longest): string {
  const whole = mask(text);
  if (whole.length <= most) return tame(whole);
  const kept = whole.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
  const left = (whole.length - kept.length).toLocaleString('en');
  return `${tame(kept)} […${left} characters left out…]`;
}
