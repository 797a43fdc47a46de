import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileReason, unwritable } from '../files.js';
import type { SettingId } from '../options.js';
import { settingFailure, the, usage, words } from '../setting-failure.js';
import type { Words } from '../setting-failure.js';

/** Readable and writable by its owner alone. */
const privateMode = 0o600;

/** Where a private key is to be written. */
export interface PrivatePlace {
  /** The setting that names the file. */
  readonly setting: SettingId;
  readonly path: string;
  /** The folder that a relative path starts from. */
  readonly cwd: string;
  /** Replaces what is there. */
  readonly force: boolean;
  /** What to do where the file exists already. */
  readonly instead: Words;
}

/**
 * Writes a file that its owner alone can read.
 *
 * @throws Failure `usage`, also where it exists already
 */
export async function writePrivateFile(place: PrivatePlace, text: string): Promise<void> {
  const file = await openNew(place);
  try {
    // An existing file keeps its mode when it is opened, so the mode is set once more.
    await file.chmod(privateMode);
    await file.truncate(0);
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}

async function openNew(place: PrivatePlace): Promise<FileHandle> {
  const { setting, path, cwd, force, instead } = place;
  if (path === '') throw usage`${the(setting)} needs the path of a file.`;
  const target = resolve(cwd, path);
  const reason = unwritable(target);
  if (reason !== undefined) throw usage`${the(setting)} ${path}: ${reason}.`;
  try {
    return await open(target, force ? 'w' : 'wx', privateMode);
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    const says = exists ? words`it exists already; ${instead}` : fileReason(cause);
    throw settingFailure('usage', words`${the(setting)} ${path}: ${says}.`, { cause });
  }
}
