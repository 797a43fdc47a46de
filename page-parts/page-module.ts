import type { Plugin } from 'esbuild';

/** What a page module is made from. */
export interface PageModuleParts {
  /** Its first module as text; relative imports start from `folder`. */
  readonly entry: string;
  /** Absolute path of the folder. */
  readonly folder: string;
  /** Absolute path of a module whose exports take the place of globals that a browser has not. */
  readonly globals: string;
  /** A JSON Schema: what `ajv` compiles it to stands in the module, since a page may not make code. */
  readonly schema: object;
}

/** Packages that are bundled, whose licence asks for its notice in every copy. */
const notice = `/*! Holds jose (MIT, Copyright (c) 2018 Filip Skokan) and code made by ajv (MIT, Copyright (c) 2015-2021 Evgeny Poberezkin). */`;

/** The code of one schema's check, as a module that stands in for `ajv`. */
async function compiledSchema(schema: object): Promise<string> {
  const [{ Ajv }, { default: standalone }] = await Promise.all([
    import('ajv'),
    import('ajv/dist/standalone/index.js'),
  ]);
  const ajv = new Ajv({ strict: true, code: { source: true, esm: true } });
  const code = standalone.default(ajv, ajv.compile(schema));
  return `${code}\nexport class Ajv { compile() { return validate; } }`;
}

/** No arrival holds a page, so no row that parses one is asked. */
const withoutParser = 'export const parse = () => { throw new Error("No page is parsed here."); };';

/** Gives texts in place of packages. */
function inPlaceOf(texts: Readonly<Record<string, string>>, folder: string): Plugin {
  const names = Object.keys(texts).join('|');
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
 * Modules of this project in one file that a browser imports. It takes the bundler, which only a clone has: packages
 * hold what was made when they were built.
 */
export async function makePageModule(parts: PageModuleParts): Promise<string> {
  const { build } = await import('esbuild');
  const texts = { ajv: await compiledSchema(parts.schema), parse5: withoutParser };
  const made = await build({
    stdin: { contents: parts.entry, resolveDir: parts.folder, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    banner: { js: notice },
    inject: [parts.globals],
    plugins: [inPlaceOf(texts, parts.folder)],
    logLevel: 'silent',
  });
  return made.outputFiles[0]?.text ?? '';
}
