import type { Token } from 'marked';

import type { DocsPage } from '../../protocol/docs/pages.js';
import { loadParser } from '../../protocol/html/parser.js';

/** A page's Markdown as tokens; or why it is shown as it stands. */
export type MarkdownReading = { readonly tokens: readonly Token[] } | { readonly plain: string };

/** Reads the Markdown of a page. */
export type ReadMarkdown = (page: DocsPage) => MarkdownReading;

/** How long a page may take: the parser knows texts for which its time grows with the square of their length. */
const patienceMs = 250;
/** Characters with which no text takes long, so that nobody has to look at the time. */
const short = 4_000;
/** What one page may come to: elements, and levels of them. */
const mostElements = 20_000;
const deepest = 60;

/** The tokens inside a token, cells and items among them. */
function inside(token: Token): readonly Token[] {
  if (token.type === 'list') return (token as { readonly items: Token[] }).items;
  if (token.type === 'table') {
    const { header, rows } = token as unknown as Record<'header', Token[]> &
      Record<'rows', Token[][]>;
    return [...header, ...rows.flat()];
  }
  return 'tokens' in token ? (token.tokens ?? []) : [];
}

/**
 * True for a tree that a page of docs could be. Its depth is not walked by recursion, which could overflow.
 *
 * @param values how many places for values the text has besides
 */
function isBounded(tokens: readonly Token[], values: number): boolean {
  let level = tokens;
  let elements = values;
  for (let depth = 0; level.length > 0; depth += 1) {
    elements += level.length;
    if (depth > deepest || elements > mostElements) return false;
    level = level.flatMap(inside);
  }
  return true;
}

/** Loads the parser, and keeps what it read of each page for as long as the page is there. */
export async function loadMarkdown(): Promise<ReadMarkdown> {
  // The text of a page may hold character references.
  const [{ Lexer }, { runInNewContext }] = await Promise.all([
    import('marked'),
    import('node:vm'),
    loadParser(),
  ]);
  const known = new WeakMap<DocsPage, MarkdownReading>();
  const read = ({ text }: DocsPage): MarkdownReading => {
    try {
      const lex = (): readonly Token[] => new Lexer({ gfm: true, async: false }).lex(text);
      // Of Node's own means only a script of this module can be stopped while it works.
      const tokens =
        text.length <= short
          ? lex()
          : (runInNewContext('lex()', { lex }, { timeout: patienceMs }) as readonly Token[]);
      if (isBounded(tokens, text.match(/\{\s*user/g)?.length ?? 0)) return { tokens };
    } catch {
      // A stack that overflowed, or a time that was up: either way it is no text that somebody wrote to be read.
    }
    return { plain: 'This page is too much for a Markdown parser, so it is shown as it stands.' };
  };
  return (page) => {
    const before = known.get(page);
    if (before !== undefined) return before;
    const reading = read(page);
    known.set(page, reading);
    return reading;
  };
}
