import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/**
 * A module with all that it imports as one classic script, so that it can run before anything else and without a loader.
 *
 * @param file its path; without an ending, the source there is taken
 */
export async function bundled(file: string): Promise<string> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    // Comments would name the folders of the machine that built it.
    minifyWhitespace: true,
    legalComments: 'none',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

/**
 * A page script: the built file where there is one (`scripts/build.mjs` bundles each), bundled from its source otherwise.
 *
 * @param place its address without the ending, beside the module that asks: `new URL('../page-scripts/x', import.meta.url)`
 */
export async function pageScript(place: URL): Promise<string> {
  try {
    return await readFile(new URL(`${place.href}.page.js`), 'utf8');
  } catch {
    return bundled(fileURLToPath(place));
  }
}
