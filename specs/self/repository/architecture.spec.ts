import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { allowanceFor, heavyPackages, packageOf } from './import-table.js';
import { blank } from './source-text.js';
import type { Import, Module } from './source-tree.js';
import {
  importsOf,
  modules,
  place,
  repositoryFiles,
  resolved,
  root,
  ships,
} from './source-tree.js';

const all = modules();
const shipped = all.filter(ships);

/** Every match of a pattern in code that runs, as `path:line what was found`. */
function found(where: readonly Module[], pattern: RegExp): readonly string[] {
  return where.flatMap((module) =>
    [...module.bare.matchAll(pattern)].map(
      (match) => `${place(module, match.index)} ${match[0].trim()}`,
    ),
  );
}

const pure = (module: Module): boolean =>
  ['protocol', 'handshakes', 'judge'].includes(module.folder);
const pageScript = (module: Module): boolean => /\/page-scripts\//.test(module.path);

/** What is wrong with one import; undefined where it is allowed. */
function refusal(module: Module, item: Import): string | undefined {
  const allowance = allowanceFor(module.path);
  if (item.kind === 'require') return 'require() in an ES module';
  if (allowance === undefined) return undefined;
  if (item.specifier.startsWith('node:'))
    return allowance.node === true ||
      (allowance.node !== false && allowance.node.includes(item.specifier))
      ? undefined
      : 'no Node modules here';
  if (!item.specifier.startsWith('.')) {
    const name = packageOf(item.specifier);
    if (!allowance.packages.includes(name)) return 'this package is not for this folder';
    // Whoever opens the door of a package has loaded that package.
    const isDoor = module.folder === name.replace(/^@|\/.*/g, '');
    return item.kind === 'static' && heavyPackages.includes(name) && !isDoor
      ? 'heavy: import it where it is first used'
      : undefined;
  }
  if (!/\.(?:js|json)$/.test(item.specifier)) return 'a relative import ends in .js';
  const path = resolved(module, item.specifier);
  const folder = path.split('/')[0] ?? '';
  return [folder, path].some((part) => part === module.folder || allowance.project.includes(part))
    ? undefined
    : `this folder does not import ${folder}`;
}

test('every import follows the import table, types and dynamic ones included', () => {
  const refused = all.flatMap((module) =>
    importsOf(module).flatMap((item) => {
      const reason = refusal(module, item);
      return reason === undefined
        ? []
        : [`${place(module, item.index)} ${item.specifier}: ${reason}`];
    }),
  );
  expect(refused).toEqual([]);
});

/** The packages that are loaded when a module is, and what it imports is, and so on. */
function loadedWith(path: string, seen = new Set<string>()): readonly string[] {
  const module = all.find((one) => one.path.replace(/\.tsx?$/, '') === path.replace(/\.js$/, ''));
  if (module === undefined || seen.has(path)) return [];
  seen.add(path);
  return importsOf(module)
    .filter(({ kind }) => kind === 'static')
    .map(({ specifier }) => resolved(module, specifier))
    .flatMap((target) =>
      target.startsWith('node:') || target.endsWith('.js') ? loadedWith(target, seen) : [target],
    );
}

test('the command loads no package before it knows what is asked', () => {
  expect(loadedWith('cli.js')).toEqual([]);
  const loaded = new Set(loadedWith('command/command-line.js'));
  expect([...loaded], 'the walk sees packages').toEqual(['commander']);
});

test('the scanner finds what it has to find', () => {
  const text = [
    "import { a } from './a.js';",
    "import type { B } from './b.js';",
    "import './c.js';",
    "export * from './d.js';",
    "const e = await import('./e.js');",
    "let f: import('./f.js').F;",
    "const g = require('./g.js');",
    "// import './not-1.js'",
    "const s = \"import './not-2.js'\"; const t = `import('./not-3.js') ${await import('./h.js')}`;",
    "const r = /['\"`]/; import { i } from './i.js';",
  ].join('\n');
  const sample = { path: 'protocol/x.ts', folder: 'protocol', text };
  const seen = importsOf({ ...sample, ...blank(text) }).map((item) => item.specifier);
  expect(seen.toSorted()).toEqual('abcdefghi'.split('').map((name) => `./${name}.js`));
});

