import { mask } from '../../protocol/secrecy/masking.js';
import type { Environment } from '../io.js';
import { joinedSettings } from '../joined-settings.js';
import { optionsOf } from '../options.js';
import type { SettingId } from '../options.js';
import { variable, variableIn } from '../settings.js';
import type { Settings } from '../settings.js';
import type { FileTarget } from './load.js';

/** One setting that holds, and who says so. */
export interface EffectiveSetting {
  readonly value: unknown;
  /** `command line`, a variable, a member of the file, or `default`. */
  readonly from: string;
}

/** Every setting of a run. */
export interface EffectiveSettings {
  /** The configuration file; absent where there is none. */
  readonly file?: string;
  readonly target?: string;
  readonly settings: Readonly<Record<string, EffectiveSetting>>;
  readonly expect?: unknown;
  readonly requirements?: unknown;
}

/** In place of what is secret. */
const hidden = '…';

/** A value as it may be shown: names stay, what follows them goes. */
function shown(setting: SettingId, value: unknown, isSecret: boolean, inFile: boolean): unknown {
  const list = Array.isArray(value) ? (value as readonly string[]) : undefined;
  if (isSecret) {
    return list?.map((text) => text.replace(/^([^:=]*[:=] ?)?.*$/s, `$1${hidden}`)) ?? hidden;
  }
  // A variable for the login flow may hold anything; what is filled in is no secret as long as it is not filled in.
  if (setting === 'startEnv' && list !== undefined) {
    return list.map((text) =>
      /=(?:[^{]*\{\w+\})+[^{]*$/.test(text) || (!inFile && /=\d*$/.test(text))
        ? text
        : text.replace(/=.*$/s, `=${hidden}`),
    );
  }
  return list?.map((text) => mask(text)) ?? (typeof value === 'string' ? mask(value) : value);
}

/**
 * Every setting, where it comes from, and nothing that is secret: what `--print-config` prints.
 *
 * @param typed what was given as options
 * @throws Failure `usage` where the file names a variable that is not set
 */
export function effectiveSettings(
  typed: Settings & { readonly report?: readonly string[] },
  env: Environment,
  cwd: string,
  file: FileTarget | undefined,
): EffectiveSettings {
  const { settings: joined, layer } = joinedSettings(typed, { env, cwd, ...(file && { file }) });
  const all: Readonly<Record<string, unknown>> = joined;
  const own: Readonly<Record<string, unknown>> = { ...typed };
  const settings: Record<string, EffectiveSetting> = {};
  for (const { id, flag, argument, secret, default: usual } of optionsOf('check')) {
    if ((flag ?? argument) === undefined) continue;
    const value = all[id] ?? usual;
    if (value === undefined) continue;
    const place = layer?.whence(id);
    const from =
      own[id] !== undefined
        ? 'command line'
        : (variableIn(env, id) ??
          (place === undefined ? 'default' : `${place.member} in ${place.file}`));
    settings[id] = { value: shown(id, value, secret === true, place !== undefined), from };
  }
  const keyVariable = layer?.keyVariable ?? 'DOCS_HANDSHAKE_KEY';
  if (variable(env, keyVariable) !== undefined) {
    settings['keyText'] = { value: hidden, from: keyVariable };
  }
  return {
    ...(file && { file: file.file }),
    ...(file?.name !== undefined && { target: file.name }),
    settings,
    ...(layer?.expect && { expect: layer.expect }),
    ...(layer?.requirements && { requirements: layer.requirements }),
  };
}
