import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { main } from '../../../../command/main.js';
import { handshakes } from '../../../../handshakes/registry.js';
import { anchors, pageAt } from '../../docs/pages.js';
import { argv, collectedIo } from '../../harness/collected-io.js';
import { initIn, repository } from './init-in.js';
import { readWorkflow } from './job-steps.js';
import type { JobStep } from './job-steps.js';

/** The two files that `--dry-run` prints. */
function printed(text: string): { readonly configuration: string; readonly workflow: string } {
  const [, configuration = '', workflow = ''] = text.split(/^--- .*\n/m);
  return { configuration, workflow };
}

const stepsOf = (workflow: string): readonly JobStep[] =>
  readWorkflow(workflow).jobs['docs-login']?.steps ?? [];
const linesOf = (workflow: string): readonly string[] =>
  stepsOf(workflow).flatMap(({ run }) => run ?? []);

const corepack = 'npm install --global corepack@0 && corepack enable';
const managers: readonly {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly start: string;
  readonly lines: readonly string[];
}[] = [
  {
    name: 'npm',
    files: { 'package-lock.json': '{}' },
    start: 'npm run dev',
    lines: ['npm ci', 'npx --no -- docs-handshake check'],
  },
  {
    name: 'nothing',
    files: {},
    start: 'npm run dev',
    lines: ['npm ci', 'npx --no -- docs-handshake check'],
  },
  {
    name: 'pnpm',
    files: { 'pnpm-lock.yaml': '' },
    start: 'pnpm run dev',
    lines: [corepack, 'pnpm install --frozen-lockfile', 'pnpm exec docs-handshake check'],
  },
  {
    name: 'yarn-1',
    files: { 'yarn.lock': '' },
    start: 'yarn run dev',
    lines: [corepack, 'yarn install --frozen-lockfile', 'yarn run docs-handshake check'],
  },
  {
    name: 'yarn-4',
    files: { 'yarn.lock': '', '.yarnrc.yml': '' },
    start: 'yarn run dev',
    lines: [corepack, 'yarn install --immutable', 'yarn run docs-handshake check'],
  },
  {
    name: 'bun',
    files: { 'bun.lock': '' },
    start: 'bun run dev',
    lines: [
      'npm install --global bun@1',
      'bun install --frozen-lockfile',
      'bunx --no-install docs-handshake check',
    ],
  },
];

test('each package manager installs what is locked, and none fetches a package by name', async ({}, info) => {
  for (const { name, files, start, lines } of managers) {
    const manifest = JSON.stringify({ scripts: { start: 'x', dev: 'y' } });
    const cwd = repository(info, name, { 'package.json': manifest, ...files });
    const { code, io } = await initIn(cwd, ['--yes', '--dry-run']);
    expect(code, io.err()).toBe(0);
    const { configuration, workflow } = printed(io.out());
    expect.soft(JSON.parse(configuration), name).toMatchObject({ start, key: 'new' });
    const found = linesOf(workflow).map((line) => line.replace(/(check) .*/s, '$1').trim());
    expect.soft(found, name).toEqual(lines);
  }
});

test('the workflow has no rights beyond reading, no secret, and no action that can be moved', async ({}, info) => {
  const cwd = repository(info, 'rights', {
    'package.json': JSON.stringify({ scripts: { dev: 'x' } }),
    '.git/refs/remotes/origin/HEAD': 'ref: refs/remotes/origin/trunk\n',
  });
  const { io } = await initIn(cwd, ['--yes', '--dry-run']);
  const { workflow } = printed(io.out());
  const { on, permissions } = readWorkflow(workflow);
  expect(Object.keys(on)).toEqual(['pull_request', 'push']);
  expect(on['push']?.branches).toEqual(['trunk']);
  expect(permissions).toEqual({ contents: 'read' });
  expect(workflow).not.toContain('secrets.');
  const used = stepsOf(workflow).flatMap(({ uses }) => uses ?? []);
  expect(used).toHaveLength(3);
  for (const action of used) expect.soft(action).toMatch(/^actions\/[\w-]+@[0-9a-f]{40}$/);
});

test('in a folder of a repository the job works there, and the workflow stands at the root', async ({}, info) => {
  const root = repository(info, 'several', {
    'pnpm-lock.yaml': '',
    '.nvmrc': '22',
    'apps/login/package.json': JSON.stringify({ scripts: { start: 'x' } }),
  });
  const cwd = join(root, 'apps', 'login');
  const { code, io } = await initIn(cwd, ['--yes']);
  expect(code, io.err()).toBe(0);
  expect(existsSync(join(cwd, 'docs-handshake.config.json'))).toBe(true);
  const text = readFileSync(join(root, '.github', 'workflows', 'docs-login.yml'), 'utf8');
  const { defaults } = readWorkflow(text).jobs['docs-login'] ?? {};
  expect(defaults?.run['working-directory']).toBe('apps/login');
  const steps = stepsOf(text);
  expect(steps.find(({ run }) => run?.startsWith('pnpm install'))?.['working-directory']).toBe('.');
  const given = steps.flatMap((step) => Object.entries(step.with ?? {}).map(([k, v]) => [k, v]));
  expect(given).toContainEqual(['node-version-file', '.nvmrc']);
  expect(given).toContainEqual(['path', 'apps/login/docs-handshake-report/']);
});

