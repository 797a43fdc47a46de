import { readFileSync } from 'node:fs';

/** What a signal would have done: while single keys are read, the terminal sends none. */
const signals: ReadonlyMap<string, NodeJS.Signals> = new Map([
  ['\u0003', 'SIGINT'],
  ['\u001c', 'SIGQUIT'],
]);
/** Arrows, and other keys that send several characters (ECMA-48). */
const sequences = /\u001b(?:\[[0-?]*[ -/]*[@-~]|O[@-~]|.)?/g;
/** Ctrl-Z. */
const suspend = '\u001a';

/**
 * True where this process owns its terminal. One in the background (`serve &`) would be stopped by the system as soon
 * as it changed how keys are read. Where the system does not tell, it is taken for the owner.
 */
function isInForeground(): boolean {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Process group and foreground group of the terminal: fields 5 and 8 of proc_pid_stat(5).
    return fields[2] === fields[5];
  } catch {
    return true;
  }
}

/**
 * Hears each key of the terminal on standard input, as it is pressed. However the process ends, the terminal reads
 * lines again; suspended by Ctrl-Z, it does so until the process goes on.
 *
 * @returns what ends it
 */
export function openTerminalKeys(heard: (key: string) => void): () => void {
  const input = process.stdin;
  if (!isInForeground()) return () => undefined;
  const restore = (): void => void input.setRawMode(false);
  const take = (): void => void input.setRawMode(true);
  const pause = (): void => {
    restore();
    // The whole group, as the terminal would have done: npx waits for us, too.
    process.kill(0, 'SIGTSTP');
  };
  const hear = (data: Buffer): void => {
    for (const key of data.toString('utf8').replace(sequences, '')) {
      const signal = signals.get(key);
      if (signal !== undefined) {
        restore();
        process.kill(process.pid, signal);
      } else if (key === suspend) pause();
      else heard(key);
    }
  };
  take();
  input.on('data', hear);
  process.on('exit', restore);
  process.on('SIGCONT', take);
  return () => {
    process.off('exit', restore);
    process.off('SIGCONT', take);
    input.off('data', hear);
    input.pause();
    restore();
  };
}
