import { parser } from './parser.js';

const reference = /&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31});/g;

/** One reference as a browser reads it; itself where no character has that name. */
function character(text: string): string {
  const [node] = parser().parseFragment(text).childNodes;
  return node !== undefined && 'value' in node ? node.value : text;
}

/** What was looked up before: a text has few of them, many times over. */
const known = new Map<string, string>();
const mostKnown = 500;

function remembered(text: string): string {
  const before = known.get(text);
  if (before !== undefined) return before;
  const found = character(text);
  if (known.size >= mostKnown) known.clear();
  known.set(text, found);
  return found;
}

/** Text with its character references (`&amp;`, `&#233;`) replaced; nothing else in it is read as HTML. Takes the parser, which `loadParser` loads. */
export const withoutReferences = (text: string): string =>
  text.includes('&') ? text.replace(reference, remembered) : text;
