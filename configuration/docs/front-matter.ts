/**
 * The strict part of YAML that front matter of docs pages is written in: one `name: value` a line, the value a text, `true`,
 * `false`, or a list of them. Of names that nobody asks for, everything below is passed over, whatever it is. A value that
 * is more than that is *beyond* this reader, never guessed: `specs/self/configuration/front-matter.spec.ts` holds it
 * against a whole YAML parser.
 */

/** A value of front matter. */
export type FrontMatterValue = string | boolean | null | number | readonly FrontMatterValue[];

/** What stands at the head of a page. */
export interface FrontMatter {
  readonly values: ReadonlyMap<string, FrontMatterValue>;
  /** The names whose values are beyond this reader, and why: a few words. */
  readonly unread: ReadonlyMap<string, string>;
  /** The page behind it. */
  readonly text: string;
  /** Why the whole head cannot be read: a few words. What it says is then unknown. */
  readonly problem?: string;
}

const fence = /^---[ \t]*$/;
const closing = /^(?:---|\.\.\.)[ \t]*$/;
const plainNumber = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$|^0[ox][\da-fA-F]+$/;
/** What a plain text of YAML may not begin with (YAML 1.2 §7.3.3), and the dash, question mark and colon of a structure. */
const indicator = /^[[\]{},#&*!|>'"%@`]|^[-?:](?:\s|$)/;

const empty = /^\s*(?:#.*)?$/;
const named = /^(?:([A-Za-z_][\w.-]*)|"([^"\\]*)"|'([^']*)')[ \t]*:(?:[ \t]+(.*))?$/;
/** A line that belongs to the name above it. */
const below = /^(?:[ \t\]}]|- |-$|#|$)/;

/** Characters of a line; a longer one is no setting of a page. */
const longest = 5_000;

/** Thrown inside this module only. */
const beyond = (what: string): Error => new Error(what);

/** A text in double quotes: the escapes that JSON has, too, are those that people write. */
function doubleQuoted(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    throw beyond(`the quotes of ${text.slice(0, 40)} cannot be read`);
  }
}

/** One text, number or truth value; a comment behind it is no part of it. */
function scalar(raw: string): FrontMatterValue {
  const double = /^("(?:[^"\\]|\\.)*")\s*(?:\s#.*)?$/.exec(raw);
  if (double !== null) return doubleQuoted(double[1] ?? '');
  const single = /^'((?:[^']|'')*)'\s*(?:\s#.*)?$/.exec(raw);
  if (single !== null) return (single[1] ?? '').replaceAll("''", "'");
  const text = raw.replace(/(?:^|\s)#.*$/, '').trim();
  if (indicator.test(text) || /:(?:\s|$)/.test(text)) {
    throw beyond(`"${text.slice(0, 40)}" needs quotes`);
  }
  if (text === '' || /^(?:~|null|Null|NULL)$/.test(text)) return null;
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  if (/^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$/.test(text)) return Number.NaN;
  return plainNumber.test(text) ? Number(text) : text;
}

/** `[a, "b, c"]` on one line. */
function flowList(raw: string): readonly FrontMatterValue[] {
  const inside = /^\[(.*)\]\s*(?:\s#.*)?$/.exec(raw)?.[1];
  if (inside === undefined) throw beyond('a list in brackets has to end on its line');
  const item = /\s*((?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,"'[\]{}][^,[\]{}]*)?)\s*(,|$)/y;
  const items: FrontMatterValue[] = [];
  while (item.lastIndex < inside.length) {
    const match = item.exec(inside);
    const word = match?.[1]?.trim();
    if (word === undefined) throw beyond('a list holds texts only');
    if (word === '' && match?.[2] === ',') throw beyond('a list has an empty place');
    if (/(?:^|\s)#/.test(word) && !/^["']/.test(word)) throw beyond('a list has a comment in it');
    if (word !== '') items.push(scalar(word));
    if (match?.[2] === '') break;
  }
  return items;
}

/** `- a` lines below a name. */
function blockList(lines: readonly string[]): readonly FrontMatterValue[] {
  const indents = new Set(lines.map((line) => /^ */.exec(line)?.[0].length));
  if (indents.size !== 1) throw beyond('the entries of a list do not stand below each other');
  return lines.map((line) => {
    const item = /^ *-(?:[ \t]+(.*))?$/.exec(line);
    if (item === null) throw beyond('a list holds one "- entry" a line');
    return scalar((item[1] ?? '').trim());
  });
}

function valueOf(rest: string, under: readonly string[]): FrontMatterValue {
  const filled = under.filter((line) => !empty.test(line));
  if ([rest, ...under].some((line) => line.length > longest)) throw beyond('its line is too long');
  if (filled.some((line) => /^ *\t/.test(line))) throw beyond('it is indented with tabs');
  const plain = rest.replace(/^#.*$/, '');
  if (plain === '' && filled.length > 0) return blockList(filled);
  if (filled.length > 0) throw beyond('a value has to end on its line');
  return plain.startsWith('[') ? flowList(plain) : scalar(plain);
}

/**
 * Reads the head of a page.
 *
 * @param page the file, without a byte order mark, lines ended by `\n`
 * @param wanted the names whose values count
 */
export function readFrontMatter(page: string, wanted: readonly string[]): FrontMatter {
  const values = new Map<string, FrontMatterValue>();
  const unread = new Map<string, string>();
  const lines = page.split('\n');
  if (!fence.test(lines[0] ?? '')) return { values, unread, text: page };
  const end = lines.findIndex((line, at) => at > 0 && closing.test(line));
  if (end === -1) return { values, unread, text: '', problem: 'it has no closing ---' };
  const text = lines.slice(end + 1).join('\n');
  const head = lines.slice(1, end);
  for (let at = 0; at < head.length; at += 1) {
    const line = head[at] ?? '';
    if (empty.test(line)) continue;
    const entry = named.exec(line);
    if (entry === null) {
      return { values, unread, text, problem: `line ${at + 2} is no "name: value"` };
    }
    const from = at + 1;
    while (below.test(head[at + 1] ?? 'x')) at += 1;
    const name = entry[1] ?? entry[2] ?? entry[3] ?? '';
    if (!wanted.includes(name)) continue;
    if (values.has(name) || unread.has(name)) {
      return { values, unread, text, problem: `${name} stands there twice` };
    }
    try {
      values.set(name, valueOf((entry[4] ?? '').trim(), head.slice(from, at + 1)));
    } catch (cause) {
      unread.set(name, cause instanceof Error ? cause.message : String(cause));
    }
  }
  return { values, unread, text };
}
