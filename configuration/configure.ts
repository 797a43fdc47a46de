import { complete } from './complete.js';
import type { Configuration, Origin } from './configuration.js';
import { chooseTarget, readConfigurationFile } from './file/load.js';
import type { FileTarget } from './file/load.js';
import type { Environment } from './io.js';
import { refuseUnknownVariables } from './misspelt.js';
import { namedVariables } from './named-variables.js';
import type { SettingId } from './options.js';
import { joinedSettings } from './joined-settings.js';
import { memberNamed, namedBySource, variableNamed } from './setting-failure.js';
import type { CameFrom } from './setting-failure.js';
import { variable, variableIn } from './settings.js';
import type { Settings } from './settings.js';

/**
 * Completes the settings from the environment, which they win over, and checks them.
 *
 * @param typed what was given as options; everything else may stand in a variable
 * @throws Failure `usage` or `key`, one sentence that names the option or the variable to change
 */
export function configurationFrom(typed: Settings, from: Origin): Promise<Configuration> {
  const own: Readonly<Record<string, unknown>> = { ...typed, ...from.inCode };
  const isTyped = (setting: SettingId): boolean => own[setting] !== undefined;
  return configure(typed, from, isTyped, (setting) => {
    const variable = isTyped(setting) ? undefined : variableIn(from.env, setting);
    return variable ?? (from.inCode === undefined ? undefined : memberNamed(setting));
  });
}

/**
 * The same configuration from environment variables and the configuration file, for the specs.
 *
 * @throws Failure `usage` or `key`, one sentence that names the variable to change
 */
export async function configurationFromEnvironment(
  env: Environment,
  cwd: string = process.cwd(),
): Promise<Configuration> {
  const file = await fileFor(env, cwd);
  return configure(
    {},
    { env, cwd, ...(file && { file }) },
    () => false,
    (setting) => variableIn(env, setting) ?? variableNamed(setting),
  );
}

/**
 * The settings of such a configuration before they are judged, for the specs: which tests there are depends on some.
 *
 * @throws Failure `usage` for a configuration file that is wrong
 */
export async function settingsEverywhere(env: Environment, cwd: string): Promise<Settings> {
  const file = await fileFor(env, cwd);
  return joinedSettings({}, { env, cwd, ...(file && { file }) }).settings;
}

/** The target of the configuration file that the variables mean; undefined where there is no file. */
async function fileFor(env: Environment, cwd: string): Promise<FileTarget | undefined> {
  const targets = await readConfigurationFile(variable(env, 'DOCS_HANDSHAKE_CONFIG'), cwd);
  return chooseTarget(targets, variable(env, 'DOCS_HANDSHAKE_TARGET'));
}

async function configure(
  typed: Settings,
  from: Origin,
  isTyped: (setting: SettingId) => boolean,
  cameFrom: CameFrom,
): Promise<Configuration> {
  refuseUnknownVariables(from.env, namedVariables(typed, from));
  const { settings, above, layer } = joinedSettings(typed, from);
  const inFile: CameFrom = (setting) => layer?.whence(setting) ?? cameFrom(setting);
  // Users of the file count as typed where the file says how they sign in, too.
  const isMeant = (setting: SettingId): boolean =>
    isTyped(setting) || (layer?.whence(setting) !== undefined && above.signIn === undefined);
  try {
    return await complete({
      settings,
      from,
      isTyped: isMeant,
      cameFrom: inFile,
      ...(layer && { layer }),
    });
  } catch (cause) {
    throw namedBySource(cause, inFile);
  }
}
