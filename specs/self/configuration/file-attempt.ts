import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationFrom } from '../../../configuration/configure.js';
import type { Configuration } from '../../../configuration/configuration.js';
import { chooseTarget, readConfigurationFile } from '../../../configuration/file/load.js';
import type { Settings } from '../../../configuration/settings.js';
import { loginUrl } from '../harness/configuration-attempt.js';

/** The file that is written. */
export const name = 'docs-handshake.config.json';
/** The least that a file says. */
export const base: { readonly loginUrl: string } = { loginUrl };

/** Writes a configuration as JSON, in a folder that is the root of a repository. */
export function written(folder: string, content: unknown): string {
  mkdirSync(join(folder, '.git'), { recursive: true });
  writeFileSync(join(folder, name), JSON.stringify(content));
  return folder;
}

/** The configuration, or the sentence that says what is wrong. */
export async function read(
  folder: string,
  content: unknown,
  typed: Settings = {},
  env: NodeJS.ProcessEnv = {},
): Promise<Configuration | string> {
  written(folder, content);
  try {
    const file = chooseTarget(await readConfigurationFile(undefined, folder), []);
    return await configurationFrom(typed, { env, cwd: folder, ...(file && { file }) });
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

/** A user whose password stands in a variable of the name. */
export const user = (username: string, more: object = {}): object => ({
  username,
  password: { env: `${username.toUpperCase()}_PASSWORD` },
  ...more,
});
