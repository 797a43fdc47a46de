import picocolors from 'picocolors';
import wrapAnsi from 'wrap-ansi';
import { inert } from './syntax/log-commands.js';

/** The colours, or their absence. */
export type Ink = ReturnType<typeof picocolors.createColors>;

/** A page of text with a width: everything on it is cleaned, masked and wrapped. */
export interface Paper {
  readonly ink: Ink;
  /** A line between parts; two in a row count as one. */
  readonly gap: () => void;
  /** Wrapped text. `lead` stands before the first line, later lines are indented to the same column. */
  readonly put: (text: string, lead?: string, indent?: number) => void;
  /** A line that is never broken, such as an address: at the margin where it does not fit indented. */
  readonly whole: (text: string, indent: number) => void;
  /** A heading, and how many rows follow. */
  readonly heading: (text: string, count?: number) => void;
  readonly toString: () => string;
}

/** How far labels such as `Expected` reach, in columns. */
export const labelColumns = 10;

/** The columns that a text takes, its colours left out. */
const columnsOf = (text: string): number => text.replace(/\x1b\[\d+m/g, '').length;

/** What masking leaves of a token: `eyJhbG…(324 characters)`. */
const maskedToken = /[\w-]{1,6}…\(\d+ characters\)/g;

/** Wraps a text; what is left of a token stays in one piece where a line has room for it. */
function wrapped(text: string, columns: number): string {
  const whole = text.replace(maskedToken, (token) => token.replace(' ', '\u00A0'));
  const lines = wrapAnsi(whole, columns, { hard: true });
  const pieces = [...text.matchAll(maskedToken)].map(([token]) => token.replace(' ', '\u00A0'));
  const torn = new Set(pieces.filter((piece) => !lines.includes(piece)));
  const apart = [...torn].reduce((all, piece) => all.replaceAll(piece, `\n${piece}`), whole);
  return (torn.size === 0 ? lines : wrapAnsi(apart, columns, { hard: true })).replaceAll(
    '\u00A0characters)',
    ' characters)',
  );
}

/** Opens an empty page. Width in characters. */
export function paper(width: number, colour: boolean): Paper {
  const ink = picocolors.createColors(colour);
  const lines: string[] = [];
  const gap = (): void => {
    if (lines.length > 0 && lines.at(-1) !== '') lines.push('');
  };
  const put = (text: string, lead = '', indent = 0): void => {
    const hang = columnsOf(lead) + indent;
    wrapped(text, Math.max(20, width - hang))
      .split('\n')
      .forEach((line, index) => {
        const before = index === 0 ? ' '.repeat(indent) + lead : ' '.repeat(hang);
        lines.push((before + line).trimEnd());
      });
  };
  const whole = (text: string, indent: number): void => {
    const fits = indent + columnsOf(text) <= width;
    lines.push(fits ? ' '.repeat(indent) + text : text);
  };
  const heading = (text: string, count?: number): void => {
    gap();
    put(ink.bold(count === undefined ? text : `${text} (${count})`));
    gap();
  };
  return {
    ink,
    gap,
    put,
    whole,
    heading,
    toString: () => `${lines.map(inert).join('\n').trimEnd()}\n`,
  };
}

/** A label in its column, for `put`. */
export const label = (ink: Ink, text: string): string => ink.dim(text.padEnd(labelColumns));
