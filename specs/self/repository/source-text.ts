/** A text in two blanked forms; offsets and lines stay those of the original. */
export interface Blanked {
  readonly code: string;
  readonly bare: string;
}

/** What may stand before a regular expression; after anything else a slash divides. */
const beforePattern =
  /(?:^|[(,=:[!&|?{};+~<>%*-]|\b(?:return|typeof|case|in|of|void|delete|throw|await|yield))\s*$/;

/**
 * Blanks comments (in `code`), and strings, templates and regular expressions as well (in `bare`).
 * TypeScript 7 has no parser API, and a scanner of this size knows all that the rules here need.
 */
export function blank(text: string): Blanked {
  const code = text.split('');
  const bare = [...code];
  const wipe = (from: number, to: number, everywhere: boolean): void => {
    for (let at = from; at < Math.min(to, code.length); at += 1) {
      if (text[at] === '\n') continue;
      bare[at] = ' ';
      if (everywhere) code[at] = ' ';
    }
  };
  /** How many braces are open inside each template expression that we are in. */
  const depths: number[] = [];
  let at = 0;
  const template = (from: number): void => {
    let end = from;
    while (end < text.length && text[end] !== '`' && !text.startsWith('${', end)) {
      end += text[end] === '\\' ? 2 : 1;
    }
    wipe(from, end, false);
    if (text.startsWith('${', end)) depths.push(0);
    at = end + (text[end] === '`' ? 1 : 2);
  };
  while (at < text.length) {
    const rest = text.slice(at, at + 2);
    const here = text[at] ?? '';
    if (rest === '//' || rest === '/*') {
      const close = rest === '//' ? text.indexOf('\n', at) : text.indexOf('*/', at + 2) + 2;
      const end = close < at ? text.length : close;
      wipe(at, end, true);
      at = end;
    } else if (here === "'" || here === '"') {
      const end = closing(text, at, here);
      wipe(at + 1, end, false);
      at = end + 1;
    } else if (here === '`') {
      template(at + 1);
    } else if (here === '/' && beforePattern.test(bare.slice(Math.max(0, at - 40), at).join(''))) {
      const end = closingPattern(text, at);
      wipe(at + 1, end, false);
      at = end + 1;
    } else {
      const open = depths.at(-1);
      if (open !== undefined && here === '{') depths[depths.length - 1] = open + 1;
      if (open !== undefined && here === '}') {
        if (open === 0) {
          depths.pop();
          template(at + 1);
          continue;
        }
        depths[depths.length - 1] = open - 1;
      }
      at += 1;
    }
  }
  return { code: code.join(''), bare: bare.join('') };
}

/** The index of the closing quote; the end of the line where there is none (text of a page, for one). */
function closing(text: string, from: number, quote: string): number {
  let at = from + 1;
  while (at < text.length && text[at] !== quote && text[at] !== '\n') {
    at += text[at] === '\\' ? 2 : 1;
  }
  return at;
}

/** The index of the slash that closes a regular expression; the end of the line where there is none. */
function closingPattern(text: string, from: number): number {
  let at = from + 1;
  let inClass = false;
  while (at < text.length && text[at] !== '\n' && (inClass || text[at] !== '/')) {
    if (text[at] === '[') inClass = true;
    if (text[at] === ']') inClass = false;
    at += text[at] === '\\' ? 2 : 1;
  }
  return at;
}
