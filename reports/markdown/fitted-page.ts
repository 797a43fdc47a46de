/** A piece of a section, and how many requirements it tells of. */
export interface Line {
  readonly text: string;
  readonly count: number;
}

/** A part of the page whose lines may be left out from the end. */
export interface Section {
  readonly open: string;
  readonly lines: readonly Line[];
  readonly close: string;
}

/** How many requirements lines tell of. */
export const countOf = (lines: readonly Line[]): number =>
  lines.reduce((sum, { count }) => sum + count, 0);

const bytes = (text: string): number => Buffer.byteLength(text);

/**
 * Leaves lines out from the end until the page fits, and says so.
 *
 * @param first what stands in front of all sections, whatever its length
 * @param most octets of the whole page
 */
export function fitted(first: string, sections: readonly Section[], most: number): string {
  const cut = (left: number): string =>
    `\n**Cut here: ${left} more would not fit. \`--report json=<path>\` has them all.**\n`;
  const all = sections.reduce((sum, { lines }) => sum + countOf(lines), 0);
  const room = most - bytes(cut(all)) - 1;
  let text = `${first}\n`;
  let size = bytes(text);
  let written = 0;
  for (const { open, lines, close } of sections) {
    const frame = bytes(open + close);
    if (size + frame + bytes(lines[0]?.text ?? '') > room) return text + cut(all - written);
    text += open;
    size += frame;
    for (const line of lines) {
      if (size + bytes(line.text) > room) return text + close + cut(all - written);
      text += line.text;
      size += bytes(line.text);
      written += line.count;
    }
    text += close;
  }
  return text;
}
