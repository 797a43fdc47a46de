import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Origin } from './configuration.js';
import { isModule } from './file/module.js';
import { settingsFromEnvironment, variableNamesIn } from './settings.js';
import type { Settings } from './settings.js';

/** The text of the sign-in file: it takes what it needs from variables. Empty where there is none. */
function signInText(above: Settings, { cwd, file }: Pick<Origin, 'cwd' | 'file'>): string {
  const inFile = file?.members['signIn'];
  const path =
    above.signIn === undefined
      ? typeof inFile === 'string' && resolve(file?.folder ?? cwd, inFile)
      : resolve(cwd, above.signIn);
  return path !== false && isModule(path) && existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/**
 * The variables that somebody's own settings name: what the configuration file takes from them, what the sign-in file reads, what
 * the command that starts the login flow, or one of its variables, mentions.
 *
 * @param typed what was given as options
 * @returns those names, among other words
 */
export function namedVariables(typed: Settings, from: Origin): readonly string[] {
  const above: Settings = { ...settingsFromEnvironment(from.env), ...typed };
  const { start = '', startEnv = [] } = above;
  const own = [start, ...startEnv, signInText(above, from), String(from.inCode?.signIn ?? '')];
  return [...own.flatMap(variableNamesIn), ...(from.file?.words ?? [])];
}
