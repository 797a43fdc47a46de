import { createRequire } from 'node:module';

/** The name and version of this package. Read by its own name, which is right from source and from `dist` alike. */
export function packageVersion(): { readonly name: string; readonly version: string } {
  const load = createRequire(import.meta.url);
  const { name, version } = load('docs-handshake/package.json') as {
    readonly name: string;
    readonly version: string;
  };
  return { name, version };
}
