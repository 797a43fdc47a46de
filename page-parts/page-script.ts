import { readFile } from 'node:fs/promises';

/**
 * A page script as a classic script, so that it can run before anything else and without a loader: the compiled
 * file where there is one, made from its source otherwise.
 *
 * @param place its address without the ending, beside the module that asks: `new URL('../page-scripts/x', import.meta.url)`
 */
export async function pageScript(place: URL): Promise<string> {
  try {
    // The compiler marks every file of an ES module package as a module; a classic script must not be one.
    const text = await readFile(new URL(`${place.href}.js`), 'utf8');
    return text.replace(/^export \{\};?\s*$/m, '');
  } catch {
    const source = await readFile(new URL(`${place.href}.ts`), 'utf8');
    const { transform } = await import('esbuild');
    return (await transform(source, { loader: 'ts', target: 'es2022' })).code;
  }
}
