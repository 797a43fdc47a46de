import { statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { repositoryOf } from '../../configuration/repository.js';
import { the, usage } from '../../configuration/setting-failure.js';

/**
 * The file at which a pipeline shows findings, as it names its files: from the root of the repository, with slashes.
 *
 * @throws Failure `usage` where there is no such file in the repository
 */
export function reportLocation(file: string, cwd: string): string {
  const path = resolve(cwd, file);
  if (file === '' || statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
    throw usage`${the('reportLocation')} needs a file of your repository: ${file === '' ? 'it is empty' : `${file} is none`}.`;
  }
  const inside = relative(repositoryOf(cwd) ?? cwd, path);
  if (inside.startsWith('..') || resolve(inside) === inside) {
    throw usage`${the('reportLocation')} ${file} is not in this repository: a pipeline shows its own files only.`;
  }
  return inside.split(sep).join('/');
}
