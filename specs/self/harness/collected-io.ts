import type { Io } from '../../../configuration/io.js';

/** An `Io` that collects what is written, for specs that run the command line in process. */
export interface CollectedIo extends Io {
  readonly out: () => string;
  readonly err: () => string;
}

/** Opens a collecting `Io`; not a terminal unless said so. */
export function collectedIo(
  over: {
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly terminal?: boolean;
    readonly columns?: number;
    readonly signal?: AbortSignal;
  } = {},
): CollectedIo {
  const out: string[] = [];
  const err: string[] = [];
  const terminal = { isTTY: over.terminal ?? false, columns: over.columns ?? 80 };
  return {
    stdout: { write: (text: string) => out.push(text), ...terminal },
    stderr: { write: (text: string) => err.push(text), ...terminal },
    env: over.env ?? {},
    cwd: over.cwd ?? process.cwd(),
    ...(over.signal && { signal: over.signal }),
    out: () => out.join(''),
    err: () => err.join(''),
  };
}

/** Arguments as `process.argv` has them. */
export const argv = (...words: readonly string[]): readonly string[] => [
  'node',
  'docs-handshake',
  ...words,
];
