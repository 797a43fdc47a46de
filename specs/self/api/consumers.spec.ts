import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { root } from '../repository/source-tree.js';

/** Runs a program of the development dependencies. */
function run(path: string, words: readonly string[], cwd: string): { code: number; said: string } {
  const program = join(root, 'node_modules', path);
  const done = spawnSync(process.execPath, [program, ...words], { cwd, encoding: 'utf8' });
  return { code: done.status ?? -1, said: done.stdout + done.stderr };
}

const alone = `
  import { check, explain, render, startDocsHost } from 'docs-handshake';
  import type { CheckOptions, Report } from 'docs-handshake';
  export const options: CheckOptions = { loginUrl: 'http://a.example/', signIn: async () => {}, only: ['token-alg'], driver: 'http' };
  export const judge = async () => render(await check(options), 'json');
  export const host = () => startDocsHost({ key: 'a.pem', loginUrl: 'http://a.example/', port: 0 });
  export const user = async () => (await (await host()).nextHandshake()).user;
  export const explained = explain('token-alg');
  export const worst = (report: Report): string[] => report.verdicts.map(({ id, outcome }) => id + outcome);
  // @ts-expect-error A misspelt word does not compile.
  export const wrong: CheckOptions = { driver: 'htp' };
`;
const withPlaywright = `
  import { createPublicKey } from 'node:crypto';
  import { conformanceTests, expect, test } from 'docs-handshake/playwright';
  conformanceTests({ loginUrl: 'http://a.example/', key: createPublicKey('') });
  test.use({ docsHandshake: { loginUrl: 'http://a.example/' } });
  test('a', async ({ handshake, docsHost, page }) => {
    const exchange = await handshake.visit('/quickstart#step-one');
    expect(exchange).toConform();
    expect(exchange).not.toSatisfy('redirect-exact');
    await expect(exchange).toCarryUser({ groups: ['admin'] });
    await expect(page).toHaveURL(docsHost.url);
    // @ts-expect-error Groups are a list.
    await expect(exchange).toCarryUser({ groups: 'admin' });
  });
`;

test('strict projects compile, with the types of Playwright and without', ({}, info) => {
  const rows = ['nodenext', 'bundler'].flatMap((resolution) => [
    { resolution, text: alone, types: [] as string[], packages: ['docs-handshake'] },
    {
      resolution,
      text: withPlaywright,
      types: ['node'],
      packages: [
        'docs-handshake',
        '@playwright/test',
        'playwright',
        'playwright-core',
        '@types/node',
        'undici-types',
      ],
    },
  ]);
  for (const [at, { resolution, text, types, packages }] of rows.entries()) {
    const cwd = info.outputPath(String(at));
    for (const name of packages) {
      const place = join(cwd, 'node_modules', name);
      mkdirSync(dirname(place), { recursive: true });
      symlinkSync(name === 'docs-handshake' ? root : join(root, 'node_modules', name), place);
    }
    const compilerOptions = {
      module: resolution === 'bundler' ? 'esnext' : resolution,
      moduleResolution: resolution,
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      // Types of what is exported here must be nameable from outside.
      declaration: true,
      outDir: 'out',
      preserveSymlinks: true,
      types,
      lib: ['es2024', 'dom'],
    };
    writeFileSync(join(cwd, 'use.ts'), text);
    writeFileSync(join(cwd, 'package.json'), '{ "type": "module" }');
    writeFileSync(
      join(cwd, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['use.ts'] }),
    );
    const done = run('typescript/bin/tsc', ['-p', '.'], cwd);
    expect.soft(done, `${resolution} ${packages.length}`).toEqual({ code: 0, said: '' });
  }
});

/** The names that a declaration file imports or exports, by the file that has them. */
function namesIn(
  path: string,
  pattern: RegExp,
): readonly (readonly [name: string, file: string])[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(pattern)].flatMap(([, names = '', from = '']) =>
    names.split(',').flatMap((part) => {
      const [name = ''] = part
        .replace(/\btype\b/g, '')
        .trim()
        .split(/ as /);
      const file = resolve(dirname(path), from.replace(/\.js$/, '.d.ts'));
      return name === '' || !from.startsWith('.') ? [] : [[name, file] as const];
    }),
  );
}

test('every type that an exported function names is exported, too', () => {
  for (const door of ['index.d.ts', 'playwright/index.d.ts']) {
    const path = join(root, 'dist', door);
    const exported = namesIn(path, /export (?:type )?\{([^}]*)\} from '([^']+)'/g);
    const whole = [...readFileSync(path, 'utf8').matchAll(/export type \* from '([^']+)'/g)].map(
      ([, from = '']) => resolve(dirname(path), from.replace(/\.js$/, '.d.ts')),
    );
    const known = new Set(exported.map(([name]) => name));
    const main =
      door === 'index.d.ts'
        ? []
        : namesIn(
            join(root, 'dist', 'index.d.ts'),
            /export (?:type )?\{([^}]*)\} from '([^']+)'/g,
          ).map(([name]) => name);
    const missing = exported.flatMap(([name, file]) => {
      const text = readFileSync(file, 'utf8');
      const declared =
        new RegExp(
          `export (?:declare )?(?:interface|type|function|const|class) ${name}\\b[^]*?(?=\\n(?:export|/\\*\\*)|$)`,
        ).exec(text)?.[0] ?? '';
      return namesIn(file, /import (?:type )?\{([^}]*)\} from '([^']+)'/g)
        .filter(([used]) => new RegExp(`\\b${used}\\b`).test(declared))
        .filter(([used, from]) => !known.has(used) && !whole.includes(from) && !main.includes(used))
        .filter(([, from]) => door === 'index.d.ts' || !from.includes('/protocol/'))
        .map(([used]) => `${name}: ${used}`);
    });
    expect.soft(missing, door).toEqual([]);
  }
});

test('the package is found fit by publint and by attw', ({}, info) => {
  // As it was built: packing with scripts would build it anew under the feet of other tests.
  const publint = run('publint/src/cli.js', ['--strict', '--pack', 'false'], root);
  expect(publint.said).toContain('All good!');
  mkdirSync(info.outputPath(), { recursive: true });
  const words = ['pack', '--silent', '--ignore-scripts', '--pack-destination', info.outputPath()];
  const tarball = spawnSync('npm', words, { cwd: root, encoding: 'utf8' }).stdout.trim();
  const asked = [info.outputPath(tarball), '--profile', 'esm-only'];
  const attw = run('@arethetypeswrong/cli/dist/index.js', asked, root);
  expect(attw.code, attw.said).toBe(0);
});
