import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from '@playwright/test';

import { root } from '../../repository/source-tree.js';

/** What was built, as it is shipped; the source where nothing was. */
const built = join(root, 'dist', 'cli.js');
/** How the command is started; words follow. */
export const command: readonly string[] = existsSync(built)
  ? [process.execPath, built]
  : [
      process.execPath,
      '--import',
      join(root, 'node_modules/tsx/dist/loader.mjs'),
      join(root, 'cli.ts'),
    ];

/** A running `serve`. */
export interface ServeProcess {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  /** Of the docs host. */
  readonly port: number;
  /** Sends a signal, and gives the exit code and how long the end took, in milliseconds. */
  readonly end: (
    signal?: NodeJS.Signals,
  ) => Promise<{ readonly code: number | null; readonly ms: number }>;
}

/** Variables of a shell that knows nothing of us. */
export function cleanEnv(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('DOCS_HANDSHAKE_') && name !== 'FORCE_COLOR',
  );
  return { ...Object.fromEntries(kept), ...more };
}

/**
 * Starts `serve` in a folder on a free port and waits until it has said everything of its start.
 *
 * @param reads false: nobody reads its standard output until somebody listens to `child.stdout`
 */
export async function startServe(
  cwd: string,
  words: readonly string[] = [],
  { env = {}, reads = true }: { readonly env?: NodeJS.ProcessEnv; readonly reads?: boolean } = {},
): Promise<ServeProcess> {
  mkdirSync(cwd, { recursive: true });
  const [program = '', ...first] = command;
  const child = spawn(program, [...first, 'serve', '--port', '0', ...words], {
    cwd,
    env: cleanEnv(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  if (reads) child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const ended = once(child, 'close');
  await expect
    .poll(() => (child.exitCode === null ? err : `ended: ${err}`), { timeout: 20_000 })
    .toMatch(/Ctrl-C stops it|^ended/);
  const port = Number(/listens on port (\d+)/.exec(err)?.[1]);
  return {
    child,
    out: () => out,
    err: () => err,
    port,
    end: async (signal = 'SIGINT') => {
      const from = performance.now();
      child.kill(signal);
      const [code] = (await ended) as [number | null];
      return { code, ms: performance.now() - from };
    },
  };
}
