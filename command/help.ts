import { Command, Help } from 'commander';
import { variableItems } from '../configuration/options/words.js';
import type { Item } from '../configuration/options/words.js';
import { usualWidth } from './text-width.js';

/** The fewest columns that an explanation has beside its term, as many as the longest name in one; with fewer it stands below. */
const fewest = 30;
const indent = 2;
const hanging = 6;

const pad = (text: string, columns: number): string =>
  text.replaceAll('\n', `\n${' '.repeat(columns)}`);

/** How help is laid out, for `configureHelp`: as usual, and on a narrow terminal one below the other. */
export const layout: Partial<Help> = {
  minWidthToWrap: 10,
  commandUsage(this: Help, command) {
    const lead = 'Usage: '.length;
    const text = Help.prototype.commandUsage.call(this, command);
    return pad(this.boxWrap(text, (this.helpWidth ?? usualWidth) - lead), lead);
  },
  formatItem: (term, termWidth, text, helper) => {
    const width = helper.helpWidth ?? usualWidth;
    const lead = ' '.repeat(indent) + term;
    if (text === '') return lead;
    const column = termWidth + 2 * indent;
    return width - column >= fewest
      ? lead.padEnd(column) + pad(helper.boxWrap(text, width - column), column)
      : `${lead}\n${' '.repeat(hanging)}${pad(helper.boxWrap(text, width - hanging), hanging)}`;
  },
};

function section(title: string, items: readonly Item[], helper: Help): string {
  const termWidth = Math.max(...items.map(([term]) => term.length));
  const lines = items.map(([term, text]) => helper.formatItem(term, termWidth, text, helper));
  return `\n${title}:\n${lines.join('\n')}\n`;
}

const example = `
Example:
  docs-handshake check \\
    https://app.foo.com/docs-login \\
    --docs-origin https://docs.foo.com \\
    --key public-key.pem \\
    --sign-in form --username ann
`;

const exitCodes: readonly Item[] = [
  ['0', 'nothing that gates fell'],
  ['1', 'a must of the edition fell, or the baseline no longer holds'],
  ['2', 'wrong usage or configuration'],
  ['3', 'it could not be judged'],
];

function helperFor(width: number): Help {
  const helper = new Command().configureHelp(layout).createHelp();
  helper.helpWidth = width;
  return helper;
}

/** A paragraph below the options. Width in columns. */
export const helpNote = (text: string, width: number): string =>
  `\n${helperFor(width).boxWrap(text, width)}`;

/** What stands below the options of `check`. Width in columns. */
export function checkHelp(width: number): string {
  const helper = helperFor(width);
  const sections = section('Environment', variableItems(), helper);
  return example + sections + section('Exit codes', exitCodes, helper).trimEnd();
}
