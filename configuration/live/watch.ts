import { watch, type FSWatcher } from 'node:fs';

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
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(changed, settlingMs);
    timer.unref();
  };
  const watchers = watched.flatMap(({ folder, names }): readonly FSWatcher[] => {
    try {
      const watcher = watch(folder, { persistent: false }, (_kind, name) => {
        if (name === null || names === undefined || names.includes(name)) later();
      });
      // A folder that goes away ends its watcher; what stood in it is read again, and missed.
      watcher.on('error', later);
      return [watcher];
    } catch {
      return [];
    }
  });
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
};
