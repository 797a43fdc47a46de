import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { repositoryOf } from '../repository.js';
import { usage } from '../setting-failure.js';

const stem = 'docs-handshake.config';
const extensions = ['ts', 'js', 'json'] as const;

/** The folders to look in: this one and those above it, up to the root of the repository; this one alone where there is none. */
function foldersFrom(cwd: string): readonly string[] {
  const root = repositoryOf(cwd) ?? cwd;
  const folders = [cwd];
  for (let at = cwd; at !== root; at = dirname(at)) folders.push(dirname(at));
  return folders;
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
