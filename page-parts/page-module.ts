import { ajvNotice, compiledSchema, inPlaceOf } from './schema-code.js';

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
const notice = `/*! Holds jose (MIT, Copyright (c) 2018 Filip Skokan) and ${ajvNotice}. */`;

/** The code of one schema's check, as a module that stands in for `ajv`. */
const inPlaceOfAjv = async (schema: object): Promise<string> =>
  `${await compiledSchema(schema)}\nexport class Ajv { compile() { return validate; } }`;

/** It stands in the module itself. */
const noChecks = 'export const builtChecks = async () => new Map();';

/** No arrival holds a page, so no row that parses one is asked. */
const withoutParser = 'export const parse = () => { throw new Error("No page is parsed here."); };';

/** What Node has of its own is looked for, and not found. */
const nothing = 'export {};';

/**
 * Modules of this project in one file that a browser imports. It takes the bundler, which only a clone has: packages
 * hold what was made when they were built.
 */
export async function makePageModule(parts: PageModuleParts): Promise<string> {
  const { build } = await import('esbuild');
  const texts = {
    ajv: await inPlaceOfAjv(parts.schema),
    './built-checks.js': noChecks,
    parse5: withoutParser,
    'node:crypto': nothing,
  };
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
