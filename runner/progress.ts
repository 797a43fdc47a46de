import { mask } from '../protocol/masking.js';
import { inColour } from './io.js';
import type { Io } from './io.js';

/** What is happening now: one line that changes on a terminal, a line each elsewhere. */
export interface Progress {
  readonly line: (text: string) => void;
  /** Takes the line away before something else is written; safe to call at any time. */
  readonly clear: () => void;
}

/** The longest line, where the terminal does not tell its width. */
const widthUnknown = 80;

/** The phase that a line such as `http 3/46: …` belongs to; visits that can bring nothing any more are spared. Undefined for any other line. */
function phaseOf(text: string): string | undefined {
  const counted = /^(\S+) \d+\/(\d+): /.exec(text);
  return counted === null ? undefined : `${counted[1] ?? ''}: up to ${counted[2] ?? ''} visits`;
}

/** Opens the progress display on stderr. Control characters and secrets are taken out of every line. */
export function openProgress(io: Io): Progress {
  const { stderr } = io;
  // A dumb terminal cannot take a line back.
  const live = stderr.isTTY === true && io.env['TERM'] !== 'dumb';
  const phases = new Set<string>();
  let shown = false;
  const clear = (): void => {
    if (shown) stderr.write('\r\x1b[2K');
    shown = false;
  };
  /** A log wants a line per phase; single visits stand in the report. */
  const log = (text: string): void => {
    const phase = phaseOf(text);
    if (phase === undefined ? phases.size > 0 : phases.has(phase)) return;
    if (phase !== undefined) phases.add(phase);
    stderr.write(`· ${phase ?? text}\n`);
  };
  const line = (text: string): void => {
    const plain = mask(text).replace(/[\p{Cc}\p{Cf}]/gu, ' ');
    if (!live) {
      log(plain);
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
