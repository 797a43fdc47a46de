import type * as parse5 from 'parse5';

type Parser = typeof parse5;

let loaded: Parser | undefined;

/** Loads what reads HTML as a browser does. A docs host that is asked for tokens alone never needs it, and it takes 3 MB. */
export async function loadParser(): Promise<void> {
  loaded ??= await import('parse5');
}

/** What `loadParser` loaded. Throws where that did not happen: whoever has a page to read has waited for it. */
export function parser(): Parser {
  if (loaded === undefined)
    throw new Error('The HTML parser was not loaded before a page was read.');
  return loaded;
}
