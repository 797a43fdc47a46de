import { options, optionsOf } from '../options.js';
import type { Command, KnownRow } from '../options.js';

/** The words of the lists that are known at run time only, the default first. */
export interface OpenLists {
  readonly handshakes: readonly string[];
  readonly reports: readonly string[];
}

/** A term and what it means. */
export type Item = readonly [term: string, text: string];

/** `a (default), b or c` */
function choiceWords({ choices, default: usual }: KnownRow, lists: OpenLists): string {
  const known = typeof choices === 'string' ? lists[choices] : (choices ?? []);
  const words = known.map((word, index) =>
    word === usual || (usual === undefined && index === 0) ? `${word} (default)` : word,
  );
  return [words.slice(0, -1).join(', '), ...words.slice(-1)]
    .filter((one) => one !== '')
    .join(' or ');
}

const defaultWords = ({ choices, default: usual }: KnownRow): string =>
  choices !== undefined || usual === undefined ? '' : `; default ${usual}`;

/** What an option is, with its choices, its default, and whether it may be repeated. */
export function helpOf(row: KnownRow, lists: OpenLists): string {
  const says = [choiceWords(row, lists), row.says].filter((one) => one !== '').join(', ');
  return `${says}${defaultWords(row)}${row.repeatable === true ? '; repeatable' : ''}`;
}

/** An option as it is typed, its value in brackets. */
export const flagsOf = ({ flag, value }: KnownRow): string =>
  `${flag ?? ''}${value === undefined ? '' : ` <${value}>`}`;

const listed = (words: readonly string[]): string =>
  [words.slice(0, -1).join(', '), ...words.slice(-1)].join(' and ');

/** The variables that `check` reads, as the help shows them: the rule, and what it does not tell. */
export function variableItems(): readonly Item[] {
  const rows = optionsOf('check');
  const without = rows.flatMap(({ flag, variables }) =>
    flag !== undefined && variables === undefined ? [flag] : [],
  );
  const special = rows.flatMap((row): readonly Item[] => {
    const name = row.variables?.at(-1);
    const alone = row.flag === undefined && row.argument === undefined;
    const says = row.variableSays ?? (alone ? row.says + defaultWords(row) : undefined);
    return name === undefined || says === undefined ? [] : [[name, says]];
  });
  return [
    [
      'DOCS_HANDSHAKE_<OPTION>',
      `as that option; all but ${listed(without)} have one. What is typed wins`,
    ],
    ...special,
  ];
}

const code = (text: string): string => `\`${text}\``;
const cell = (text: string): string =>
  text.replaceAll('|', '\\|').replace(/<([\w-]+)>/g, '&lt;$1&gt;');

/** How an option or an argument is typed, in a cell; empty for what only a variable can say. */
function typedCell(row: KnownRow): string {
  if (row.flag !== undefined) return code(flagsOf(row));
  return row.argument === undefined ? '' : code(`<${row.argument}>`);
}

/**
 * The options of a command as the lines of a Markdown table: how each is typed, its variables, what it is. Only
 * `check` reads the variables of options.
 */
export function optionsTable(command: Command, lists: OpenLists): readonly string[] {
  const lines = optionsOf(command).map((row) => {
    const reads = command === 'check' || row.flag === undefined;
    const variables = reads ? (row.variables ?? []).map(code).join(', ') : '';
    return `| ${typedCell(row)} | ${variables} | ${cell(helpOf(row, lists))} |`;
  });
  return ['| option | variable | what it is |', '|---|---|---|', ...lines];
}

/** The options whose values never appear in an output. */
export const secretOptions: readonly KnownRow[] = options.filter(({ secret }) => secret === true);
