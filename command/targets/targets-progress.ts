import type { Io } from '../../configuration/io.js';
import type { JudgedTarget } from '../../protocol/report.js';
import { nameOf, rowOf } from '../../reports/parts/targets.js';
import { isWait, openProgress } from '../progress.js';

/** What is happening to several targets at the same time. */
export interface TargetsProgress {
  /** A target begins; what it says goes there. */
  readonly of: (name: string) => {
    readonly progress: (line: string) => void;
    readonly targetLine: (line: string) => void;
  };
  readonly judged: (target: JudgedTarget) => void;
  /** Takes the line away before something else is written; safe to call at any time. */
  readonly clear: () => void;
}

/**
 * Leads what several login flows write into one log: who wrote it stands in front, and where GitHub runs it, one guard
 * stands around all of them, since the end of one would set the commands of the others free.
 */
function openGuard(write: (line: string) => void): (name: string) => (line: string) => void {
  let word: string | undefined;
  const open = new Set<string>();
  return (name) => (line) => {
    const [, own] = /^::stop-commands::(\w+)$/.exec(line) ?? [];
    if (own !== undefined) {
      if (word === undefined) write(line);
      word ??= own;
      open.add(own);
    } else if (line.startsWith('::') && open.delete(line.slice(2, -2))) {
      if (open.size > 0) return;
      write(`::${word ?? ''}::`);
      word = undefined;
    } else write(line.replace(/^target:/, `target ${name}:`));
  };
}

/**
 * Opens the progress display of a run over several targets: on a terminal what is happening last, in a log a line for each
 * target that begins or ends.
 */
export function openTargetsProgress(io: Io, count: number): TargetsProgress {
  const progress = openProgress(io);
  const ofTarget = openGuard((line) => {
    progress.clear();
    io.stderr.write(`${line}\n`);
  });
  let begun = 0;
  let done = 0;
  return {
    of: (name) => {
      const shown = nameOf({ name });
      begun += 1;
      progress.line(`${shown}: target ${begun} of ${count}`);
      return {
        progress: (line) => {
          if (isWait(line)) progress.line(`${shown}: ${line}`);
          else progress.detail(`${done}/${count} judged; ${shown}: ${line}`);
        },
        targetLine: ofTarget(shown),
      };
    },
    judged: (target) => {
      const { name, verdict, exitCode } = rowOf(target);
      done += 1;
      progress.line(`${name}: ${verdict}, exit code ${exitCode} (${done} of ${count} judged)`);
    },
    clear: progress.clear,
  };
}
