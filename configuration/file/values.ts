import { relative, resolve } from 'node:path';
import { sealAs } from '../../protocol/secrecy/sealed.js';
import type { Sealed } from '../../protocol/secrecy/sealed.js';
import type { Environment } from '../io.js';
import { usage } from '../setting-failure.js';
import { variable } from '../settings.js';
import type { Settings } from '../settings.js';
import type { FileTarget } from './load.js';
import { isFromVariable } from './shapes.js';

/** What is known before the file is asked. */
export interface AboveFile {
  readonly settings: Settings;
  readonly env: Environment;
  readonly cwd: string;
}

/** Reads values of a target: variables looked up, paths from the working folder. */
export interface ValueReader {
  /** @throws Failure `usage` where a variable is not set or blank */
  readonly text: (value: unknown, member: string) => string;
  readonly path: (path: string) => string;
}

/**
 * Opens the reader of a target's values.
 *
 * @param secrets takes every value that stood in a variable
 */
export function readerFor(
  { file, folder }: FileTarget,
  { env, cwd }: AboveFile,
  secrets: Sealed[],
): ValueReader {
  return {
    text: (value, member) => {
      if (!isFromVariable(value)) return String(value);
      const found = variable(env, value.env);
      if (found === undefined) {
        throw usage`The variable ${value.env} is not set or empty, and ${member} in ${file} names it.`;
      }
      secrets.push(sealAs(found));
      return found;
    },
    path: (path) => relative(cwd, resolve(folder, path)) || '.',
  };
}
