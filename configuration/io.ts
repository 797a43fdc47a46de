/** Where text goes: a stream, or what a test collects. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  /** Width in characters, where it is a terminal. */
  readonly columns?: number | undefined;
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
  /** Aborted by the first Ctrl-C: everything that was opened is closed. */
  readonly signal?: AbortSignal;
}

/** True where colours may be written: a terminal, and no `NO_COLOR` (no-color.org). */
export function inColour(output: Output, env: Environment): boolean {
  return output.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}
