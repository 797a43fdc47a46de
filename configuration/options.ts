import { fileOptions } from './options/file.js';
import { initOptions } from './options/init.js';
import { judgingOptions } from './options/judging.js';
import type { Command, OptionRow } from './options/row.js';
import { oauthOptions } from './options/oauth.js';
import { servingOptions } from './options/serving.js';
import { startOptions } from './options/start.js';
import { targetOptions } from './options/target.js';
import { variablesAlone } from './options/variables.js';
import { visitorOptions } from './options/visitors.js';

export { commands } from './options/row.js';
export type { Command, OptionRow } from './options/row.js';

type Known =
  | (typeof targetOptions)[number]
  | (typeof oauthOptions)[number]
  | (typeof servingOptions)[number]
  | (typeof startOptions)[number]
  | (typeof visitorOptions)[number]
  | (typeof judgingOptions)[number]
  | (typeof fileOptions)[number]
  | (typeof initOptions)[number]
  | (typeof variablesAlone)[number];

/** The name of a setting: `docsOrigin`. */
export type SettingId = Known['id'];

/** A row whose id is one of the table's own. */
export type KnownRow = OptionRow & { readonly id: SettingId };

/** The one table of all options and variables, in the order of the help. */
export const options: readonly KnownRow[] = [
  ...targetOptions,
  ...oauthOptions,
  ...servingOptions,
  ...startOptions,
  ...visitorOptions,
  ...judgingOptions,
  ...fileOptions,
  ...initOptions,
  ...variablesAlone,
];

/** The rows of a command that are given on its command line. */
export type Typed<C extends Command> =
  Extract<Known, { readonly flag: string } | { readonly argument: string }> extends infer R
    ? R extends { readonly commands: readonly (infer Own)[] }
      ? C extends Own
        ? R
        : never
      : never
    : never;

type Value<R> = R extends { readonly repeatable: true }
  ? readonly string[]
  : R extends { readonly kind: 'switch' }
    ? boolean
    : string;

/** What the parser yields for a command: each value as it was typed, not yet judged. */
export type OptionsOf<C extends Command> = {
  readonly [
    R in Typed<C> as R extends { readonly id: infer Id extends string } ? Id : never
  ]?: Value<R>;
};

/** The words that a setting may have, where its row lists them. */
export type WordOf<Id extends SettingId> =
  Extract<Known, { readonly id: Id }> extends { readonly choices: readonly (infer Word)[] }
    ? Word & string
    : never;

/** The rows of a command. */
export const optionsOf = (command: Command): readonly KnownRow[] =>
  options.filter(({ commands }) => commands.includes(command));

/**
 * The row of a setting.
 *
 * @param command where several rows share the id: the one of this command, else the first
 */
export function optionOf(id: SettingId, command?: Command): KnownRow {
  const rows = options.filter((row) => row.id === id);
  const own = rows.find(({ commands }) => command !== undefined && commands.includes(command));
  const row = own ?? rows.find(({ flag }) => flag !== undefined) ?? rows[0];
  if (row === undefined) throw new Error(`There is no option ${id}.`);
  return row;
}

/** The variables that stand for a setting, the strongest first; empty where it has none. */
export const variablesOf = (id: SettingId): readonly string[] =>
  options.flatMap((row) => (row.id === id ? (row.variables ?? []) : []));

/** Every variable that is read. */
export const allVariables: readonly string[] = options.flatMap(({ variables }) => variables ?? []);
