import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../repository/source-tree.js';

/** A project outside the repository that has installed this package and a Playwright Test of its own. */
export interface CallerProject {
  readonly folder: string;
  /** Runs Playwright there, with the variables of a fresh shell. */
  readonly playwright: (
    words: readonly string[],
    env?: Readonly<Record<string, string>>,
  ) => Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
  /** Runs any program there. */
  readonly node: CallerProject['playwright'];
  readonly close: () => void;
}

/** The packed tarball, unpacked where an installer would; its dependencies are those of the repository. */
function install(folder: string): void {
  const modules = join(folder, 'node_modules');
  const own = join(modules, 'docs-handshake');
  mkdirSync(own, { recursive: true });
  const run = (command: string, ...words: readonly string[]): void => {
    const done = spawnSync(command, words, { cwd: root, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`${command}: ${done.stderr}`);
  };
  run('npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', folder);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  run('tar', '-xzf', join(folder, tarball), '-C', own, '--strip-components=1');
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name.startsWith('.') || name === 'docs-handshake') continue;
    symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
}

/**
 * Makes the project.
 *
 * @param files by their names
 */
export function openCallerProject(files: Readonly<Record<string, string>>): CallerProject {
  const folder = mkdtempSync(join(tmpdir(), 'docs-handshake-caller-'));
  install(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const node: CallerProject['playwright'] = (words, env = {}) => {
    const { PATH = '', HOME = '' } = process.env;
    const program = spawn(process.execPath, words, { cwd: folder, env: { PATH, HOME, ...env } });
    let [out, err] = ['', ''];
    program.stdout.on('data', (chunk: Buffer) => (out += String(chunk)));
    program.stderr.on('data', (chunk: Buffer) => (err += String(chunk)));
    return new Promise((resolve) => program.once('close', (code) => resolve({ code, out, err })));
  };
  return {
    folder,
    node,
    playwright: (words, env) =>
      node(['node_modules/@playwright/test/cli.js', 'test', ...words], env),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
