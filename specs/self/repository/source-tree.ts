import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { blank } from './source-text.js';

/** The project's root folder. */
export const root: string = fileURLToPath(new URL('../../..', import.meta.url));

const built = JSON.parse(readFileSync(join(root, 'tsconfig.build.json'), 'utf8')) as {
  readonly include: readonly string[];
};

/** The folders whose code ships, in the order of the journey: those that are built whole. */
export const shippedFolders: readonly string[] = built.include.flatMap((pattern) =>
  pattern.endsWith('/**/*') ? [pattern.slice(0, -'/**/*'.length)] : [],
);

const leftOut = new Set(['node_modules', 'dist', 'test-results', 'playwright-report', '.git']);
const moduleName = /\.[cm]?tsx?$|\.mjs$/;
const binaryName = /\.(?:png|ico|woff2?|gz|tgz|br)$/;

/** Every text file of the repository, as paths from the root with forward slashes; nothing that is made or installed. */
export function repositoryFiles(folder: string = root): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (leftOut.has(entry.name)) return [];
    if (entry.isDirectory()) return repositoryFiles(path);
    return entry.isFile() && !binaryName.test(entry.name)
      ? [relative(root, path).split(sep).join('/')]
      : [];
  });
}

/** One module, with its text as written and in two blanked forms of the same length. */
export interface Module {
  /** From the root, with forward slashes. */
  readonly path: string;
  /** The top folder; the file name itself for a module at the root. */
  readonly folder: string;
  readonly text: string;
  /** Comments blanked. */
  readonly code: string;
  /** Comments and the contents of strings, templates and regular expressions blanked. */
  readonly bare: string;
}

/** Reads one module. */
export function readModule(path: string): Module {
  const text = readFileSync(join(root, path), 'utf8');
  return { path, folder: path.split('/')[0] ?? path, text, ...blank(text) };
}

/** Every module of the repository. */
export function modules(): readonly Module[] {
  return repositoryFiles()
    .filter((path) => moduleName.test(path))
    .map((path) => readModule(path));
}

/** True for code that ends up in the package. */
export function ships(module: Module): boolean {
  return (
    shippedFolders.includes(module.folder) || module.path === 'index.ts' || module.path === 'cli.ts'
  );
}

/** The line of a character, counted from 1, as `path:line`. */
export function place(module: Module, index: number): string {
  return `${module.path}:${module.text.slice(0, index).split('\n').length}`;
}

/** One specifier that a module names, in whatever way. */
export interface Import {
  readonly specifier: string;
  readonly index: number;
  /** `static`: evaluated at load. `type`: erased. `dynamic`: where first used, or as a type `import('x').T`. */
  readonly kind: 'static' | 'type' | 'dynamic' | 'require';
}

const statement = /\b(?:import|export)\b(\s+type\b)?(?:[^;'"`()]*?\bfrom)?\s*(['"])([^'"\n]+)\2/g;
const call = /\b(import|require)\s*\(\s*(['"`])([^'"`\n]+)\2/g;

/** Every import of a module: statements, re-exports, `import()`, `import('x').T` and `require()`. */
export function importsOf(module: Module): readonly Import[] {
  const written = (index: number): boolean => module.bare[index] !== ' ';
  const statements = [...module.code.matchAll(statement)]
    .filter((match) => written(match.index))
    .map((match): Import => ({
      specifier: match[3] ?? '',
      index: match.index,
      kind: match[1] === undefined ? 'static' : 'type',
    }));
  const calls = [...module.code.matchAll(call)]
    .filter((match) => written(match.index))
    .map((match): Import => ({
      specifier: match[3] ?? '',
      index: match.index,
      kind: match[1] === 'require' ? 'require' : 'dynamic',
    }));
  return [...statements, ...calls];
}

/** The module path that a relative specifier names, as written (`.js`); the specifier itself for a package. */
export function resolved(module: Module, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  return relative(root, join(root, dirname(module.path), specifier))
    .split(sep)
    .join('/');
}
