import { mkdirSync } from 'node:fs';

import { expect } from '@playwright/test';

import { main } from '../../../../command/main.js';
import { argv, collectedIo } from '../../harness/collected-io.js';

/** What `serve` says at a start, on both streams; it is ended once it listens. */
export async function started(
  cwd: string,
  words: readonly string[],
  env: Record<string, string> = {},
): Promise<{ readonly err: string; readonly out: string }> {
  mkdirSync(cwd, { recursive: true });
  const closing = new AbortController();
  const io = collectedIo({ cwd, env, signal: closing.signal });
  const done = main(argv(...words), io);
  await expect.poll(() => io.err()).toContain('Ctrl-C');
  closing.abort();
  expect(await done).toBe(0);
  return { err: io.err(), out: io.out() };
}
