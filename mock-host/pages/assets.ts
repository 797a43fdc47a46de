import { readFile } from 'node:fs/promises';

/** A file that pages load. */
export interface Asset {
  readonly type: string;
  readonly text: string;
}

const javascript = 'text/javascript; charset=utf-8';

/**
 * A page script as a classic script, so that it can run before anything else: next to this module
 * where it was compiled, made from its source otherwise.
 */
async function pageScript(name: string): Promise<Asset> {
  const compiled = new URL(`../page-scripts/${name}.js`, import.meta.url);
  try {
    // The compiler marks every file of an ES module package as a module; a classic script must not be one.
    const text = (await readFile(compiled, 'utf8')).replace(/^export \{\};?\s*$/m, '');
    return { type: javascript, text };
  } catch {
    const source = await readFile(new URL(`../page-scripts/${name}.ts`, import.meta.url), 'utf8');
    const { transform } = await import('esbuild');
    const { code } = await transform(source, { loader: 'ts', target: 'es2022' });
    return { type: javascript, text: code };
  }
}

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0f766e"/><path d="M9 8h10l4 4v12H9z" fill="#fff"/><path d="m12 17 3 3 5-6" fill="none" stroke="#0f766e" stroke-width="2.5"/></svg>`;

/** Loads every file that pages may ask for, by its name below `/_docs-handshake/`. */
export async function loadAssets(): Promise<ReadonlyMap<string, Asset>> {
  const { stylesheet } = await import('./stylesheet.js');
  const [take, personalize] = await Promise.all([pageScript('take'), pageScript('personalize')]);
  return new Map([
    ['take.js', take],
    ['personalize.js', personalize],
    ['pages.css', { type: 'text/css; charset=utf-8', text: stylesheet }],
    ['icon.svg', { type: 'image/svg+xml; charset=utf-8', text: icon }],
  ]);
}
