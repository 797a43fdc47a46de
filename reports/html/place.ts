import { createContext } from 'preact';
import type { Context } from 'preact';

/** Where in the page a report stands: alone, or as that of one target among several. */
export interface Place {
  /** The id that something has in the page. */
  readonly anchor: (id: string) => string;
  /** What a landmark is called. */
  readonly called: (text: string) => string;
  /** What names a section whose heading has an id. */
  readonly labelled: (headingId: string, text: string) => Readonly<Record<string, string>>;
  /** The name of the target; absent where there is but one. */
  readonly target?: string;
}

/** The place of the report that is being drawn. */
export const Placed: Context<Place> = createContext<Place>({
  anchor: (id) => id,
  called: (text) => text,
  labelled: (id) => ({ 'aria-labelledby': id }),
});

const wordOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** The places of several targets by their names: each has ids of its own, that a link may lead to in the next report, too. */
export function placesOf(names: readonly string[]): readonly Place[] {
  const words = names.map(wordOf);
  return names.map((target, at) => {
    const own = words[at] ?? '';
    const isOnly = own !== '' && words.indexOf(own) === words.lastIndexOf(own);
    const word = isOnly ? own : `${own === '' ? 'target' : own}_${at + 1}`;
    return {
      target,
      anchor: (id) => `${word}.${id}`,
      called: (text) => `${target}: ${text}`,
      // The same headings stand below every target.
      labelled: (_id, text) => ({ 'aria-label': `${target}: ${text}` }),
    };
  });
}
