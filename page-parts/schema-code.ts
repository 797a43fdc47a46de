import type { Plugin } from 'esbuild';

/** Packages that are bundled, whose licence asks for its notice in every copy. */
export const ajvNotice = 'code made by ajv (MIT, Copyright (c) 2015-2021 Evgeny Poberezkin)';

/** What `ajv` compiles a JSON Schema to, as a module whose default export is the check. */
export async function compiledSchema(schema: object): Promise<string> {
  const [{ Ajv }, { default: standalone }] = await Promise.all([
    import('ajv'),
    import('ajv/dist/standalone/index.js'),
  ]);
  const ajv = new Ajv({ strict: true, code: { source: true, esm: true } });
  return standalone.default(ajv, ajv.compile(schema));
}

/** Gives texts in place of modules, by the names by which they are imported. */
export function inPlaceOf(texts: Readonly<Record<string, string>>, folder: string): Plugin {
  const names = Object.keys(texts)
    .map((name) => name.replaceAll('.', String.raw`\.`))
    .join('|');
  return {
    name: 'in-place-of',
    setup: (made) => {
      made.onResolve({ filter: new RegExp(`^(?:${names})$`) }, ({ path }) => ({
        path,
        namespace: 'text',
      }));
      made.onLoad({ filter: /./, namespace: 'text' }, ({ path }) => ({
        contents: texts[path] ?? '',
        resolveDir: folder,
      }));
    },
  };
}

/**
 * The checks of some schemas as one module, `checks`: each under the JSON of its schema, so that no other schema is taken for
 * it. It takes the bundler, which only a clone has.
 *
 * @param folder from which packages are found: an absolute path
 */
export async function makeChecks(schemas: readonly object[], folder: string): Promise<string> {
  const { build } = await import('esbuild');
  const codes = await Promise.all(schemas.map(compiledSchema));
  const texts = Object.fromEntries(codes.map((code, index) => [`check-${index}`, code]));
  const entry = [
    ...schemas.map((_schema, index) => `import check${index} from 'check-${index}';`),
    'export const checks = new Map([',
    ...schemas.map(
      (schema, index) => `[${JSON.stringify(JSON.stringify(schema))}, check${index}],`,
    ),
    ']);',
  ].join('\n');
  const made = await build({
    stdin: { contents: entry, resolveDir: folder },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    legalComments: 'none',
    banner: { js: `/*! Holds ${ajvNotice}. */` },
    plugins: [inPlaceOf(texts, folder)],
    logLevel: 'silent',
  });
  return made.outputFiles[0]?.text ?? '';
}
