import { readdirSync, statSync, watch } from 'node:fs';
import type { FSWatcher, Stats } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { Failure } from '../../protocol/failure.js';

/** Watches files and folders. */
export interface FileWatcher {
  /**
   * Watches these, and no others any more.
   *
   * @param paths absolute: files, and folders with all below them; one that is not there is watched for
   * @param ignored absolute: files that are written by whoever watches
   * @throws Failure `usage` where the system does not watch one of them
   */
  readonly cover: (paths: readonly string[], ignored: readonly string[]) => void;
  readonly close: () => void;
}

/** Opens a watcher that tells of each change by its path, absolute. */
export type OpenFileWatcher = (changed: (path: string) => void) => FileWatcher;

/** What tools keep in folders of their own. */
const isForeign = (folder: string): boolean => /^(?:\..*|node_modules)$/.test(basename(folder));

/** What editors write beside the file that is edited. */
const isScratch = (path: string): boolean =>
  /^(?:\.#.*|#.*#|.*~|.*\.sw[a-z]|4913|.*___jb_\w+___)$/.test(basename(path));

const isWithin = (path: string, folder: string): boolean =>
  `${path}${sep}`.startsWith(folder + sep);

const statOf = (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false });

/** The folders below one, itself the first, without those of tools. */
function foldersIn(folder: string): readonly string[] {
  let entries: readonly { readonly name: string; isDirectory(): boolean }[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    // It has gone meanwhile, or may not be read.
    return [];
  }
  const below = entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() && !isForeign(path) ? foldersIn(path) : [];
  });
  return [folder, ...below];
}

function refused(path: string, cause: unknown): Failure {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
  return new Failure(
    'usage',
    `The system does not watch ${path} (${code}): name fewer folders with --watch, or smaller ones.`,
    { cause },
  );
}

/**
 * Watches by the system's own means, folder by folder: a file that is replaced, as most editors do, is found by its
 * name, and folders of tools (`node_modules` and those that begin with a dot) cost nothing.
 */
export const openFileWatcher: OpenFileWatcher = (changed) => {
  const watched = new Map<string, FSWatcher>();
  /** What was asked for, by the folder that it lies in: it may come and go. */
  let roots: ReadonlySet<string> = new Set();
  let written: ReadonlySet<string> = new Set();
  const isBelowRoot = (path: string): boolean => [...roots].some((root) => isWithin(path, root));
  const drop = (folder: string): void => {
    watched.get(folder)?.close();
    watched.delete(folder);
  };
  /** Written by whoever watches, or a folder that was made for it. */
  const isWritten = (path: string): boolean =>
    !roots.has(path) && [...written].some((one) => `${one}${sep}`.startsWith(path + sep));
  const seen = (path: string, isAnother: boolean): void => {
    if (!isBelowRoot(path) || isWritten(path) || isScratch(path)) return;
    const isFolder = statOf(path)?.isDirectory() === true;
    if (isFolder && !roots.has(path) && isForeign(path)) return;
    if (isAnother) {
      // What was watched under this name has gone, or is elsewhere.
      for (const folder of watched.keys()) if (isWithin(folder, path)) drop(folder);
    }
    try {
      if (isFolder) for (const folder of foldersIn(path)) attend(folder);
    } catch {
      // Whoever is told of the change covers it again, and hears of it then.
    }
    changed(path);
  };
  const attend = (folder: string): void => {
    if (watched.has(folder)) return;
    try {
      const handle = watch(folder, (event, name) =>
        seen(name === null ? folder : join(folder, name), event === 'rename'),
      );
      // A folder that is taken away ends its watch; the one that it lay in tells of it.
      handle.on('error', () => drop(folder));
      watched.set(folder, handle);
    } catch (cause) {
      if (statOf(folder) !== undefined) throw refused(folder, cause);
    }
  };
  return {
    cover: (paths, ignored) => {
      roots = new Set(paths);
      written = new Set(ignored);
      const folders = new Set(
        paths.flatMap((path) => [
          dirname(path),
          ...(statOf(path)?.isDirectory() === true ? foldersIn(path) : []),
        ]),
      );
      for (const folder of watched.keys()) if (!folders.has(folder)) drop(folder);
      const refusals: Failure[] = [];
      for (const folder of folders) {
        try {
          attend(folder);
        } catch (cause) {
          if (!(cause instanceof Failure)) throw cause;
          refusals.push(cause);
        }
      }
      // The others are watched all the same.
      const [refusal] = refusals;
      if (refusal !== undefined) throw refusal;
    },
    close: () => {
      for (const folder of watched.keys()) drop(folder);
    },
  };
};
