import { spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { SourceMap, isBuiltin, type SourceMapPayload } from 'node:module';
import { basename, dirname, join, normalize } from 'node:path';
import { expect, test } from '@playwright/test';
import { links, pages } from '../docs/pages.js';
import { packageOf } from './import-table.js';
import { blank } from './source-text.js';
import { importsOf, root, shippedFolders } from './source-tree.js';

interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

/** The paths that the tarball would hold. */
function packed(): readonly string[] {
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const [tarball] = JSON.parse(stdout) as readonly {
    readonly files: readonly { path: string }[];
  }[];
  return tarball?.files.map(({ path }) => path) ?? [];
}

test('the tarball holds what a user needs and nothing else', () => {
  const paths = packed();
  const docs = readdirSync(join(root, 'docs')).map((name) => `docs/${name}`);
  const needed = [
    ...docs,
    'package.json',
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
    'Dockerfile',
    'dist/cli.js',
    'dist/index.js',
    'dist/index.d.ts',
    'dist/reports/report.schema.json',
    'dist/playwright.config.js',
    'dist/playwright/catalogue.json',
    'dist/specs/handshake.spec.js',
    'dist/specs/empty-shard.js',
  ];
  expect(
    needed.filter((path) => !paths.includes(path)),
    'missing',
  ).toEqual([]);
  const places = [...shippedFolders.map((folder) => `dist/${folder}/`), ...needed];
  const strays = paths.filter(
    (path) =>
      !places.some((place) => path.startsWith(place.replace(/\.js$/, '.'))) ||
      (/\.tsx?$/.test(path) && !path.endsWith('.d.ts')),
  );
  expect(strays, 'strays').toEqual([]);
});

test('the tarball holds every file that its pages link to', () => {
  const paths = packed();
  const shipped = pages().filter(({ path }) => paths.includes(path));
  expect(shipped.length).toBeGreaterThan(10);
  const lost = shipped.flatMap((page) =>
    links(page)
      .filter((target) => !/^(?:https?:|#)/.test(target))
      .map((target) => normalize(join(dirname(page.path), target.split('#')[0] ?? '')))
      .filter((path) => !paths.includes(path))
      .map((path) => `${page.path}: ${path}`),
  );
  expect(lost).toEqual([]);
});

test('every shipped module has a source map that leads to its source, text included', () => {
  const dist = join(root, 'dist');
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' });
  // What is made out of many modules, each of which has its own map, or out of a schema is nobody's module.
  const modules = files.filter((path) => /(?<!\.page|\/user-checks)\.js$/.test(path));
  expect(modules.length).toBeGreaterThan(100);
  const forPages = files.filter((path) => path.endsWith('.page.js')).toSorted();
  expect(forPages).toEqual([
    'mock-host/inspector/page-scripts/inspector.page.js',
    'mock-host/page-scripts/depart.page.js',
    'mock-host/page-scripts/judge-mintlify-oauth-personalization.page.js',
    'mock-host/page-scripts/judge-mintlify-personalization.page.js',
    'mock-host/page-scripts/judge-mintlify-shared-session.page.js',
    'mock-host/page-scripts/personalize.page.js',
    'mock-host/page-scripts/take.page.js',
    'reports/page-scripts/filter.page.js',
  ]);
  const telling = forPages.filter((path) =>
    /sourceMappingURL|^\s*\/\/|node_modules/m.test(readFileSync(join(dist, path), 'utf8')),
  );
  expect(telling, 'without a map, and without the names of folders').toEqual([]);
  const faults = modules.flatMap((path) => {
    const map = new SourceMap(
      JSON.parse(readFileSync(join(dist, `${path}.map`), 'utf8')) as SourceMapPayload,
    );
    const [source = ''] = map.payload.sources;
    // Beside the package there are no sources: a debugger has their text from the map.
    const original = readdirSync(join(root, dirname(path))).find(
      (name) => name === basename(source),
    );
    const same =
      original !== undefined &&
      map.payload.sourcesContent?.[0] === readFileSync(join(root, dirname(path), original), 'utf8');
    const named = readFileSync(join(dist, path), 'utf8').includes(
      `//# sourceMappingURL=${basename(path)}.map`,
    );
    return same && named ? [] : [path];
  });
  expect(faults).toEqual([]);
});

test('every way in exists', () => {
  const targets = [
    ...Object.values(manifest.bin),
    ...Object.values(manifest.exports).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : Object.values(entry),
    ),
  ];
  expect(targets.filter((target) => !existsSync(join(root, target)))).toEqual([]);
  const command = join(root, manifest.bin['docs-handshake'] ?? '');
  expect(readFileSync(command, 'utf8').startsWith('#!/usr/bin/env node\n')).toBe(true);
  accessSync(command, constants.X_OK);
});

test('the types stand by themselves, without those of Node', async ({}, info) => {
  const cwd = info.outputPath();
  mkdirSync(cwd, { recursive: true });
  const door = join(root, 'dist', 'index.js');
  const names = 'main, run, configurationFrom, handshakes, readKeys';
  writeFileSync(
    join(cwd, 'use.ts'),
    `import { ${names} } from ${JSON.stringify(door)};\nexport const all = [${names}];\n`,
  );
  const compilerOptions = {
    module: 'nodenext',
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    types: [],
    lib: ['es2024', 'dom'],
  };
  writeFileSync(join(cwd, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }));
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', cwd], {
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});

test('shipped code loads declared packages only', () => {
  const dist = join(root, 'dist');
  const optional = Object.keys(manifest.peerDependencies);
  expect(optional.filter((name) => manifest.peerDependenciesMeta[name]?.optional !== true)).toEqual(
    [],
  );
  /** Tried where first used, and done without where absent. */
  const developmentOnly = ['esbuild', '@sparticuz/chromium'];
  const undeclared = readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.js'))
    .flatMap((path) => {
      const text = readFileSync(join(dist, path), 'utf8');
      const specs = /^(?:specs|playwright)\//.test(path) || path === 'playwright.config.js';
      return importsOf({ path, folder: '', text, ...blank(text) })
        .filter(({ specifier }) => !specifier.startsWith('.') && !isBuiltin(specifier))
        .map(({ specifier, kind }) => ({ name: packageOf(specifier), kind }))
        .filter(
          ({ name, kind }) =>
            manifest.dependencies[name] === undefined &&
            !(optional.includes(name) && (specs || kind === 'dynamic')) &&
            !(developmentOnly.includes(name) && kind === 'dynamic'),
        )
        .map(({ name, kind }) => `${path}: ${name} (${kind})`);
    });
  expect(undeclared).toEqual([]);
});
