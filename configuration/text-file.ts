import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../protocol/failure.js';
import type { FailureCode } from '../protocol/failure.js';
import { decodeText } from '../protocol/text-octets.js';

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
  option: string,
  path: string,
  cwd: string,
  code: FailureCode,
): Promise<string> {
  return decodeText(await readOctets(option, path, cwd, code));
}

/**
 * Reads a file that an option names, as it stands.
 *
 * @throws Failure with the given code; the sentence names the option and the file
 */
export async function readOctets(
  option: string,
  path: string,
  cwd: string,
  code: FailureCode,
): Promise<Uint8Array> {
  if (path === '') throw new Failure(code, `${option} needs the path of a file.`);
  let bytes: Buffer;
  try {
    bytes = await readStart(resolve(cwd, path));
  } catch (cause) {
    throw new Failure(code, `${option} ${path}: ${fileReason(cause)}.`, { cause });
  }
  if (bytes.length > limit) throw new Failure(code, `${option} ${path}: it is too large.`);
  return bytes;
}
