import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileReason } from './text-file.js';

/**
 * Why a file cannot be written, found before anything runs.
 *
 * @param path absolute
 * @returns a few words that follow a colon; undefined where it can be
 */
export function unwritable(path: string): string | undefined {
  try {
    const existing = statSync(path, { throwIfNoEntry: false });
    if (existing?.isDirectory() === true) return 'it is a folder';
    accessSync(existing ? path : dirname(path), constants.W_OK);
    return undefined;
  } catch (cause) {
    const { code } = cause as { readonly code?: string };
    if (code === 'ENOENT') return 'its folder does not exist';
    return code === 'ENOTDIR' ? fileReason(cause) : 'it may not be written there';
  }
}
