import type { Hop } from '../../protocol/exchange.js';

/** The values of a header field in a response, in order, names compared without case (RFC 9110 §5.1). */
export function fieldValues(hop: Hop, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return hop.headers
    .filter(([field]) => field.toLowerCase() === wanted)
    .map(([, value]) => value.reveal());
}

/** A JSON value as a short, quotable text; long ones are cut. Never used for tokens or keys. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** What JSON type a value has, in a reader's words. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  return `a ${typeof value}`;
}

/** A span in seconds as people say it: `9 s`, `14 min`, `3 h`, `14 days`. */
export function span(seconds: number): string {
  const size = Math.abs(seconds);
  if (size < 120) return `${Math.round(size)} s`;
  if (size < 7_200) return `${Math.round(size / 60)} min`;
  if (size < 172_800) return `${Math.round(size / 3_600)} h`;
  if (size < 86_400 * 800) return `${Math.round(size / 86_400)} days`;
  return `${Math.round(size / 31_557_600)} years`;
}

/** With a capital letter at its beginning. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `a, b and c`. */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;

/** `1 thing`, `2 things`. */
export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** True where a hop's request went to an origin. */
export function isAt(hop: Hop, origin: string): boolean {
  const url = hop.url.reveal();
  return URL.canParse(url) && new URL(url).origin === origin;
}
