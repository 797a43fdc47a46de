import { join } from 'node:path';
import { openFileWatcher } from './file-watcher.js';

/** A folder of which every change counts, or only those of some files in it. */
export interface Watched {
  /** Absolute. */
  readonly folder: string;
  /** Names in that folder; absent for all. */
  readonly names?: readonly string[];
}

/** Calls back after changes, once or several times, until the returned function is called. */
export type Watch = (watched: readonly Watched[], changed: () => void) => () => void;

/** An editor writes a file in several steps: so long is waited for the next one, in milliseconds. */
const settlingMs = 60;

/** Changes as the file system tells them. A folder that is not there, or cannot be watched, tells none. */
export const watchFiles: Watch = (watched, changed) => {
  let timer: NodeJS.Timeout | undefined;
  const watcher = openFileWatcher(() => {
    clearTimeout(timer);
    timer = setTimeout(changed, settlingMs);
    timer.unref();
  });
  const paths = watched.flatMap(({ folder, names }) =>
    names === undefined ? [folder] : names.map((name) => join(folder, name)),
  );
  try {
    watcher.cover(paths, []);
  } catch {
    // What the system does not watch is read at the next start.
  }
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
};
