import type { DefaultTreeAdapterTypes } from 'parse5';

import { parser } from './parser.js';

/** A `meta` element of a page, as a browser that runs scripts reads it (HTML standard, "the meta element"). */
export interface MetaElement {
  /** Values of its attributes by their names in lower case, character references resolved. */
  readonly attributes: ReadonlyMap<string, string>;
  /** True where it stands in the page's head: some work nowhere else. */
  readonly inHead: boolean;
}

/** A node that is still to be looked at. */
interface Place {
  readonly node: DefaultTreeAdapterTypes.Node;
  readonly inHead: boolean;
}

/** What a browser takes for markup is asked for only where the word stands in the text: a parser takes its time. */
const mayHaveOne = /<meta\s/i;

/**
 * The `meta` elements of a page in their order. What stands in comments, scripts, templates or `noscript` is none. Takes the
 * parser, which `loadParser` loads.
 *
 * @param html the page as sent; any text will do
 */
export function metaElements(html: string): readonly MetaElement[] {
  if (!mayHaveOne.test(html)) return [];
  const found: MetaElement[] = [];
  // A stack of its own: a hostile page nests deeper than calls can.
  const waiting: Place[] = [{ node: parser().parse(html), inHead: false }];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { node } = place;
    if (!('childNodes' in node)) continue;
    const isElement = 'tagName' in node;
    if (isElement && node.tagName === 'meta') {
      const attributes = new Map(node.attrs.map(({ name, value }) => [name, value]));
      found.push({ attributes, inHead: place.inHead });
    }
    const inHead = place.inHead || (isElement && node.tagName === 'head');
    // The last one first, since the stack turns them round.
    waiting.push(...node.childNodes.map((child) => ({ node: child, inHead })).toReversed());
  }
  return found;
}
