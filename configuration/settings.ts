import type { Sealed } from '../protocol/secrecy/sealed.js';
import type { SignInScript } from '../protocol/visit.js';
import type { Environment } from './io.js';
import { optionsOf } from './options.js';
import type { KnownRow, OptionsOf, SettingId } from './options.js';

/** The settings of a run as they were typed: option values and environment variables, not yet judged. */
export type Settings = Omit<
  OptionsOf<'check'>,
  'report' | 'reportLocation' | 'verbose' | 'config' | 'target' | 'printConfig' | 'watch'
>;

/** The text of a key, and what a sentence calls it. */
export interface KeyText {
  readonly name: string;
  readonly text: Sealed;
}

/** What a program gives itself where an option names a file; its members have the ids of the settings. */
export interface GivenInCode {
  readonly key?: readonly KeyText[];
  readonly signIn?: SignInScript;
  /** What the file of `--expect` would hold, not yet checked. */
  readonly expect?: unknown;
}

/** An environment variable; undefined where it is absent or blank, as an unset CI variable is. */
export function variable(env: Environment, name: string): string | undefined {
  const value = env[name];
  return value === undefined || value.trim() === '' ? undefined : value;
}

/** Every word of a text that may be the name of a variable (as POSIX spells them). */
export const variableNamesIn = (text: string): readonly string[] =>
  text.match(/\b[A-Za-z_]\w*\b/g) ?? [];

/** True where a variable is set and blank, as a secret is in a pipeline that does not get it. */
export const isBlank = (env: Environment, name: string): boolean =>
  env[name] !== undefined && variable(env, name) === undefined;

/** True where a variable that switches something on does so: it is set, and not to 0, false or no. */
export function isOn(env: Environment, name: string): boolean {
  const value = variable(env, name);
  return value !== undefined && !/^(?:0|false|no|off)$/i.test(value.trim());
}

/** What stands between several values in one variable. */
const separators = { comma: /,|\n/, blank: /,|\s/, line: /\n/ } as const;

function valueIn(row: KnownRow, env: Environment, name: string): unknown {
  const value = variable(env, name);
  if (value === undefined) return undefined;
  if (row.kind === 'switch') return isOn(env, name) ? true : undefined;
  if (row.repeatable !== true) return value;
  return value
    .split(separators[row.separator ?? 'comma'])
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** The settings of `check` that can be typed and have a variable. */
const fromVariables = optionsOf('check').filter(
  ({ flag, argument, variables }) => (flag ?? argument) !== undefined && variables !== undefined,
);

/** The variable in which a setting is given; undefined where none of its variables is set. */
export function variableIn(env: Environment, setting: SettingId): string | undefined {
  const row = fromVariables.find(({ id }) => id === setting);
  return row?.variables?.find((name) => valueIn(row, env, name) !== undefined);
}

/** Reads every setting from its variables. */
export function settingsFromEnvironment(env: Environment): Settings {
  return Object.fromEntries(
    fromVariables.flatMap((row) => {
      const name = variableIn(env, row.id);
      return name === undefined ? [] : [[row.id, valueIn(row, env, name)]];
    }),
  );
}
