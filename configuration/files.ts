import { accessSync, constants, createReadStream, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { FailureCode } from '../protocol/failure.js';
import { decodeText } from '../protocol/text/octets.js';
import { settingFailure, words } from './setting-failure.js';
import type { Words } from './setting-failure.js';

/** Keys and settings are small: anything larger was named by mistake. */
const limit = 1_000_000;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'a part of its path is not a folder',
  EACCES: 'it may not be read: check its permissions',
  EPERM: 'it may not be read: check its permissions',
};

/** The reason of a file system error in plain words. */
export function fileReason(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? '';
  return reasons[code] ?? `it cannot be used (${code === '' ? 'unknown reason' : code})`;
}

/** Reads a file, or a pipe, up to just beyond the limit: a device that never ends would fill the memory. */
async function readStart(path: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(path, { end: limit })) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/**
 * Reads a text file that an option names: UTF-8, or UTF-16 as some editors and shells write it.
 *
 * @throws Failure with the given code; the sentence names the option and the file
 */
export async function readTextFile(
  option: Words,
  path: string,
  cwd: string,
  code: FailureCode,
): Promise<string> {
  return decodeText(await readOctets(option, path, cwd, code));
}

/**
 * Reads a JSON file that an option names. A byte order mark before it is no part of it.
 *
 * @throws Failure `usage` where it cannot be read, or is not valid JSON
 */
export async function readJsonFile(option: Words, path: string, cwd: string): Promise<unknown> {
  const text = await readTextFile(option, path, cwd, 'usage');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw settingFailure('usage', words`${option} ${path}: it is not valid JSON.`, { cause });
  }
}

/**
 * Reads a file that an option names, as it stands.
 *
 * @throws Failure with the given code; the sentence names the option and the file
 */
export async function readOctets(
  option: Words,
  path: string,
  cwd: string,
  code: FailureCode,
): Promise<Uint8Array> {
  if (path === '') throw settingFailure(code, words`${option} needs the path of a file.`);
  let bytes: Buffer;
  try {
    bytes = await readStart(resolve(cwd, path));
  } catch (cause) {
    throw settingFailure(code, words`${option} ${path}: ${fileReason(cause)}.`, { cause });
  }
  if (bytes.length > limit) {
    throw settingFailure(code, words`${option} ${path}: it is too large.`);
  }
  return bytes;
}

/**
 * Why a file cannot be written, found before anything runs.
 *
 * @param path absolute
 * @param makesFolders true where missing folders above it will be made
 * @returns a few words that follow a colon; undefined where it can be
 */
export function unwritable(path: string, makesFolders = false): string | undefined {
  try {
    const existing = statSync(path, { throwIfNoEntry: false });
    if (existing?.isDirectory() === true) return 'it is a folder';
    accessSync(existing ? path : placeFor(path, makesFolders), constants.W_OK);
    return undefined;
  } catch (cause) {
    const { code } = cause as { readonly code?: string };
    if (code === 'ENOENT') return 'its folder does not exist';
    return code === 'ENOTDIR' ? fileReason(cause) : 'it may not be written there';
  }
}

/** The folder in which a file is made; where folders are made as well, the nearest one that is there. */
function placeFor(path: string, makesFolders: boolean): string {
  const folder = dirname(path);
  const isThere = statSync(folder, { throwIfNoEntry: false }) !== undefined;
  return isThere || !makesFolders || folder === path ? folder : placeFor(folder, true);
}
