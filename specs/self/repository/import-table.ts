import { shippedFolders } from './source-tree.js';

/** What a part of the project may import. */
export interface Allowance {
  /** Folders of this project, or single modules (`.js`). Its own folder is always allowed. */
  readonly project: readonly string[];
  readonly packages: readonly string[];
  /** Whether it may use modules of Node.js: all, none, or these. */
  readonly node: boolean | readonly string[];
}

/**
 * The import table, the longest matching path first. The linter has the same table
 * (`.oxlintrc.json`); this one also holds for `import()`, `import('x').T` and `require()`.
 */
export const importTable: Readonly<Record<string, Allowance>> = {
  command: {
    project: shippedFolders,
    packages: ['commander', 'jose'],
    node: true,
  },
  api: {
    project: shippedFolders.filter(
      (folder) => !['command', 'playwright', 'fixtures'].includes(folder),
    ),
    packages: [],
    node: true,
  },
  playwright: {
    project: shippedFolders.filter((folder) => folder !== 'command'),
    packages: ['@playwright/test'],
    node: true,
  },
  configuration: { project: ['handshakes', 'protocol'], packages: ['tsx'], node: true },
  runner: {
    project: ['configuration', 'drivers', 'mock-host', 'judge', 'handshakes', 'protocol'],
    packages: [],
    node: true,
  },
  reports: {
    project: ['page-parts', 'protocol'],
    packages: [
      'picocolors',
      'wrap-ansi',
      '@xmldom/xmldom',
      'sarif',
      'preact',
      'preact-render-to-string',
    ],
    node: true,
  },
  drivers: {
    project: ['protocol'],
    packages: ['tldts', 'tough-cookie', 'parse5', 'playwright', '@sparticuz/chromium'],
    node: true,
  },
  'mock-host': {
    project: ['judge', 'page-parts', 'handshakes', 'protocol'],
    packages: [
      'express',
      'jose',
      'marked',
      'preact',
      'preact-render-to-string',
      '@peculiar/x509',
      'reflect-metadata',
    ],
    node: true,
  },
  'page-parts': {
    project: [],
    packages: ['preact', 'preact-render-to-string', 'esbuild', 'ajv'],
    node: ['node:crypto', 'node:fs/promises', 'node:url'],
  },
  judge: { project: ['handshakes', 'protocol'], packages: ['jose'], node: false },
  handshakes: { project: ['protocol'], packages: [], node: false },
  protocol: {
    project: [],
    packages: ['jose', 'ajv', 'ajv-formats', 'parse5'],
    // A pure function of node:crypto is pure.
    node: ['node:crypto'],
  },
  fixtures: {
    project: ['handshakes/registry.js', 'protocol'],
    packages: [
      'express',
      'jose',
      'preact',
      'preact-render-to-string',
      'oidc-provider',
      '@node-oauth/oauth2-server',
    ],
    node: true,
  },
  'handshakes/registry.ts': { project: ['protocol'], packages: [], node: true },
  'cli.ts': { project: ['command', 'protocol'], packages: [], node: true },
  'index.ts': {
    project: shippedFolders.filter((folder) => !['fixtures', 'playwright'].includes(folder)),
    packages: [],
    node: false,
  },
};

/** Packages that cost more than 30 ms to load: never imported when a module loads, only where first used. */
export const heavyPackages: readonly string[] = [
  'express',
  'oidc-provider',
  '@node-oauth/oauth2-server',
  'playwright',
  '@playwright/test',
  'tsx',
  '@peculiar/x509',
  'reflect-metadata',
  'esbuild',
  '@sparticuz/chromium',
];

/** The row for a path; undefined for specs and scripts, which may import anything. */
export function allowanceFor(path: string): Allowance | undefined {
  const key = Object.keys(importTable)
    .filter((part) => path === part || path.startsWith(`${part}/`))
    .toSorted((a, b) => b.length - a.length)[0];
  return key === undefined ? undefined : importTable[key];
}

/** The package that a specifier names, without a path inside it. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
