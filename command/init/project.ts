import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { isObject } from '../../protocol/json.js';
import { usage } from '../../configuration/setting-failure.js';
import { repositoryOf } from '../../configuration/repository.js';
import { packageManagers, yarnClassic } from './package-manager.js';
import type { PackageManager } from './package-manager.js';

/** What `init` finds out by itself. */
export interface Project {
  /** The root of the repository, absolute: workflows are read there and nowhere else. */
  readonly root: string;
  /** The working folder from there, with slashes; `.` where it is the root. */
  readonly folder: string;
  /** The folder of the lock file from the root, with slashes; absent where there is no lock file. */
  readonly lockFolder?: string;
  readonly manager: PackageManager;
  /** What starts the login flow; absent where `package.json` has no such script. */
  readonly start?: string;
  /** True where a configuration in TypeScript is at home, and can be read. */
  readonly typescript: boolean;
  /** The file that names the version of Node, from the root; absent where there is none. */
  readonly nodeVersionFile?: string;
  /** The branches whose pushes are judged. */
  readonly branches: readonly string[];
  /** True where the folder has a `package.json`. */
  readonly hasManifest: boolean;
  /** Every package that `package.json` names. */
  readonly packages: readonly string[];
}

type Manifest = Readonly<Record<string, unknown>>;

/** Undefined where there is none. */
function manifestIn(folder: string): Manifest | undefined {
  const path = join(folder, 'package.json');
  if (!existsSync(path)) return undefined;
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
    if (isObject(content)) return content;
  } catch {
    // Said below, as for JSON that is no object.
  }
  throw usage`package.json cannot be read as JSON: mend it first.`;
}

const membersOf = (manifest: Manifest, name: string): Manifest => {
  const value = manifest[name];
  return isObject(value) ? value : {};
};

/** The working folder and those above it, up to the root. */
function foldersUp(cwd: string, root: string): readonly string[] {
  return cwd === root ? [root] : [cwd, ...foldersUp(dirname(cwd), root)];
}

/** The package manager by the nearest lock file, else by what `package.json` says. */
function managerOf(
  folders: readonly string[],
  manifest: Manifest,
): { readonly manager: PackageManager; readonly lockFolder?: string } {
  const all = Object.values(packageManagers);
  const said = manifest['packageManager'];
  const named = typeof said === 'string' ? said : '';
  for (const lockFolder of folders) {
    const manager = all.find(({ locks }) =>
      locks.some((lock) => existsSync(join(lockFolder, lock))),
    );
    if (manager === undefined) continue;
    const isClassic =
      manager === packageManagers.yarn &&
      !/^yarn@[2-9]/.test(named) &&
      !existsSync(join(lockFolder, '.yarnrc.yml'));
    return { manager: isClassic ? yarnClassic : manager, lockFolder };
  }
  const known = Object.entries(packageManagers).find(([name]) => named.startsWith(`${name}@`));
  return { manager: known?.[1] ?? packageManagers.npm };
}

/** The branch that a clone begins with; the two usual names where this is no clone. */
function defaultBranches(root: string): readonly string[] {
  const path = join(root, '.git', 'refs', 'remotes', 'origin', 'HEAD');
  const head = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const branch = /^ref: refs\/remotes\/origin\/(\S+)/.exec(head)?.[1];
  return branch === undefined ? ['main', 'master'] : [branch];
}

/** TypeScript is taken for one's own where a project has it, and something that reads it: Node 22.18, or tsx. */
function readsTypescript(cwd: string, packages: readonly string[]): boolean {
  const isAtHome = packages.includes('typescript') || existsSync(join(cwd, 'tsconfig.json'));
  const { typescript } = process.features as { readonly typescript?: unknown };
  return isAtHome && (packages.includes('tsx') || Boolean(typescript));
}

/**
 * Looks at the project in a folder; nothing is run.
 *
 * @param cwd absolute
 * @throws Failure `usage` where `package.json` is no JSON
 */
export function projectIn(cwd: string): Project {
  const root = repositoryOf(cwd) ?? cwd;
  const folders = foldersUp(cwd, root);
  const fromRoot = (path: string): string => relative(root, path).split(sep).join('/') || '.';
  const found = manifestIn(cwd);
  const manifest = found ?? {};
  const { manager, lockFolder } = managerOf(folders, manifest);
  const script = ['dev', 'start'].find((name) => name in membersOf(manifest, 'scripts'));
  const packages = ['dependencies', 'devDependencies'].flatMap((name) =>
    Object.keys(membersOf(manifest, name)),
  );
  const versionFile = folders
    .flatMap((folder) => ['.nvmrc', '.node-version'].map((name) => join(folder, name)))
    .find((path) => existsSync(path));
  return {
    root,
    folder: fromRoot(cwd),
    ...(lockFolder !== undefined && { lockFolder: fromRoot(lockFolder) }),
    manager,
    ...(script !== undefined && { start: `${manager.script} ${script}` }),
    typescript: readsTypescript(cwd, packages),
    ...(versionFile !== undefined && { nodeVersionFile: fromRoot(versionFile) }),
    branches: defaultBranches(root),
    hasManifest: found !== undefined,
    packages,
  };
}
