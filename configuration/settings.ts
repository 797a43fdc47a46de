import type { Environment } from './io.js';

/**
 * The settings of a run as they were typed: option values and environment variables, not yet judged.
 * Names are those of the command line's options in camel case.
 */
export interface Settings {
  readonly loginUrl?: string;
  readonly handshake?: string;
  readonly edition?: string;
  /** Paths of key files. */
  readonly key?: readonly string[];
  readonly docsOrigin?: string;
  readonly returnParam?: string;
  readonly driver?: string;
  readonly signIn?: string;
  readonly username?: string;
  readonly password?: string;
  readonly secondUsername?: string;
  readonly secondPassword?: string;
  readonly signInOrigin?: readonly string[];
  /** Path of a JSON file. */
  readonly expect?: string;
  /** `Name: value` each. */
  readonly header?: readonly string[];
  /** `name=value` each. */
  readonly cookie?: readonly string[];
  /** Requirement ids, separated by commas. */
  readonly only?: string;
  readonly skip?: string;
  /** Requirement ids, families or `all-must`, separated by commas. */
  readonly require?: string;
  readonly failOn?: string;
  /** Path of a PEM file. */
  readonly ca?: string;
  /** Seconds. */
  readonly maxTime?: string;
  readonly intrusive?: boolean;
}

const single = [
  'handshake',
  'edition',
  'docsOrigin',
  'returnParam',
  'driver',
  'signIn',
  'username',
  'password',
  'secondUsername',
  'secondPassword',
  'expect',
  'only',
  'skip',
  'require',
  'failOn',
  'ca',
  'maxTime',
] as const;

/** The name of a setting's environment variable: `docsOrigin` → `DOCS_HANDSHAKE_DOCS_ORIGIN`. */
export function variableOf(setting: string): string {
  return `DOCS_HANDSHAKE_${setting.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** An environment variable; undefined where it is absent or blank, as an unset CI variable is. */
export function variable(env: Environment, name: string): string | undefined {
  const value = env[name];
  return value === undefined || value.trim() === '' ? undefined : value;
}

/** True where a variable is set and blank, as a secret is in a pipeline that does not get it. */
export const isBlank = (env: Environment, name: string): boolean =>
  env[name] !== undefined && variable(env, name) === undefined;

/** True where a variable that switches something on does so: it is set, and not to 0, false or no. */
export function isOn(env: Environment, name: string): boolean {
  const value = variable(env, name);
  return value !== undefined && !/^(?:0|false|no|off)$/i.test(value.trim());
}

const list = (value: string | undefined, separator: RegExp): readonly string[] | undefined =>
  value
    ?.split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/**
 * Reads every setting from the environment: `DOCS_HANDSHAKE_<OPTION>`, and `LOGIN_URL` or
 * `DOCS_HANDSHAKE_LOGIN_URL`. Repeatable ones are separated by line ends (headers, cookies) or commas;
 * key files stand in `DOCS_HANDSHAKE_KEY_FILE`, key text in `DOCS_HANDSHAKE_KEY`.
 */
export function settingsFromEnvironment(env: Environment): Settings {
  const found: Record<string, unknown> = {};
  const put = (name: string, value: unknown): void => {
    if (value !== undefined) found[name] = value;
  };
  for (const name of single) put(name, variable(env, variableOf(name)));
  put('loginUrl', variable(env, 'LOGIN_URL') ?? variable(env, variableOf('loginUrl')));
  put('key', list(variable(env, 'DOCS_HANDSHAKE_KEY_FILE'), /,|\n/));
  put('signInOrigin', list(variable(env, variableOf('signInOrigin')), /,|\s/));
  put('header', list(variable(env, variableOf('header')), /\n/));
  put('cookie', list(variable(env, variableOf('cookie')), /\n/));
  put('intrusive', isOn(env, variableOf('intrusive')) ? true : undefined);
  return found;
}
