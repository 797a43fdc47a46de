import { randomBytes } from 'node:crypto';

import type { Docs } from '../../protocol/docs/pages.js';

/** Gives the text that stands at one place of a page, out of what differs between its readers. */
export type At<T> = (show: (from: T) => string) => string;

/** Makes a page as HTML. What differs between two of its readers comes through `at` alone, as texts that the renderer escapes. */
export type Draw<T> = (at: At<T>) => string;

/** A page for one reader alone. */
export const drawn = <T>(draw: Draw<T>, from: T): string => draw((show) => show(from));

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '"': '&quot;' };

/** What the renderer makes of a text, in an element and in an attribute. */
const escaped = (text: string): string => text.replace(/[&<"]/g, (each) => entities[each] ?? each);

/** A page that was made before anybody reads it. */
interface Template<T> {
  readonly fill: (from: T) => string;
  /** Characters that it takes. */
  readonly size: number;
}

/** Where a text of the reader belongs stands a word that no page and no reader can hold, since nobody knows it. */
function openTemplate<T>(draw: Draw<T>): Template<T> {
  const word = `at-${randomBytes(16).toString('hex')}-`;
  const shows: ((from: T) => string)[] = [];
  const html = draw((show) => `${word}${shows.push(show) - 1};`);
  const pieces = html.split(new RegExp(`${word}(\\d+);`));
  const isPlace = (index: number): boolean => index % 2 === 1;
  return {
    fill: (from) =>
      pieces
        .map((piece, index) =>
          isPlace(index) ? escaped(shows[Number(piece)]?.(from) ?? '') : piece,
        )
        .join(''),
    size: html.length,
  };
}

/** The pages of a host, each made once for all who see the same of it. */
export interface Templates<T> {
  /**
   * A page for one reader.
   *
   * @param docs other docs than the last time: no page is what it was
   * @param key tells apart what `draw` makes, but for what comes through `at`
   */
  readonly fill: (docs: Docs, key: string, draw: Draw<T>, from: T) => string;
}

/**
 * Opens a store; the oldest pages go first.
 *
 * @param most characters of all of them together
 */
export function openTemplates<T>(most: number): Templates<T> {
  const kept = new Map<string, Template<T>>();
  let of: Docs | undefined;
  let size = 0;
  const forget = (key: string): void => {
    size -= kept.get(key)?.size ?? 0;
    kept.delete(key);
  };
  return {
    fill: (docs, key, draw, from) => {
      if (docs !== of) for (const old of kept.keys()) forget(old);
      of = docs;
      const template = kept.get(key) ?? openTemplate(draw);
      if (!kept.has(key) && template.size <= most) {
        kept.set(key, template);
        size += template.size;
      }
      for (const oldest of kept.keys()) {
        if (size <= most) break;
        forget(oldest);
      }
      return template.fill(from);
    },
  };
}
