import type { Report, RunReport } from '../../protocol/report.js';
import { catalogueMembers, clean, tame } from '../parts/clean-text.js';

const addresses = new Set(['url', 'location', 'callback', 'loginUrl', 'signInUrl', 'docsOrigin']);

/** The most characters of a text that are shown: of an address as in the terminal, of a sentence a page full. */
const longest = { address: 400, sentence: 2000 } as const;

/** Cuts the middle out of a very long text: its host or its subject stands in front, what became of a token at the end. */
function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = Math.floor(most * 0.6);
  const tail = Math.floor(most * 0.2);
  const out = (text.length - head - tail).toLocaleString('en');
  return `${text.slice(0, head)}[…${out} characters left out…]${text.slice(-tail)}`;
}

function cleanedText(text: string, name: string): string {
  const safe = (catalogueMembers.has(name) ? tame(text) : clean(text)).toWellFormed();
  const most = addresses.has(name) ? longest.address : longest.sentence;
  // A cut may part a pair of surrogates.
  return shortened(safe, most).toWellFormed();
}

function cleanedValue(value: unknown, name: string): unknown {
  if (typeof value === 'string') return cleanedText(value, name);
  if (Array.isArray(value)) return value.map((each: unknown) => cleanedValue(each, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]: [string, unknown]) => [key, cleanedValue(each, key)]),
  );
}

/**
 * The report as a page may show it: masked once more on its way out, no control or direction characters, nothing
 * endless. What is drawn is drawn from this alone.
 */
export const cleaned = <R extends Report | RunReport>(report: R): R =>
  cleanedValue(report, '') as R;
