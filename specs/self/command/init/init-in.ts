import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestInfo } from '@playwright/test';
import { main } from '../../../../command/main.js';
import { argv, collectedIo } from '../../harness/collected-io.js';
import type { CollectedIo } from '../../harness/collected-io.js';

/** A repository of its own with these files. */
export function repository(
  info: TestInfo,
  name: string,
  files: Readonly<Record<string, string>>,
): string {
  const folder = info.outputPath(name);
  mkdirSync(join(folder, '.git'), { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

/** Runs `init` in a folder, with nobody at the terminal. */
export async function initIn(
  cwd: string,
  words: readonly string[],
): Promise<{ readonly code: number; readonly io: CollectedIo }> {
  const io = collectedIo({ cwd });
  return { code: await main(argv('init', ...words), io), io };
}
