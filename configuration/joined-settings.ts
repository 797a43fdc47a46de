import { resolve } from 'node:path';
import type { Origin } from './configuration.js';
import { fileLayer } from './file/layer.js';
import type { FileLayer } from './file/layer.js';
import { settingsFromEnvironment } from './settings.js';
import type { Settings } from './settings.js';
import { newKey } from './start/made-key.js';

/** The settings of a run, put together from everywhere and not yet judged. */
export interface JoinedSettings {
  readonly settings: FileLayer['settings'];
  /** Those that win over the configuration file. */
  readonly above: Settings;
  /** What the configuration file adds; absent where there is none. */
  readonly layer?: FileLayer;
}

/**
 * Puts settings together: what was typed wins over a variable, a variable over the file.
 *
 * @param typed what was given as options; members that are undefined were not
 * @throws Failure `usage` where the file names a variable that is not set
 */
export function joinedSettings(
  typed: Settings,
  from: Pick<Origin, 'env' | 'cwd' | 'file'>,
): JoinedSettings {
  const given = Object.fromEntries(
    Object.entries(typed).filter(([, value]: [string, unknown]) => value !== undefined),
  );
  const above: Settings = { ...settingsFromEnvironment(from.env), ...given };
  const { env, cwd, file } = from;
  const layer = file && fileLayer(file, { settings: above, env, cwd });
  return { settings: { ...layer?.settings, ...above }, above, ...(layer && { layer }) };
}

/** Words that stand where a path may stand. */
const noPaths: readonly string[] = ['none', 'form', newKey];

/**
 * The files that a run is configured by: the configuration file, and what its settings name. Some may not be there.
 *
 * @returns absolute paths
 * @throws Failure as `joinedSettings`
 */
export function sourceFiles(
  typed: Settings,
  from: Pick<Origin, 'env' | 'cwd' | 'file'>,
): readonly string[] {
  const { key = [], signIn, expect, baseline, ca } = joinedSettings(typed, from).settings;
  const named = [from.file?.file, ...key, signIn, expect, baseline, ca];
  return named
    .filter((path) => path !== undefined)
    .filter((path) => !noPaths.includes(path))
    .map((path) => resolve(from.cwd, path));
}
