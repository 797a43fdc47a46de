import { inColour } from '../configuration/io.js';
import type { Io } from '../configuration/io.js';
import { inert } from '../reports/parts/log-commands.js';
import { mask } from '../protocol/secrecy/masking.js';

/** What is happening now: one line that changes on a terminal, a line each elsewhere. */
export interface Progress {
  readonly line: (text: string) => void;
  /** Takes the line away before something else is written; safe to call at any time. */
  readonly clear: () => void;
}

/** The longest line, where the terminal does not tell its width. */
const widthUnknown = 80;

/** How long a log may stay silent, in milliseconds: longer, and a pipeline takes the run for dead. */
const silence = 10_000;

/** The phase that a line such as `http 3/46: …` belongs to; visits that can bring nothing any more are spared. Undefined for any other line. */
function phaseOf(text: string): string | undefined {
  const counted = /^(\S+) \d+\/(\d+): /.exec(text);
  return counted === null ? undefined : `${counted[1] ?? ''}: up to ${counted[2] ?? ''} visits`;
}

/**
 * Opens the progress display on stderr. Control characters and secrets are taken out of every line.
 *
 * @param everyMs how often a log is told what is happening, in milliseconds
 */
export function openProgress(io: Io, everyMs: number = silence): Progress {
  const { stderr } = io;
  // A dumb terminal cannot take a line back.
  const live = stderr.isTTY === true && io.env['TERM'] !== 'dumb';
  const log = openLog((line) => stderr.write(line), everyMs);
  let shown = false;
  const clear = (): void => {
    if (shown) stderr.write('\r\x1b[2K');
    shown = false;
    log.rest();
  };
  const line = (text: string): void => {
    const plain = inert(mask(text).replace(/[\p{Cc}\p{Cf}]/gu, ' '));
    if (!live) {
      log.line(plain);
      return;
    }
    const room = (stderr.columns ?? widthUnknown) - 3;
    const short = plain.length > room ? `${plain.slice(0, room - 1)}…` : plain;
    clear();
    stderr.write(inColour(stderr, io.env) ? `\x1b[2m· ${short}\x1b[22m` : `· ${short}`);
    shown = true;
  };
  return { line, clear };
}

/** A log wants a line per phase, and one now and then where a phase takes long; single visits stand in the report. */
function openLog(
  write: (line: string) => void,
  everyMs: number,
): { readonly line: (text: string) => void; readonly rest: () => void } {
  const phases = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let begunAtMs: number | undefined;
  let latest = '';
  const tell = (): void => {
    const seconds = Math.round((performance.now() - (begunAtMs ?? 0)) / 1000);
    write(`· ${latest} (${seconds} s)\n`);
  };
  return {
    line: (text) => {
      begunAtMs ??= performance.now();
      // A process that has nothing else to wait for must end.
      timer ??= setInterval(tell, everyMs).unref();
      const phase = phaseOf(text);
      // What the browser says of a visit comes at its end; which one is made now is what matters.
      if (phase !== undefined || phases.size === 0) latest = text;
      if (phase === undefined ? phases.size > 0 : phases.has(phase)) return;
      if (phase !== undefined) phases.add(phase);
      write(`· ${phase ?? text}\n`);
    },
    rest: () => {
      clearInterval(timer);
      timer = undefined;
    },
  };
}
