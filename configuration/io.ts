/** Where text goes: a stream, or what a test collects. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  /** Width in characters, where it is a terminal. */
  readonly columns?: number | undefined;
  /** Characters that were written and that nobody has read yet, where a stream tells. */
  readonly writableLength?: number | undefined;
  /** Calls back when all that was written has been read. */
  once?(event: 'drain', listener: () => void): unknown;
}

/** Environment variables by name, as `process.env` has them; a plain record, so that no user of the package needs types of Node. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** All that the command line touches of its process. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Environment;
  /** The folder that relative paths start from. */
  readonly cwd: string;
  /** All that comes on standard input; absent where nothing can. */
  readonly stdin?: () => Promise<string>;
  /** Asks whoever sits at the terminal, and gives the line that was typed; absent where nobody does. */
  readonly ask?: (question: string) => Promise<string>;
  /** Hears each key that is pressed, until the function that it gives is called; absent where nobody sits at a terminal. */
  readonly keys?: (heard: (key: string) => void) => Promise<() => void>;
  /** Aborted by the first Ctrl-C: everything that was opened is closed. */
  readonly signal?: AbortSignal;
}

/**
 * True where colours may be written: a terminal, or `FORCE_COLOR` (force-color.org; 0 and false mean none, as Node
 * and chalk take them), and never with `NO_COLOR` (no-color.org). Where both are set, Node lets FORCE_COLOR win;
 * picocolors and we do not: test runners and pipelines force colours on all that they start, unasked, whereas who sets
 * NO_COLOR cannot use them.
 */
export function inColour(output: Output, env: Environment): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'] ?? '';
  if (forced !== '') return forced !== '0' && forced !== 'false';
  return output.isTTY === true && env['TERM'] !== 'dumb';
}
