import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { root } from '../repository/source-tree.js';

const built = join(root, 'dist', 'cli.js');
/** What was built, as it is shipped; the source where nothing was. */
const command = existsSync(built) ? [built] : ['--import', 'tsx', join(root, 'cli.ts')];

/** Runs the command under a Node that says it is another one. */
function runAs(version: string): { readonly code: number | null; readonly said: string } {
  const other = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  const disguise = `data:text/javascript,${encodeURIComponent(other)}`;
  const { FORCE_COLOR: _forced, ...env } = process.env;
  const done = spawnSync(
    process.execPath,
    ['--import', disguise, ...command, 'keys', '--version'],
    { cwd: root, env, encoding: 'utf8' },
  );
  return { code: done.status, said: done.stdout + done.stderr };
}

test('a Node that is too old is named, with the one that is needed', () => {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly engines: { readonly node: string };
  };
  const needed = engines.node.replace('>=', '');
  for (const version of ['18.20.8', '20.18.3', '16.0.0']) {
    expect.soft(runAs(version), version).toEqual({
      code: 2,
      said: `docs-handshake: This needs Node ${needed} or later, and is run by ${version}: install a newer one.\n`,
    });
  }
  for (const version of ['20.19.0', '22.1.0', '26.0.0']) {
    expect.soft(runAs(version).said, version).not.toContain('needs Node');
  }
});

test('nothing is imported before the version was looked at, not even on the way', () => {
  expect(readFileSync(join(root, 'cli.ts'), 'utf8')).not.toMatch(
    /^\s*(?:import\s|export\s.*\sfrom\s)/m,
  );
});