const bans: readonly (readonly [name: string, where: (module: Module) => boolean, what: RegExp])[] =
  [
    [
      'no clock in pure code',
      pure,
      /\bnew\s+Date\s*\(\s*\)|\bDate\s*\.\s*now\b|\bDate\s*\(\s*\)|\bperformance\b/g,
    ],
    ['no timer in pure code', pure, /\bset(?:Timeout|Interval|Immediate)\b/g],
    ['no network in pure code', pure, /(?<![.\w])(?:fetch|XMLHttpRequest|WebSocket)\s*\(/g],
    [
      'no surroundings in pure code',
      pure,
      /\bprocess\b|\bglobalThis\s*\.\s*(?!crypto\b)\w+|\bglobal\s*\./g,
    ],
    ['no randomness in pure code', pure, /\bgetRandomValues\b|\brandomUUID\b|\brandomBytes\b/g],
    [
      'no computed import in pure code',
      (m) => pure(m) && m.path !== 'handshakes/registry.ts',
      /\bimport\s*\(\s*[^\s'"`]/g,
    ],
    [
      'no clock in reports',
      (m) => m.folder === 'reports',
      /\bnew\s+Date\s*\(\s*\)|\bDate\s*\.\s*now\b/g,
    ],
    ['no Math.random', ships, /\bMath\s*\.\s*random\b/g],
    [
      'requests go through node:http(s)',
      (m) => ships(m) && !pageScript(m),
      /\bglobalThis\s*\.\s*fetch\b|(?<![.\w])fetch\s*\(/g,
    ],
    [
      'the environment comes in from outside',
      (m) =>
        ships(m) && !['cli.ts', 'api/this-process.ts', 'playwright/this-run.ts'].includes(m.path),
      /\bprocess\s*\.\s*(?:env|argv|exit|exitCode)\b/g,
    ],
    ['no enum', () => true, /^\s*(?:export\s+)?(?:declare\s+)?(?:const\s+)?enum\s+\w/gm],
    ['no any', () => true, /[:<,|&(]\s*any\s*[[\],;)>=|&]|\bas\s+any\b/g],
    [
      'classes only for errors and servers',
      (m) => ships(m) && !pageScript(m),
      /\bclass\s+(?!\w*(?:Server|Host|Sink)\b)\w+(?!\w*\s+extends\s+\w*Error\b)/g,
    ],
  ];

test('nothing reaches for what its folder must not touch', () => {
  for (const [name, where, what] of bans) {
    expect.soft(found(all.filter(where), what), name).toEqual([]);
  }
});

test('no check of the compiler or the linter is switched off without a reason', () => {
  const silenced = all.flatMap((module) =>
    [
      ...module.text.matchAll(
        /@ts-(?:ignore|expect-error|nocheck)|(?:ox|es)lint-disable(?![^\n]* -- \w)/g,
      ),
    ]
      .filter((match) => module.code[match.index] === ' ')
      .map((match) => `${place(module, match.index)} ${match[0]}`),
  );
  expect(silenced).toEqual([]);
});

test('files are small and named after their subject', () => {
  const long = all
    .map((module) => [module.path, module.text.trimEnd().split('\n').length] as const)
    .filter(([, lines]) => lines > 300)
    .map(([path, lines]) => `${path}: ${lines} lines`);
  expect.soft(long, 'no file over 300 lines').toEqual([]);

  const folders = new Map<string, number>();
  for (const { path } of all) folders.set(dirname(path), (folders.get(dirname(path)) ?? 0) + 1);
  const crowded = [...folders].filter(([, files]) => files > 18);
  expect.soft(crowded, 'no folder with more than 18 files of its own').toEqual([]);

  const names = all.map((module) => module.path.split('/').at(-1) ?? '');
  const word = '[a-z0-9]+(?:-[a-z0-9]+)*';
  const kebab = new RegExp(`^${word}(?:\\.(?:spec|config|d))?\\.(?:tsx?|mjs)$`);
  expect
    .soft(
      names.filter((name) => !kebab.test(name)),
      'kebab-case',
    )
    .toEqual([]);
  const vague = /(?:^|\/)(?:utils?|helpers?|commons?|misc|stuff)(?:[/.-]|$)|-(?:utils?|helpers?)\./;
  expect
    .soft(
      all.map((module) => module.path).filter((path) => vague.test(path)),
      'vague names',
    )
    .toEqual([]);
});

test('every export of the shipped code has a docstring', () => {
  const declaration =
    /^export (?:declare |abstract |async )*(?:function\*?|const|let|class|interface|type|namespace) (?!\{)(\w+)/;
  const bare = shipped.flatMap((module) => {
    const lines = module.text.split('\n');
    return lines.flatMap((line, index) => {
      const name = declaration.exec(line)?.[1];
      if (name === undefined) return [];
      const before = lines.slice(0, index).findLast((earlier) => earlier.trim() !== '') ?? '';
      // A requirement documents itself: title, why and fix are published as they stand.
      const documented =
        before.trimEnd().endsWith('*/') ||
        declaration.exec(before)?.[1] === name ||
        line.endsWith(' = requirement({');
      return documented ? [] : [`${module.path}:${index + 1} ${name}`];
    });
  });
  expect(bare).toEqual([]);
});

test('the repository holds no private key and no whole token', () => {
  const secrets: readonly RegExp[] = [
    /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:\s|\\n|\\r)*[A-Za-z0-9+/]{24,}/,
    /"d"\s*:\s*"[A-Za-z0-9_-]{40,}"/,
    /eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{40,}/,
  ];
  const held = repositoryFiles().filter((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    return secrets.some((secret) => secret.test(text));
  });
  expect(held).toEqual([]);
});

const planted: readonly (readonly [path: string, specifier: string])[] = [
  ['protocol/planted.ts', 'node:fs'],
  ['protocol/planted-too.ts', '../drivers/http/driver.js'],
  ['protocol/http/planted.ts', '../../handshakes/registry.js'],
  ['handshakes/planted/planted.ts', '../../runner/run.js'],
  ['handshakes/planted/planted-too.ts', 'jose'],
  ['judge/planted.ts', '../mock-host/mock-host.js'],
  ['judge/arrival/planted.ts', 'node:fs'],
  ['mock-host/planted.ts', '../drivers/http/driver.js'],
  ['mock-host/pages/planted.ts', 'tough-cookie'],
  ['page-parts/planted.ts', '../protocol/report.js'],
  ['page-parts/planted-too.ts', 'express'],
  ['drivers/planted.ts', '../judge/judge.js'],
  ['drivers/http/planted.ts', 'express'],
  ['configuration/planted.ts', '../runner/run.js'],
  ['configuration/planted-too.ts', '../judge/judge.js'],
  ['runner/planted.ts', '../fixtures/reference/flow.js'],
  ['runner/planted-too.ts', '../command/main.js'],
  ['reports/planted.ts', '../runner/run.js'],
  ['fixtures/reference/planted.ts', '../../mock-host/mock-host.js'],
  ['command/planted.ts', '../specs/empty-shard.js'],
  ['api/planted.ts', '../command/main.js'],
  ['playwright/planted.ts', '../command/main.js'],
  ['runner/planted-three.ts', '../api/check.js'],
];

test('the linter refuses one planted import in each folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'docs-handshake-lint-'));
  try {
    copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
    for (const [path, specifier] of planted) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), `export { a } from '${specifier}';\n`);
    }
    const { stdout } = spawnSync(
      process.execPath,
      [join(root, 'node_modules', 'oxlint', 'bin', 'oxlint'), '-f', 'unix', '.'],
      { cwd: folder, encoding: 'utf8', env: { ...process.env, FORCE_COLOR: '' } },
    );
    const refused = planted.filter(([path]) =>
      stdout
        .split('\n')
        .some((line) => line.startsWith(path) && line.includes('no-restricted-imports')),
    );
    expect(refused).toEqual(planted);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
