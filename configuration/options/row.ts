/** The commands that have options, as they are typed. */
export const commands = [
  'check',
  'serve',
  'demo',
  'keys new',
  'keys public',
  'list',
  'explain',
  'diff',
  'judge',
  'init',
] as const;

/** One of the commands. */
export type Command = (typeof commands)[number];

/** What a value is: `list` is one text with commas, `file` a path, `switch` takes no value. */
export type OptionKind = 'text' | 'list' | 'number' | 'switch' | 'file' | 'choice';

/** One setting of one or several commands: the parser, the variables, the help, the docs and the types are made from it. */
export interface OptionRow {
  /** In camel case; the name of the member that holds the value. Rows of different commands may share it. */
  readonly id: string;
  readonly commands: readonly Command[];
  /** As it is typed; absent where only a variable, or an argument, gives the value. */
  readonly flag?: `--${string}`;
  /** The word in brackets behind the flag; absent for a switch. */
  readonly value?: string;
  /** The place on the command line, where it is no option. */
  readonly argument?: string;
  /** What a sentence calls it, where that is not its flag. */
  readonly called?: string;
  /** The environment variables that `check` and the specs read, the strongest first. */
  readonly variables?: readonly string[];
  /** What the help says of the variable beyond the rule that each option has one. */
  readonly variableSays?: string;
  readonly kind: OptionKind;
  /** May be given several times. A variable holds all of them, separated by what follows. */
  readonly repeatable?: true;
  readonly separator?: 'comma' | 'blank' | 'line';
  /** The value never appears in an output. */
  readonly secret?: true;
  /** The words to choose from, or the name of a list that is known at run time only. */
  readonly choices?: readonly string[] | 'handshakes' | 'reports';
  /** What holds where nothing is given, in words. */
  readonly default?: string;
  /** For numbers: the unit, the limits (`above` is not allowed itself, `least` and `most` are). */
  readonly unit?: 'seconds';
  readonly whole?: true;
  readonly above?: number;
  readonly least?: number;
  readonly most?: number;
  /** What it is, for the help and the docs. */
  readonly says: string;
}
