import type { Expectation } from '../../protocol/requirement.js';
import type { Typed } from '../options.js';
import type { Weight } from '../../protocol/gate.js';
import type { FromVariable } from './shapes.js';

/** A text, or the variable that holds it. */
export type FileText = string | FromVariable;

/** The value of a setting in the file: a number as a number, a switch as true or false, several texts as an array. */
type FileValue<R> = R extends { readonly id: 'startEnv' }
  ? Readonly<Record<string, FileText>>
  : R extends { readonly secret: true; readonly repeatable: true }
    ? Readonly<Record<string, FromVariable>>
    : R extends { readonly repeatable: true }
      ? FileText | readonly FileText[]
      : R extends { readonly kind: 'switch' }
        ? boolean
        : R extends { readonly kind: 'number' }
          ? number
          : R extends { readonly kind: 'list' }
            ? readonly string[]
            : R extends { readonly choices: readonly (infer Word extends string)[] }
              ? Word
              : FileText;

/** Settings that other members give, or the command line alone. */
type Others =
  | 'username'
  | 'password'
  | 'secondUsername'
  | 'secondPassword'
  | 'expect'
  | 'verbose'
  | 'config'
  | 'target'
  | 'printConfig'
  | 'rerunFailed'
  | 'record'
  | 'updateBaseline'
  | 'reportLocation'
  | 'watch';

/** The settings of `check` under the names of its options. */
type SettingsOfFile = {
  readonly [R in Typed<'check'> as Exclude<R['id'], Others>]?: FileValue<R>;
};

/** One who signs in. */
export interface FileUser {
  readonly username: FileText;
  readonly password: FromVariable;
  /** The groups and content that the token must carry. */
  readonly expect?: Expectation;
}

/** What one login flow is judged by. */
export type TargetSettings = SettingsOfFile & {
  readonly users?: readonly [FileUser] | readonly [FileUser, FileUser];
  readonly requirements?: Readonly<
    Record<string, Exclude<Weight, 'off'> | { readonly level: Weight; readonly reason: string }>
  >;
};

/** The configuration file: one login flow, or several of which each has a name. What stands beside `targets` holds for all. */
export type FileConfiguration = TargetSettings & {
  readonly targets?: readonly (TargetSettings & { readonly name: string })[];
};

/** Gives the configuration back as it is: an editor then knows its members. */
export function defineConfig(configuration: FileConfiguration): FileConfiguration {
  return configuration;
}
