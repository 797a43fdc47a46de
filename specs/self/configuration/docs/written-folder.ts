import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestInfo } from '@playwright/test';

import { readDocsFolder, type DocsReading } from '../../../../configuration/docs/docs-folder.js';

/** Writes a docs folder of its own. */
export function folderOf(
  info: TestInfo,
  name: string,
  files: Readonly<Record<string, string | Buffer>>,
): string {
  const folder = info.outputPath(name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

/** Reads it as `--docs` does. */
export const readIn = (folder: string): Promise<DocsReading> => readDocsFolder(folder, '/');
