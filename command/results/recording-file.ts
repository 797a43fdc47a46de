import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileReason, unwritable } from '../../configuration/files.js';
import { repositoryOf } from '../../configuration/repository.js';
import { settingFailure, the, usage, words } from '../../configuration/setting-failure.js';
import type { Recording } from '../../protocol/recording.js';

/** Readable and writable by its owner alone. */
const privateMode = 0o600;

/**
 * The path of a recording, absolute, before anything runs: it holds whole tokens, so it must not end in a repository.
 *
 * @throws Failure `usage` where it cannot be written, or lies in a work tree whose ignore rules do not name it
 */
export function recordingPath(path: string, cwd: string): string {
  if (path === '') throw usage`${the('record')} needs the path of a file.`;
  const target = resolve(cwd, path);
  const reason = unwritable(target, true);
  if (reason !== undefined) throw usage`${the('record')} cannot write ${path}: ${reason}.`;
  const tree = repositoryOf(dirname(target));
  if (tree === undefined) return target;
  const asked = spawnSync('git', ['-C', tree, 'check-ignore', '--quiet', '--', target]);
  if (asked.status === 0) return target;
  throw usage`${the('record')} ${path}: it would hold whole tokens in a git work tree that does not ignore it. Add it to .gitignore, or choose a path outside.`;
}

/**
 * Writes a recording, for its owner alone.
 *
 * @throws Failure `usage` where that fails after all
 */
export function writeRecording(recording: Recording, path: string): void {
  try {
    writeFileSync(path, `${JSON.stringify(recording)}\n`, { mode: privateMode });
    // A file that was there before keeps its mode.
    chmodSync(path, privateMode);
  } catch (cause) {
    throw settingFailure(
      'usage',
      words`${the('record')} cannot write ${path}: ${fileReason(cause)}.`,
      { cause },
    );
  }
}
