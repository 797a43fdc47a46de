import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { usage } from '../setting-failure.js';

const stem = 'docs-handshake.config';
const extensions = ['ts', 'js', 'json'] as const;

/** The folders to look in: this one and those above it, up to the root of the repository; this one alone where there is none. */
function foldersFrom(cwd: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    folders.push(folder);
    // In a work tree of its own `.git` is a file.
    if (existsSync(join(folder, '.git'))) return folders;
    if (dirname(folder) === folder) return [cwd];
  }
}

/**
 * The configuration file that is nearest.
 *
 * @param cwd absolute
 * @returns its absolute path; undefined where there is none
 * @throws Failure `usage` where a folder has two
 */
export function findConfigurationFile(cwd: string): string | undefined {
  for (const folder of foldersFrom(cwd)) {
    const found = extensions.map((each) => join(folder, `${stem}.${each}`)).filter(existsSync);
    const [first, second] = found;
    if (first === undefined) continue;
    if (second === undefined) return first;
    throw usage`There are ${basename(first)} and ${basename(second)} in ${folder}: keep one of them.`;
  }
  return undefined;
}