test('a login flow that runs elsewhere is not started, and its password is a secret', async ({}, info) => {
  const cwd = repository(info, 'elsewhere', {});
  const { code, io } = await initIn(cwd, [
    '--yes',
    '--dry-run',
    '--login-url',
    'https://app.foo.com/docs-login',
    '--docs-origin',
    'https://docs.foo.com',
  ]);
  expect(code, io.err()).toBe(0);
  const { configuration, workflow } = printed(io.out());
  expect(Object.keys(JSON.parse(configuration) as object)).toEqual([
    '$schema',
    'loginUrl',
    'docsOrigin',
    'signIn',
    'users',
  ]);
  expect(workflow).toContain('${{ secrets.DOCS_HANDSHAKE_PASSWORD }}');
});

test('what init writes is a configuration that check takes, whatever the handshake', async ({}, info) => {
  for (const { facts } of await handshakes()) {
    const cwd = repository(info, facts.id, { 'package.json': '{}' });
    const written = await initIn(cwd, [
      '--yes',
      '--start',
      'node server.mjs',
      '--handshake',
      facts.id,
    ]);
    expect(written.code, written.io.err()).toBe(0);
    const env = {
      DOCS_HANDSHAKE_PASSWORD: 'a password of the specs',
      DOCS_HANDSHAKE_CLIENT_SECRET: 'a secret of the specs',
    };
    const io = collectedIo({ cwd, env });
    expect(await main(argv('check', '--print-config'), io), io.err()).toBe(0);
    expect(io.out()).not.toContain('of the specs');
  }
});

const faults: readonly {
  readonly name: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly words: readonly string[];
  readonly says: string;
}[] = [
  { name: 'nobody to ask', words: [], says: 'give --login-url, or take what is usual with --yes' },
  {
    name: 'no package.json',
    words: ['--yes'],
    says: 'There is no package.json here: say with --start how the login flow is started',
  },
  {
    name: 'no script',
    files: { 'package.json': '{}' },
    words: ['--yes'],
    says: 'package.json has no script dev or start: say with --start how',
  },
  {
    name: 'a name, and nobody signs in',
    words: ['--yes', '--start', 'x', '--sign-in', 'none', '--username', 'ann'],
    says: '--username goes with --sign-in form',
  },
  {
    name: 'started here, and elsewhere',
    words: ['--yes', '--start', 'x', '--login-url', 'https://foo.com/login'],
    says: 'the login URL is elsewhere',
  },
  { name: 'misspelt', words: ['--yes', '--start', 'x', '--sign-in', 'from'], says: 'mean form?' },
  { name: 'two lines', words: ['--yes', '--start', 'x\ny'], says: '--start must be one line' },
  { name: 'no JSON', files: { 'package.json': '{' }, words: ['--yes'], says: 'package.json' },
  ...['docs-handshake.config.js', '.github/workflows/docs-login.yml'].flatMap((file) =>
    ['--yes', '--dry-run'].map((word) => ({
      name: `${file} ${word}`,
      files: { [file]: 'mine' },
      words: ['--yes', '--start', 'x', word],
      says: `${file} exists already`,
    })),
  ),
];

test('a folder without package.json is told what to do, and no sentence speaks of what it names', async ({}, info) => {
  for (const [files, says, never] of [
    [
      {},
      /There is no package\.json here[^]*npm i -D docs-handshake playwright[^]*Without Node/,
      /does not name/,
    ],
    [
      { 'package.json': '{}' },
      /package\.json does not name docs-handshake/,
      /There is no package\.json/,
    ],
  ] as const) {
    const cwd = repository(info, String(says).length.toString(), files);
    const { code, io } = await initIn(cwd, ['--yes', '--start', 'php -S 127.0.0.1:3000']);
    expect.soft(code, io.err()).toBe(0);
    expect.soft(io.err()).toMatch(says);
    expect.soft(io.err()).not.toMatch(never);
  }
  expect(anchors(pageAt('docs/ci.md'))).toContain('without-node');
});

test('what cannot be written is said with exit code 2, and no file is touched', async ({}, info) => {
  for (const [at, { name, files = {}, words, says }] of faults.entries()) {
    const cwd = repository(info, `fault-${at}`, files);
    const { code, io } = await initIn(cwd, words);
    expect.soft(code, name).toBe(2);
    expect.soft(io.err(), name).toContain(says);
    expect.soft(io.out(), name).toBe('');
    for (const [file, text] of Object.entries(files)) {
      expect.soft(readFileSync(join(cwd, file), 'utf8'), name).toBe(text);
    }
    const made = ['docs-handshake.config.json', '.github/workflows/docs-login.yml'];
    const written = made.filter((file) => !(file in files) && existsSync(join(cwd, file)));
    expect.soft(written, name).toEqual([]);
  }
});
