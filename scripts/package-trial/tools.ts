import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { ran } from './process.js';

/** The package managers that a project may use. */
export const managers = ['npm', 'pnpm', 'yarn', 'bun'] as const;
export type Manager = (typeof managers)[number];

/** The major versions of Node that the package is for. */
export const nodes = [20, 22, 24, 26] as const;
export type NodeMajor = (typeof nodes)[number];

/** What trials are made with. */
export interface Tools {
  /** The folder of the program `node`, by major version. */
  readonly node: (major: NodeMajor) => string;
  /** The words that start a package manager. */
  readonly manager: (name: Manager) => readonly string[];
  /** The variables for a trial with this version of Node; every manager asks the registry that npm asks. */
  readonly env: (major: NodeMajor) => NodeJS.ProcessEnv;
}

const system = process.platform === 'win32' ? 'win' : process.platform;
/** The package with Node's program for this machine, as the package `node` names it. */
const nodePackage = `${system === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'}-${system}-${process.arch}`;
const running = Number(process.versions.node.split('.')[0]);

/** Installs what the trials need into a folder: package managers, and versions of Node but the running one. */
export async function installTools(
  folder: string,
  wanted: { readonly managers: readonly Manager[]; readonly nodes: readonly NodeMajor[] },
): Promise<Tools> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const place = { cwd: folder, env: process.env, limitMs: 180_000 };
  const within = (name: string, ...path: string[]): string =>
    join(folder, 'node_modules', name, ...path);
  const programs: Readonly<Record<Manager, string | undefined>> = {
    npm: undefined,
    pnpm: 'pnpm@12',
    yarn: '@yarnpkg/cli-dist@4',
    bun: 'bun@1',
  };
  const packages = [
    ...wanted.managers.flatMap((name) => programs[name] ?? []),
    ...wanted.nodes
      .filter((major) => major !== running)
      .map((major) => `node-${major}@npm:${nodePackage}@${major}`),
  ];
  if (packages.length > 0) {
    const options = ['--no-audit', '--no-fund', '--ignore-scripts'];
    await ran(['npm', 'install', ...options, ...packages], place);
  }
  // npm asks before it runs a package's own script, and bun puts its program in place with one.
  if (wanted.managers.includes('bun')) await ran(['node', within('bun', 'install.js')], place);
  const registry = (await ran(['npm', 'config', 'get', 'registry'], place)).trim();
  const node = (major: NodeMajor): string =>
    major === running ? dirname(process.execPath) : within(`node-${major}`, 'bin');
  return {
    node,
    manager: (name) =>
      name === 'yarn' ? ['node', within('@yarnpkg/cli-dist', 'bin', 'yarn.js')] : [name],
    env: (major) => ({
      ...process.env,
      // Trials are no terminals, and what started this script is no part of them.
      ...Object.fromEntries(
        Object.keys(process.env).flatMap((name) =>
          /^(npm|DOCS_HANDSHAKE)_/.test(name) ? [[name, undefined]] : [],
        ),
      ),
      FORCE_COLOR: undefined,
      NO_COLOR: '1',
      PATH: [node(major), within('.bin'), process.env['PATH'] ?? ''].join(delimiter),
      npm_config_registry: registry,
      BUN_CONFIG_REGISTRY: registry,
      YARN_NPM_REGISTRY_SERVER: registry,
      YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
      YARN_ENABLE_TELEMETRY: 'false',
    }),
  };
}
