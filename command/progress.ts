import { inColour } from '../configuration/io.js';
import type { Io } from '../configuration/io.js';
import { inert } from '../reports/syntax/log-commands.js';
import { mask } from '../protocol/secrecy/masking.js';
import { usualWidth } from './text-width.js';

/** What is happening now: one line that changes on a terminal, a line each elsewhere. */
export interface Progress {
  readonly line: (text: string) => void;
  /** What is shown on a terminal alone; a log that has been silent for long hears the latest of it. */
  readonly detail: (text: string) => void;
  /** Takes the line away before something else is written; safe to call at any time. */
  readonly clear: () => void;
}

/** How long a log may stay silent, in milliseconds: longer, and a pipeline takes the run for dead. */
const silence = 10_000;

/** The phase that a line such as `http 3/46: …` belongs to; visits that can bring nothing any more are spared. Undefined for any other line. */
function phaseOf(text: string): string | undefined {
  const counted = /^(\S+) \d+\/(\d+): /.exec(text);
  return counted === null ? undefined : `${counted[1] ?? ''}: up to ${counted[2] ?? ''} visits`;
}

/** True for a line that says why nothing goes on: a log wants each of them. */
export const isWait = (text: string): boolean => text.startsWith('waiting ');

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
  const put = (text: string, tell: (plain: string) => void): void => {
    const plain = inert(mask(text).replace(/[\p{Cc}\p{Cf}]/gu, ' '));
    if (!live) {
      tell(plain);
      return;
    }
    const room = (stderr.columns ?? usualWidth) - 3;
    const short = plain.length > room ? `${plain.slice(0, room - 1)}…` : plain;
    clear();
    stderr.write(inColour(stderr, io.env) ? `\x1b[2m· ${short}\x1b[22m` : `· ${short}`);
    shown = true;
  };
  return {
    line: (text) => put(text, log.line),
    detail: (text) => put(text, log.detail),
    clear,
  };
}

/** A log wants a line per phase, and one now and then where a phase takes long; single visits stand in the report. */
function openLog(
  write: (line: string) => void,
  everyMs: number,
): Pick<Progress, 'line' | 'detail'> & { readonly rest: () => void } {
  const phases = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let begunAtMs: number | undefined;
  let latest = '';
  const tell = (): void => {
    const seconds = Math.round((performance.now() - (begunAtMs ?? 0)) / 1000);
    write(`· ${latest} (${seconds} s)\n`);
  };
  const begin = (): void => {
    begunAtMs ??= performance.now();
    // A process that has nothing else to wait for must end.
    timer ??= setInterval(tell, everyMs).unref();
  };
  return {
    detail: (text) => {
      begin();
      latest = text;
    },
    line: (text) => {
      begin();
      const phase = phaseOf(text);
      // What the browser says of a visit comes at its end; which one is made now is what matters.
      if (phase !== undefined || phases.size === 0) latest = text;
      const isKnown = phase === undefined ? phases.size > 0 : phases.has(phase);
      if (isKnown && !isWait(text)) return;
      if (phase !== undefined) phases.add(phase);
      write(`· ${phase ?? text}\n`);
    },
    rest: () => {
      clearInterval(timer);
      timer = undefined;
    },
  };
}
