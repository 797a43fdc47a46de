/**
 * Whether a text that a page was given left the place where it was put. Markup is read by the rules of browsers (HTML
 * standard, "tokenization") as far as they matter here; nothing is built.
 */

/** Where a text got to: an element of its own, the name of an attribute, or code behind the end of a string. */
export type Breakout = 'element' | 'attribute' | 'script';

/** Elements whose content is text up to their end tag. */
const rawText = new Set([
  'script',
  'style',
  'textarea',
  'title',
  'xmp',
  'iframe',
  'noembed',
  'noframes',
]);

const tagName = /[a-z][^\s/>]*/iy;
/** One attribute, or one character between two; a quote that is never closed goes on to the end. */
const attribute = /([^\s/>][^\s/>=]*)(?:\s*=\s*(?:"[^"]*(?:"|$)|'[^']*(?:'|$)|[^\s>]*))?|[\s/]/y;

interface Tag {
  readonly name: string;
  readonly attributes: readonly string[];
  readonly end: number;
}

/** The start tag at `at`, behind its `<`; undefined where there is none. */
function startTag(html: string, at: number): Tag | undefined {
  tagName.lastIndex = at;
  const name = tagName.exec(html)?.[0].toLowerCase();
  if (name === undefined) return undefined;
  const attributes: string[] = [];
  attribute.lastIndex = tagName.lastIndex;
  let end = attribute.lastIndex;
  for (let found = attribute.exec(html); found !== null; found = attribute.exec(html)) {
    if (found[1] !== undefined) attributes.push(found[1].toLowerCase());
    end = attribute.lastIndex;
  }
  return { name, attributes, end: end + 1 };
}

/** True for a quote that no backslash takes the meaning from. */
const isBare = (text: string, at: number): boolean =>
  (/\\*$/.exec(text.slice(0, at))?.[0].length ?? 0) % 2 === 0;

/** True where a script's string ends between the beginning of the text and the word that marks its end. */
function leavesString(script: string, start: string, mark: string): boolean {
  for (let at = script.indexOf(mark); at >= 0; at = script.indexOf(mark, at + 1)) {
    const from = script.lastIndexOf(start, at);
    if (from < 0) continue;
    const line = script.slice(script.lastIndexOf('\n', from) + 1, from);
    const quote = /["'`](?=[^"'`]*$)/.exec(line)?.[0];
    if (quote === undefined) continue;
    const inside = script.slice(from, at);
    for (let end = inside.indexOf(quote); end >= 0; end = inside.indexOf(quote, end + 1)) {
      if (isBare(inside, end)) return true;
    }
  }
  return false;
}

/**
 * Looks for a text that got out of the attribute, the string or the running text into which a page put it.
 *
 * @param start how the text begins, up to its first character that needs escaping
 * @param mark a word in lower case at its end, in angle brackets, which no page has by itself
 * @returns undefined where it stayed in its place, or is not there
 */
export function findBreakout(html: string, start: string, mark: string): Breakout | undefined {
  if (!html.toLowerCase().includes(mark)) return undefined;
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at)) {
    if (html.startsWith('<!--', at)) {
      const end = html.indexOf('-->', at + 4);
      if (end < 0) return undefined;
      at = end + 3;
      continue;
    }
    const tag = startTag(html, at + 1);
    at += 1;
    if (tag === undefined) continue;
    if (tag.name === mark) return 'element';
    if (tag.attributes.some((name) => name.includes(mark))) return 'attribute';
    at = tag.end;
    if (!rawText.has(tag.name)) continue;
    const rest = html.slice(at);
    const close = rest.search(new RegExp(`</${tag.name}[\\s/>]`, 'i'));
    const text = close < 0 ? rest : rest.slice(0, close);
    if (tag.name === 'script' && leavesString(text, start, mark)) return 'script';
    at += text.length;
  }
  return undefined;
}
