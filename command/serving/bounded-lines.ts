import type { Output } from '../../configuration/io.js';

/** Writes lines as long as somebody reads them. */
export interface BoundedLines {
  /** Writes what `line` makes; a line that is dropped is never made. */
  readonly write: (line: () => string) => void;
}

/**
 * Characters that may wait for a reader. A string has up to two octets for each, and a short line as many again for its
 * place in the queue: together they stay below 1 MB.
 */
export const mostWaiting: number = 256 * 1024;

/**
 * Opens an output that a reader who does not read cannot fill without end: what does not fit is dropped, and counted.
 *
 * @param dropped the line that says how many are missing, written as soon as there is room again
 */
export function openBoundedLines(output: Output, dropped: (count: number) => string): BoundedLines {
  let missing = 0;
  let waits = false;
  const isFull = (): boolean => (output.writableLength ?? 0) > mostWaiting;
  const tellMissing = (): void => {
    if (missing === 0) return;
    const count = missing;
    missing = 0;
    output.write(dropped(count));
  };
  return {
    write: (line) => {
      if (isFull()) {
        missing += 1;
        if (!waits) {
          output.once?.('drain', () => {
            waits = false;
            tellMissing();
          });
        }
        waits = true;
        return;
      }
      tellMissing();
      output.write(line());
    },
  };
}
